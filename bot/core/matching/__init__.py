"""Is an entry ours, and why.

In: an entry and the compiled rules of all topics. Out: a Verdict, the topics with their reasons.
Read findings first, then matcher; topic_names finds a topic by what a person calls it, rule_diff
compares two sets of rules.
"""
