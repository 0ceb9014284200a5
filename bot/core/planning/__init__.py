"""One poll's entries become a Plan, which storage records whole or not at all.

In: new entries of one feed, with what is remembered of stories, posts and subscriptions. Out: a
Plan of entries, stories and deliveries. Read planner first; ruleset is the catalog with its
compiled rules, full_text picks the entries whose articles are worth reading.
"""
