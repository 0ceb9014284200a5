"""Mission events: what a calendar's answers change, who is reminded, what must be told.

In: a calendar's page and what is known. Out: events to remember, deliveries. Read merging.py, then
reminders.py, turns.py, doubt.py.
"""
