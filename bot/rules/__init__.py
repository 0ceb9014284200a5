"""The reviewed data files of the rules, and their loaders."""

from bot.rules.topics import load_matcher, topic_rules

__all__ = ["load_matcher", "topic_rules"]
