"""The bot's memory, and the only room with SQL: core's values go in and out, rows stay inside.

Read store first (every question and change, one transaction each), then poll_record (an entry
becomes seen), stories, feeds, chats and editor_log. db is the machinery below; outbox is the life
of deliveries.
"""
