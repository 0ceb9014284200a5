"""Memory; the only room with SQL. Core's values go in and come out, rows stay inside.

Read store first (all questions and changes, one transaction each), then poll_record (an entry
becomes seen), stories, feeds and chats, editor_log; db is the machinery below, outbox the life of
deliveries.
"""
