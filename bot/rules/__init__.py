"""The reviewed data files of the rules, and their loaders."""

from bot.rules.cues import load_cues
from bot.rules.topics import load_matcher, topic_rules

__all__ = ["load_cues", "load_matcher", "topic_rules"]
