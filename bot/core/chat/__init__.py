"""What a chat may set and press, and how often it may ask.

In: what somebody typed or pressed. Out: a setting's new value, a parsed press, a bucket with one
token less. Read preferences first, then callback_data and rate_limit.
"""
