"""Whose word it is, and how sure one can be of it.

In: a placed entry and its story. Out: the story with one report more, and its status. Read ledger
first, then names, quoted_bodies, cues, modality, origins, facts and urgency (what one report says
and whose word it rests on), kind_cues and statement_kind (what kind it is), story_status,
status_rules and silence (what the reports add up to), editor_events and summarizer.
"""
