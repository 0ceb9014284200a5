"""The words people may type to the bot, in all languages it speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class TypedWords:
    """The words the commands understand, all in lower case."""

    languages: Mapping[str, str]
    """`ru`, `russian`, `русский` -> code."""
    months: Mapping[str, int]
    """Beginning of a month's name -> its number: `jan`, `янв` -> 1."""
    spans: Mapping[str, timedelta]
    """`m`, `min`, `минут` -> one minute; also hours, days and weeks."""
    cities: Mapping[str, str]
    """`москва` -> `Europe/Moscow`."""
    commands: Mapping[str, str]
    """`помощь` -> `help`: what a command may be called without its slash."""
    off: frozenset[str]
    now: frozenset[str]
    """As in `/digest now`."""
    at: frozenset[str]
    """Words before a day: `/story 42 at 2022-07-27`."""
    daily: frozenset[str]
    weekly: frozenset[str]
    stop: frozenset[str]
    """Words of every text: a phrase of nothing else is not tracked."""
    broad: frozenset[str]
    """Words, in all forms, that half of all space news has; the same goes for them."""
