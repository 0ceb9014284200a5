"""Everything people read: stories, lists and pages as messages in the reader's language.

In: frozen values and a reader's context. Out: Message. Read reader_context first, then post and
drawn (what a channel shows) with story_lines, source_lines, thread_lines, sure_line, fact_lines
and fact_values; the pages that commands answer with are the files named *_page and *_pages; digest
and daily_stats choose and count what two of these show.
"""
