"""Dates as feeds write them, the wrong ways included, as aware UTC.

feedparser reads MSK as UTC, knows no Russian months and takes seconds since 1970 for a year, so
its own reading is only the last resort.
"""

import calendar
import re
from datetime import UTC, datetime, timedelta, timezone
from time import struct_time

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before it there were no feeds: 1970 and the year 1 are how broken clocks say nothing."""

_MOSCOW = timedelta(hours=3)


def parse_date(text: str) -> datetime | None:
    """Aware UTC, or None for what is no date of the age of feeds. Never raises."""
    text = " ".join(text[:100].split())
    try:
        found = _epoch(text) or _numeric(text) or _worded(text)
        return _sensible(found.astimezone(UTC)) if found else None
    except (ValueError, OverflowError):
        return None


def date_of(parsed: struct_time | None) -> datetime | None:
    """From feedparser's own reading, which is in UTC."""
    if parsed is None:
        return None
    try:
        return _sensible(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _sensible(date: datetime) -> datetime | None:
    return date if date >= _EARLIEST else None


_EPOCH = re.compile(r"(\d{9,10}|\d{13}|\d{16})(?:\.\d+)?$")
_UNITS = {13: 1_000, 16: 1_000_000}


def _epoch(text: str) -> datetime | None:
    found = _EPOCH.match(text)
    if found is None:
        return None
    seconds = int(found[1]) / _UNITS.get(len(found[1]), 1)
    return datetime.fromtimestamp(seconds, UTC)


_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:[.,]\d+)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>.*)"
)
_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)[Tt]?"
    r"(?P<hour>\d\d)?(?P<minute>\d\d)?(?P<second>\d\d)?(?P<zone>Z|[+-]\d\d:?\d\d)?$"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})[-./](?P<month>\d{{1,2}})[-./](?P<day>\d{{1,2}})(?:[Tt, ]+{_TIME})?$", re.I
)
_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})[-./](?P<month>\d{{1,2}})[-./](?P<year>\d{{4}})(?:[Tt, ]+{_TIME})?$", re.I
)


def _numeric(text: str) -> datetime | None:
    for form in (_ISO, _YEAR_FIRST, _DAY_FIRST):
        if found := form.match(text):
            part = found.groupdict()
            return _date(int(part["year"]), int(part["month"]), int(part["day"]), part)
    return None


_DAY_MONTH = re.compile(
    rf"(?:[^\W\d]+\.?,? ?)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -](?P<name>[^\W\d]{{3,}})\.?,?[ -]"
    rf"(?P<year>\d{{4}}|\d\d)(?: ?г\.?| года)?(?:,? (?:в |at )?{_TIME})?$",
    re.I,
)
_MONTH_DAY = re.compile(
    rf"(?:[^\W\d]+\.?, )?(?P<name>[^\W\d]{{3,}})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? "
    rf"(?P<year>\d{{4}})(?:,? (?:at )?{_TIME})?$",
    re.I,
)
_ASCTIME = re.compile(
    r"[A-Za-z]{3} (?P<name>[A-Za-z]{3}) (?P<day>\d{1,2}) (?P<hour>\d\d):(?P<minute>\d\d)"
    r":(?P<second>\d\d) (?P<zone>(?:[A-Z]{3,4} )?)(?P<year>\d{4})$"
)


def _worded(text: str) -> datetime | None:
    """RFC 822 and its relatives, with English or Russian names of months."""
    for form in (_DAY_MONTH, _ASCTIME, _MONTH_DAY):
        found = form.match(text)
        if found is None:
            continue
        part = found.groupdict()
        month = _MONTHS.get(part["name"][:3].lower())
        if month is not None:
            return _date(_four_digits(part["year"]), month, int(part["day"]), part)
    return None


def _four_digits(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (2000 if int(year) < 70 else 1900)


def _date(year: int, month: int, day: int, part: dict[str, str | None]) -> datetime:
    """Raises ValueError for what no calendar has; 24:00 and second 60 are read as the next."""
    moved = timedelta(
        hours=_hour(int(part.get("hour") or 0), part.get("half")),
        minutes=int(part.get("minute") or 0),
        seconds=int(part.get("second") or 0),
    )
    if moved > timedelta(hours=24, minutes=1):
        raise ValueError(f"no such time of day: {moved}")
    russian = "а" <= (part.get("name") or "")[:1].lower() <= "я"
    zone = _zone(part.get("zone") or "", otherwise=_MOSCOW if russian else timedelta())
    return datetime(year, month, day, tzinfo=timezone(zone)) + moved


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    return hour % 12 + (12 if half[0].lower() == "p" else 0)


_OFFSET = re.compile(r"(?:GMT|UTC|UT|МСК|MSK)?\s*([+-−])(\d{1,2}):?(\d\d)?\b", re.I)


def _zone(text: str, *, otherwise: timedelta) -> timedelta:
    """An offset or a name. Russian words without a zone are in Moscow time."""
    text = text.strip(" ()")
    if not text:
        return otherwise
    if found := _OFFSET.match(text):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return -offset if found[1] != "+" else offset
    name = re.split(r"[\s(/]", text, maxsplit=1)[0].upper().rstrip(".")
    return _ZONES.get(name, otherwise)


def _hours(hours: float, names: str) -> dict[str, timedelta]:
    return dict.fromkeys(names.split(), timedelta(hours=hours))


_ZONES = (
    _hours(0, "GMT UTC UT Z WET")
    | _hours(1, "CET BST WEST MEZ")
    | _hours(2, "CEST EET MESZ SAST")
    | _hours(3, "MSK МСК MSC EEST TRT")
    | _hours(4, "MSD SAMT GST")
    | _hours(5, "YEKT PKT")
    | _hours(5.5, "IST")
    | _hours(8, "HKT SGT AWST IRKT")
    | _hours(9, "JST KST")
    | _hours(10, "AEST VLAT")
    | _hours(11, "AEDT")
    | _hours(-3, "BRT ART")
    | _hours(-4, "EDT AST")
    | _hours(-5, "EST CDT")
    | _hours(-6, "CST MDT")
    | _hours(-7, "MST PDT")
    | _hours(-8, "PST AKDT")
)

_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec"
_RUSSIAN = "янв фев мар апр май июн июл авг сен окт ноя дек"
_MONTHS = {
    name: number
    for names in (_ENGLISH, _RUSSIAN)
    for number, name in enumerate(names.split(), start=1)
} | {"мая": 5}
