"""What the shipped rules compile to, built once for all tests of a run."""

from dataclasses import replace
from functools import cache

from bot.core.matching.matcher import Matcher
from bot.core.planning.ruleset import Ruleset
from bot.core.types import Localised, Topic
from bot.rules import load_matcher

ISS = Topic("iss", Localised({"en": "International Space Station"}))
ROSCOSMOS = Topic("roscosmos", Localised({"en": "Roscosmos"}))


@cache
def shipped_matcher() -> Matcher:
    """The matcher of both shipped topics."""
    return load_matcher([ISS, ROSCOSMOS])


def compiled_once(rules: Ruleset) -> Ruleset:
    """The same rules, for a catalog of both shipped topics and none of its own."""
    return replace(rules, load_matcher=lambda _: shipped_matcher())
