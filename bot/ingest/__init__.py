"""Feeds in: one poll of one feed becomes stories and promised deliveries.

In: a due feed. Out: a recorded plan. Read poll first (read a feed, take its entries), then ingest
(plan and record, one poll after the other); tracked_phrases are the phrases people track.
"""
