"""Stories out: claim a delivery, put it into words, send it, record the answer.

In: the outbox. Out: messages at Telegram. Read sender first, then compose.
"""
