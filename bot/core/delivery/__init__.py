"""One promise to one chat: its life, its pace, and what is sent.

In: a delivery and Telegram's answer. Out: the delivery as it stands after it. Read lifecycle first
(the table of states), then outbox (what each answer means), pacing (how fast), messages (what is
handed to the chats room).
"""
