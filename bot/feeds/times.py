"""Finds the time of day in a date: with colons, or as Europe and East Asia write it."""

import re
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from bot.feeds.zones import zone_of


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, and the zone written after it."""

    since_midnight: timedelta = timedelta()
    zone: tzinfo | None = None
    left: str = ""
    """The rest of the text."""


_BEFORE_NOON = r"a\.? ?m\b\.?|a\b|午前|上午|凌晨|早上|오전|ص|дп\b|oo\b|de\.|π\.?μ\b\.?"
_AFTER_NOON = r"p\.? ?m\b\.?|p\b|午後|下午|晚上|오후|م\b|пп\b|os\b|du\.|μ\.?μ\b\.?"
_HALF = rf"(?:{_BEFORE_NOON}|{_AFTER_NOON})"
_IS_AFTER = re.compile(_AFTER_NOON)
_CLOCK = re.compile(
    rf"(?P<early>{_HALF})?\s*(?<![\d+−-])(?P<hour>\d{{1,2}}):(?P<minute>\d\d)"
    rf"(?::(?P<second>\d\d)(?:[.,:]\d+)?)?(?!\d)\s*(?P<late>{_HALF})?"
)
_LATE_CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?:\s*(?:h|ч|uhr)[^\W\d_]*\.?\s*(?P<minute>\d\d)?(?:\s*(?:m|мин)[^\W\d_]*)?"
    r"|\.(?P<minutes>\d\d)(?:\.(?P<second>\d\d))?)(?!\d)"
    rf"\s*(?P<late>{_HALF})?"
)
_ON_THE_HOUR = re.compile(rf"(?<!\d)(?P<hour>\d{{1,2}})\s*(?P<late>{_HALF})")


def time_of(text: str) -> tuple[Time | None, str]:
    """Find a time with colons; return it and the text without it and its zone."""
    found = _CLOCK.search(text)
    if found is None:
        return None, text
    half = found["late"] or found["early"]
    since_midnight = time_since_midnight(found["hour"], found["minute"], found["second"], half)
    zone, after = zone_of(text[found.end() :])
    return Time(since_midnight, zone), f"{text[: found.start()]} @ {after}"


def time_without_colons(text: str) -> Time:
    """Find a time in another form in what the date has left over: 15h04, 15.04, 15 Uhr, 3 pm."""
    if found := _LATE_CLOCK.search(text):
        since_midnight = time_since_midnight(
            found["hour"], found["minute"] or found["minutes"], found["second"], found["late"]
        )
    elif found := _ON_THE_HOUR.search(text):
        since_midnight = time_since_midnight(found["hour"], None, None, found["late"])
    else:
        zone, left = zone_of(text)
        return Time(timedelta(), zone, left)
    zone, left = zone_of(text[found.end() :])
    return Time(since_midnight, zone, text[: found.start()] + left)


def time_since_midnight(
    hour: str | None, minute: str | None, second: str | None, half: str | None = None
) -> timedelta:
    """Return the time since midnight. Raises ValueError if there is no such time of day.

    24:00 is the next day's midnight, and second 60 the next minute (a leap second).
    """
    hours, minutes, seconds = int(hour or 0), int(minute or 0), int(second or 0)
    if half and hours <= 12:
        hours = hours % 12 + (12 if _IS_AFTER.fullmatch(half) else 0)
    since_midnight = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if minutes > 59 or seconds > 60 or since_midnight > timedelta(hours=24):
        raise ValueError(f"no such time of day: {since_midnight}")
    return since_midnight
