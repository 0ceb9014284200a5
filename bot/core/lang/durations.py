"""Lengths of time as people write them: `30s`, `5m`, `2h`, `1d`; in commands also `7 дней`."""

import re
from datetime import timedelta

from bot.core.lang.typed_words import TypedWords

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_WRITTEN = re.compile(r"([0-9]{1,5})([smhd])", re.ASCII)


def parse_duration(text: str) -> timedelta | None:
    """Read `90s` or `5m`; None for anything else."""
    match = _WRITTEN.fullmatch(text)
    return timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else None


_TYPED = re.compile(r"(\d{1,3})\s*([^\W\d_]+)\.?")


def parse_typed_duration(text: str, words: TypedWords) -> timedelta | None:
    """Read `7 days` or `7 дней`, as people type it in commands; None for anything else."""
    match = _TYPED.fullmatch(text)
    unit = words.spans.get(match[2].lower()) if match else None
    return int(match[1]) * unit if match and unit else None


def spell_duration(length: timedelta) -> str:
    """Write it the shortest way, in whole seconds: `90s` but `2m`."""
    seconds = int(length.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
