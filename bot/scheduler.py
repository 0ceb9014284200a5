"""Feeds in: read what is due, plan, remember."""
