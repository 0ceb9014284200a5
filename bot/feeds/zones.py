"""Finds the time zone in a date: an offset, a name, or a region of the time zone database."""

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_OFFSET = re.compile(
    r"\s*\(?(?:gmt|utc|ut|z|msk|мск)?\)?\s*"
    r"(?P<sign>[+−-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d)"
)
_REGION = re.compile(
    r"\b[a-z_]+/[a-z_]+(?:/[a-z_]+)?(?:[+-]\d{1,2})?(?!\w)|\b[ecmp]st\d[ecmp]dt\b"
)
_IN_WORDS = re.compile(
    r"\b(eastern|central european|eastern european|western european|central|mountain|pacific"
    r"|moscow|japan|india|coordinated universal|greenwich mean)"
    r"(?: (standard|daylight|summer))? time\b"
)
_NAME = re.compile(r"[^\W\d_]+")
_FARTHEST = timedelta(hours=15)


def zone_of(text: str) -> tuple[tzinfo | None, str]:
    """Find the zone in the folded text after a time; return it and the rest of the text."""
    found = _OFFSET.match(text)
    if found and (offset := _offset(found)) is not None:
        return timezone(offset), text[found.end() :]
    if found := _REGION.search(text):
        return _region(found[0]), text[: found.start()] + " " + text[found.end() :]
    if found := _IN_WORDS.search(text):
        return _named(_initials(found)), text
    return next(filter(None, map(_named, _NAME.findall(text))), None), text


def _offset(found: re.Match[str]) -> timedelta | None:
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    if offset >= _FARTHEST:
        return None
    return offset if found["sign"] == "+" else -offset


def _region(name: str) -> tzinfo | None:
    """Return the zone of a region; None if this machine's database does not have it."""
    if "/" not in name:
        return _in_database(name.upper())
    titled = name.title().replace("Gmt", "GMT").replace("Utc", "UTC").replace("_Of_", "_of_")
    return _in_database(titled)


def _in_database(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _initials(found: re.Match[str]) -> str:
    """Abbreviate a zone: "eastern daylight time" to edt, "moscow time" to msk."""
    return _OF_ONE_TIME.get(found[1]) or "".join(word[0] for word in found[0].split())


def _named(name: str) -> tzinfo | None:
    return _in_database(_SEASONAL[name]) if name in _SEASONAL else _ZONES.get(name)


def _hours(hours: float, names: str) -> dict[str, tzinfo]:
    return dict.fromkeys(names.split(), timezone(timedelta(hours=hours)))


_ZONES = (
    _hours(0, "gmt utc ut z wet cut")
    | _hours(1, "cet bst west mez")
    | _hours(2, "cest eet mesz sast")
    | _hours(3, "msk мск msc eest trt moscow московское московскому")
    | _hours(4, "msd samt gst")
    | _hours(5, "yekt pkt")
    | _hours(5.5, "ist")
    | _hours(6, "omst almt")
    | _hours(7, "krat novt wib ict")
    | _hours(8, "hkt sgt awst irkt")
    | _hours(9, "jst kst yakt")
    | _hours(9.5, "acst")
    | _hours(10, "aest vlat")
    | _hours(11, "aedt magt")
    | _hours(12, "nzst pett")
    | _hours(13, "nzdt")
    | _hours(-3, "brt art adt")
    | _hours(-4, "edt ast")
    | _hours(-5, "est cdt")
    | _hours(-6, "cst mdt")
    | _hours(-7, "mst pdt")
    | _hours(-8, "pst akdt")
    | _hours(-9, "akst")
    | _hours(-10, "hst")
)
_OF_ONE_TIME = {"moscow": "msk", "japan": "jst", "india": "ist"}
_SEASONAL = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
"""Names that stand for both standard and daylight time."""
