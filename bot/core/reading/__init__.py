"""When to poll a feed, what came of it, and which of its entries are new.

In: the result of one poll and the state kept of the feed. Out: the next state, and identity keys.
Read poll_result first, then schedule, identity, inspection; address_rules says which addresses may
be asked at all, clamping corrects what a wrong clock has stored.
"""
