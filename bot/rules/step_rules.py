"""Loads steps.toml: the steps of a story."""

from collections.abc import Iterable

from bot.core.ledger.cues import CueGroup, cue_group
from bot.core.ledger.names import NO_NAMES
from bot.core.ledger.steps import Step
from bot.core.types import Worth
from bot.rules.toml_files import read_rules


def load_steps() -> tuple[Step, ...]:
    """Load the shipped steps, the weightier first."""
    return tuple(
        Step(each["id"], Worth(each["worth"]), _group(each["id"], each["words"]))
        for each in read_rules("steps.toml")["step"]
    )


def load_background() -> CueGroup:
    """Load the words that make the step after them background."""
    return _group("background", read_rules("steps.toml")["background"]["words"])


def _group(name: str, words: Iterable[str]) -> CueGroup:
    return cue_group(name, words, sources=NO_NAMES, speakers=NO_NAMES)
