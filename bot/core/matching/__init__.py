"""Is an entry ours, and why.

In: an entry and the compiled rules of all topics. Out: a Verdict, the topics with their reasons.
Read compiled_rules and findings first, then matcher, clues and acronyms; topic_names finds a topic
by what a person calls it, rule_diff compares two sets of rules.
"""
