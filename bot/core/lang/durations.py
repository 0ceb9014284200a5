"""Lengths of time as people write them: `30s`, `5m`, `2h`, `1d`; in commands also `7 дней`."""

import re
from datetime import timedelta

from bot.core.lang.typed_words import TypedWords

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_WRITTEN = re.compile(r"([0-9]{1,5})([smhd])", re.ASCII)


def parse_duration(text: str) -> timedelta | None:
    """None where it is no such time."""
    found = _WRITTEN.fullmatch(text)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


_SAID = re.compile(r"(\d{1,3})\s*([^\W\d_]+)\.?")


def parse_typed_duration(text: str, words: TypedWords) -> timedelta | None:
    """As said in a command, in any language; None where it is no such time."""
    found = _SAID.fullmatch(text)
    unit = words.spans.get(found[2].lower()) if found else None
    return int(found[1]) * unit if found and unit else None


def spell_duration(length: timedelta) -> str:
    """The shortest way to write it: `90s` but `2m`; whole seconds."""
    seconds = int(length.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
