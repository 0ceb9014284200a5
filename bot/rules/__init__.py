"""The reviewed data files of the rules, and their loaders."""

from bot.rules.cue_rules import load_cues
from bot.rules.topic_rules import load_matcher, topic_rules

__all__ = ["load_cues", "load_matcher", "topic_rules"]
