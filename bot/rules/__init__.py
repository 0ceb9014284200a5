"""The rules as reviewed data files, and their loaders.

topics.toml and clues.toml (is it ours), entities.toml and synonyms.toml (which story), cues.toml
(whose word, how sure), kinds.toml (what kind of statement), genres.toml (what never alerts),
speakers.toml (who is quoted), boilerplate.toml (what nobody wrote; read by bot/feeds);
inflections.py opens the dictionary.
"""

from bot.rules.cue_rules import load_cues
from bot.rules.topic_rules import load_matcher, topic_rules

__all__ = ["load_cues", "load_matcher", "topic_rules"]
