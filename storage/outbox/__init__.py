"""The outbox: deliveries from the promise to the recorded answer, and who may send them.

In: promised deliveries. Out: the next one to send, and its recorded outcome. Read enqueue,
next_row and claims first, then delivery_rows (core's lifecycle as SQL), deliveries (what follows a
claim), lanes (a whole chat parked, moved or back), together (what one message lists), leases
and holders (which process sends) and send_journal (what a killed process had sent).
"""
