"""Same text? Same story?

In: an entry that matched, and a window of those before it. Out: a Placement: a new story, a copy,
another telling, or an old story that moves again. Read grouper first (the decision), then
features and entities (what an entry is about), window (what is remembered), ties and scoring (how
well the two fit), deduplicator (same text); tuning holds the numbers.
"""
