"""What is worth telling, and to whom.

In: a story before and after an entry, the chats' subscriptions. Out: promised
deliveries. Read significance first (post, reply, edit or nothing), then replies and breaking (why
a reply is due), audience (who asked for it, and when it may come), promises (the deliveries);
admin_notices are for the bot's own admins.
"""
