"""The words people may type to the bot, in all languages it speaks, and dates as they write them:
`2022-07-27`, `27.07.2022`, `27.07`, `27 July 2022`, `27 июля`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.core.lang.i18n import known_zone


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


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NAMED = re.compile(r"(\d{1,2})\.? ?([^\W\d_]{3,})\.?(?: ?(\d{4}))?")
_DOTTED = re.compile(r"(\d{1,2})\. ?(\d{1,2})(?:\. ?(\d{4}))?")


def end_of_day(text: str, zone: str, *, words: TypedWords, now: datetime) -> datetime | None:
    """Return the end of the day a person typed, in their zone; None if it is not a date.

    A date without a year is the latest such day that is not in the future.
    """
    here = known_zone(zone)
    if named := _NAMED.fullmatch(text):
        text = ".".join(filter(None, (named[1], _month(named[2], words), named[3])))
    if iso := _ISO.fullmatch(text):
        year, month, day = map(int, iso.groups())
    elif dotted := _DOTTED.fullmatch(text):
        day, month = int(dotted[1]), int(dotted[2])
        today = now.astimezone(here)
        year = int(dotted[3] or today.year - ((month, day) > (today.month, today.day)))
    else:
        return None
    try:
        start = datetime.combine(datetime(year, month, day, tzinfo=here).date(), time(), here)
        return (start + timedelta(days=1)).astimezone(UTC) - timedelta(microseconds=1)
    except (ValueError, OverflowError):
        return None


def _month(name: str, words: TypedWords) -> str:
    """Return the number of the month whose name begins so; "" if there is none."""
    beginnings = words.months.items()
    return next((str(n) for start, n in beginnings if name.lower().startswith(start)), "")
