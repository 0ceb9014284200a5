"""Other people's words in a reader's language: what a translation must keep to be shown.

In: a text and what a machine made of it. Out: whether numbers, dates and names are the same.
"""
