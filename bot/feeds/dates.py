"""Parses dates as feeds write them, wrong ways included, into aware UTC.

Rule 1: an unreadable date is None, never now and never a guess. Every number in the text must be
part of the date, the time or the zone; other words may stand around them.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum

from bot.feeds.months import WORD, folded, likeliest_month, months_of
from bot.feeds.times import time_of, time_since_midnight, time_without_colons
from bot.feeds.zones import zone_of

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""There were no feeds before; broken clocks say 1970 or the year 1."""

_MOSCOW = timezone(timedelta(hours=3))
_TOKYO = timezone(timedelta(hours=9))


class DateStyle(StrEnum):
    """How to read a numeric date that is ambiguous, like 03/04/22."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    YEAR_FIRST = "year first"


def parse_date(text: str, language: str = "") -> datetime | None:
    """Parse a date into aware UTC; None if unparsable or before 1990. Never raises.

    `language` is the feed's. An ambiguous date is read with the day first; call `readings` where
    the feed's other dates can tell.
    """
    return next(iter(readings(text, language).values()), None)


def readings(text: str, language: str = "") -> Mapping[DateStyle, datetime]:
    """Return every date a text can mean, the likeliest first. Never raises.

    "03/04/22" has three; an unambiguous date is the same in every style.
    """
    try:
        quick = _quick(text)
        if quick is not None:
            return _in_every_style(quick)
        return dict(_readings(_prepared(text), language.partition("-")[0].lower()))
    except (ValueError, OverflowError, OSError):
        return {}


def _in_every_style(found: datetime) -> dict[DateStyle, datetime]:
    return dict.fromkeys(DateStyle, found) if found >= _EARLIEST else {}


_CLOCK = r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)"
_OFFSET = r"([+-])(0\d|1[0-4]):?([0-5]\d)"
_RFC_822 = re.compile(
    r"\s*(?:\w{3}, )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) "
    rf"{_CLOCK} (?:GMT|UTC|Z|{_OFFSET})\s*$",
    re.ASCII,
)
_ISO_8601 = re.compile(
    rf"\s*(\d{{4}})-(\d\d)-(\d\d)T{_CLOCK}(?:\.\d{{1,9}})?(?:Z|{_OFFSET})\s*$", re.ASCII
)
_QUICK = 60
_ENGLISH = "JanFebMarAprMayJunJulAugSepOctNovDec"


def _quick(text: str) -> datetime | None:
    """Parse the forms nearly every feed uses; the general way takes ten times as long."""
    if len(text) >= _QUICK:
        return None
    if found := _ISO_8601.match(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif found := _RFC_822.match(text):
        year, month, day = int(found[3]), _ENGLISH.index(found[2]) // 3 + 1, int(found[1])
    else:
        return None
    hour, minute, second = int(found[4]), int(found[5]), int(found[6])
    offset = timedelta(hours=int(found[8] or 0), minutes=int(found[9] or 0))
    zone = timezone(-offset if found[7] == "-" else offset)
    return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)


_LONGEST = 100
_ERA = re.compile(r"令和\s*(元|\d{1,2})\s*年")
_CJK_DATE = re.compile(r"(\d{2,4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?")
_CJK_TIME = re.compile(
    r"(\d{1,2})\s*[時时點点시]\s*(?:(\d{1,2})\s*[分분]?)?\s*(?:(\d{1,2})\s*[秒초])?"
)


def _prepared(text: str) -> str:
    """Fold the text and write East Asian dates and times in figures."""
    text = " ".join(folded(text[:_LONGEST]).split())
    text = _ERA.sub(lambda era: f"{2018 + int(era[1].replace('元', '1'))}年", text)
    text = _CJK_DATE.sub(r"\1-\2-\3 ", text)
    return _CJK_TIME.sub(lambda at: f"{at[1]}:{at[2] or 0:0>2}:{at[3] or 0:0>2} ", text)


def _readings(text: str, language: str) -> Iterator[tuple[DateStyle, datetime]]:
    exact = _epoch(text) or _compact(text)
    if exact is not None:
        yield from _in_every_style(exact).items()
        return
    time, left = time_of(text)
    for order, day, rest in _days(left, language):
        at = time or time_without_colons(rest)
        zone = at.zone or _usual_zone(text, language)
        found = (
            datetime(day.year, day.month, day.day, tzinfo=zone) + at.since_midnight
        ).astimezone(UTC)
        if found >= _EARLIEST and not _DIGIT.search(rest if time else at.left):
            yield order, found


_DIGIT = re.compile(r"\d")
_EPOCH = re.compile(r"\D{0,8}(\d{9,10}|\d{13}|\d{16})(?:\.\d+)?(?:[+-]\d{4})?\)?/?$")
_UNITS = {13: 1_000, 16: 1_000_000}


def _epoch(text: str) -> datetime | None:
    """Parse seconds, milliseconds or microseconds since 1970, also as `/Date(...)/` and `@...`."""
    found = _EPOCH.match(text)
    if found is None or text.startswith("-"):
        return None
    seconds = int(found[1]) / _UNITS.get(len(found[1]), 1)
    return datetime.fromtimestamp(seconds, UTC)


_COMPACT = re.compile(
    r"(?P<day>\d{4}-?w\d\d-?\d|\d{4}-\d{3}|\d{8})"
    r"(?:[t ]?(?P<hour>\d\d):?(?P<minute>\d\d):?(?P<second>\d\d)?(?:[.,]\d+)?)?(?P<zone>\D.*)?$"
)


def _compact(text: str) -> datetime | None:
    """Parse ISO 8601 without dashes, by week or by day of the year."""
    found = _COMPACT.match(text)
    if found is None:
        return None
    day = _iso_day(found["day"].upper())
    zone, left = zone_of(found["zone"] or "")
    if _DIGIT.search(left):
        return None
    since_midnight = time_since_midnight(found["hour"], found["minute"], found["second"])
    return (
        datetime(day.year, day.month, day.day, tzinfo=zone or UTC) + since_midnight
    ).astimezone(UTC)


def _iso_day(text: str) -> date:
    """Parse the day. Raises ValueError if there is no such day."""
    if re.fullmatch(r"\d{4}-\d{3}", text):
        return date(int(text[:4]), 1, 1) + timedelta(days=int(text[5:]) - 1)
    return date.fromisoformat(text)


def _days(text: str, language: str) -> Iterator[tuple[DateStyle, date, str]]:
    """Yield the days that a text without its time can mean, each with the rest of the text."""
    worded = _worded(text, language)
    if worded is not None:
        yield from ((order, *worded) for order in DateStyle)
        return
    found = _NUMBERS.search(text)
    if found is None:
        return
    rest = text[: found.start()] + " " + text[found.end() :]
    for order, day in _orders(found[1], found[3], found[4], found[2].strip()):
        yield order, day, rest


_NUMBERS = re.compile(r"(?<!\d)(\d{1,4})([-./] ?)(\d{1,2})[-./] ?(\d{1,4})(?!\d)[t.]?")


def _orders(first: str, middle: str, last: str, mark: str) -> Iterator[tuple[DateStyle, date]]:
    """Yield the days that three numbers can mean.

    Dots are not used with the month first: 3.4.2022 is in April. A four-digit year shows its
    place itself.
    """
    if len(first) == 4:
        if day := _day(first, middle, last):
            yield from ((order, day) for order in DateStyle)
        return
    if len(first) > 2 or len(last) not in {2, 4}:
        return
    if day := _day(last, middle, first):
        yield DateStyle.DAY_FIRST, day
    if mark != "." and (day := _day(last, first, middle)):
        yield DateStyle.MONTH_FIRST, day
    if len(last) == 2 and (day := _day(first, middle, last)):
        yield DateStyle.YEAR_FIRST, day


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(_four_digits(year), int(month), int(day))
    except ValueError:
        return None


def _four_digits(year: str) -> int:
    if len(year) != 2:
        return int(year)
    return int(year) + (2000 if int(year) < 70 else 1900)


_NUMBER = re.compile(r"(?<!\d)(\d{1,4})(?!\d)")
_NEAR = 8
"""Characters between a month and its numbers: `7 de marzo de 2026`, `2026. március 7.`."""


def _worded(text: str, language: str) -> tuple[date, str] | None:
    """Find a day whose month is a word; return it with the rest of the text."""
    for word in reversed(list(WORD.finditer(text))):
        meanings = months_of(word[0])
        numbers = _numbers_of(text, word) if meanings else []
        if len(numbers) != 2:
            continue
        first, second = numbers
        year, day = (first, second) if len(first[0]) == 4 else (second, first)
        if len(day[0]) > 2 or len(year[0]) not in {2, 4}:
            continue
        others = [each[0] for each in WORD.finditer(text) if each.start() != word.start()]
        any_month = date(_four_digits(year[0]), 1, int(day[0]))
        month = likeliest_month(meanings, others, language, on=any_month)
        spans = sorted((word.span(), year.span(), day.span()))
        rest = text[: spans[0][0]] + " " + text[spans[-1][1] :]
        return any_month.replace(month=month), rest
    return None


def _numbers_of(text: str, word: re.Match[str]) -> list[re.Match[str]]:
    """Return the day and the year next to a month's name: one on each side, or both on one."""
    before = list(_NUMBER.finditer(text, 0, word.start()))[-2:]
    after = list(_NUMBER.finditer(text, word.end()))[:2]
    if before and word.start() - before[-1].end() > _NEAR:
        before = []
    if after and after[0].start() - word.end() > _NEAR:
        after = []
    if before and after:
        return [before[-1], after[0]]
    return before or after


_JAPANESE = re.compile("午前|午後|曜日")


def _usual_zone(text: str, language: str) -> tzinfo:
    """Return the zone of a text that names none: Moscow for Russian words, Tokyo for Japanese."""
    if language == "ja" or _JAPANESE.search(text):
        return _TOKYO
    words = (months_of(word) for word in WORD.findall(text) if word[0] > "\x7f")
    return _MOSCOW if any("ru" in meanings for meanings in words) else UTC
