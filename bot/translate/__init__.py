"""A translator somebody else runs: LibreTranslate's API, or a model behind OpenAI's.

In: a text and two languages. Out: what the other side says, or None; never an exception.
"""
