"""One promise to one chat: its life, its pace, and what is sent.

In: a delivery and Telegram's answer. Out: the delivery as it stands after it. Read lifecycle first
(the table of states), then outbox (what each answer means), wishes (whether it is still wanted),
pacing (how fast), line (whether Telegram answers at all), messages (what is handed to the chats
room).
"""
