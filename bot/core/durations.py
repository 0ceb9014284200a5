"""Lengths of time as people write them: `30s`, `5m`, `2h`, `1d`; in commands also `7 дней`."""

import re
from datetime import timedelta

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_WRITTEN = re.compile(r"([0-9]{1,5})([smhd])", re.ASCII)


def duration(text: str) -> timedelta | None:
    """None where it is no such time."""
    found = _WRITTEN.fullmatch(text)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


_SAID = re.compile(
    r"""(\d{1,3})\s*(
    m(?:in(?:ute)?s?)? | h(?:ours?)? | d(?:ays?)? | w(?:eeks?)? |
    м(?:ин(?:ут[аы]?)?)? | ч(?:ас(?:а|ов)?)? | д(?:ень|ня|ней)? | н(?:ед(?:ел[яиь])?)?
    )\.?""",
    re.IGNORECASE | re.VERBOSE,
)
_SPANS = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "м": timedelta(minutes=1),
    "ч": timedelta(hours=1),
    "д": timedelta(days=1),
    "н": timedelta(weeks=1),
}


def said_duration(text: str) -> timedelta | None:
    """As said in a command, in either language; None where it is no such time."""
    found = _SAID.fullmatch(text)
    return int(found[1]) * _SPANS[found[2][0].lower()] if found else None


def spelled(length: timedelta) -> str:
    """The shortest way to write it: `90s` but `2m`; whole seconds."""
    seconds = int(length.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
