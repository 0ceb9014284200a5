"""When to ask a feed, what came of it, and which of its entries are new.

In: the answer of one poll and the state kept of the feed. Out: the next state, and identity keys.
Read poll_result first, then schedule and due, identity, inspection; address_rules says which
addresses may be asked at all, clamping what a wrong clock may have stored.
"""
