"""What anybody may read: stories, lists and feeds as values that templates only lay out.

In: stories, standings and a reader's context. Out: pages without markup, all words in the reader's
language, every text cleaned and every link allowed. Read addresses first (what can be asked for),
then frame (what all pages share), public_story, public_list, about_page and outgoing_feed.
"""
