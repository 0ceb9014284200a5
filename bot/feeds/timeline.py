"""Dates the items of one document, each by its own date and by its neighbours'.

Rule 1: days or months come first in the whole document.
Rule 2: an item without a readable date has none; if the feed is in order of time, its neighbour
says before when it was published.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bot.feeds.dates import DateStyle, readings

_FUTURE = timedelta(days=1)
"""How far ahead a date may be: time zones are left out, clocks are wrong."""
_ENOUGH = 3
"""Dated items a feed needs before it can count as being in order of time."""

_Readings = Mapping[DateStyle, datetime]


@dataclass(frozen=True, slots=True)
class Moment:
    """When an item was published, or else the latest time it can have been."""

    published: datetime | None = None
    latest: datetime | None = None


def moments(texts_of: Sequence[Iterable[str]], *, seen: datetime, language: str) -> list[Moment]:
    """Date the items of a document, given in its order.

    `texts_of` has the texts that may be an item's date, the likeliest first.
    """
    found = [_readable(texts, language) for texts in texts_of]
    style = _style(found, texts_of, seen)
    dates = [each.get(style) or next(iter(each.values()), None) for each in found]
    bounds = _bounds(dates)
    years = [
        None if date else _end_of_year(texts, seen)
        for date, texts in zip(dates, texts_of, strict=True)
    ]
    return [
        Moment(date, None if date else min(filter(None, (bound, year)), default=None))
        for date, bound, year in zip(dates, bounds, years, strict=True)
    ]


def _readable(texts: Iterable[str], language: str) -> _Readings:
    return next(filter(None, (readings(text, language) for text in texts if text)), {})


def is_settled(texts: Iterable[str], language: str) -> bool:
    """Whether an item's own texts say when it was published, whatever those of others say."""
    return len(set(_readable(texts, language).values())) == 1


_TWELVE_HOURS = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)


def _style(
    found: Sequence[_Readings], texts_of: Sequence[Iterable[str]], seen: datetime
) -> DateStyle:
    """Choose the style that fits a document's dates best.

    In this order: it reads the most dates, the fewest lie in the future, the most are in order of
    time, a twelve-hour clock goes with months first, and they are closest to now.
    """
    doubtful = [each for each in found if len(set(each.values())) > 1 or 0 < len(each) < 2]
    if not doubtful:
        return DateStyle.DAY_FIRST
    american = any(_TWELVE_HOURS.search(text) for texts in texts_of for text in texts)

    def fit(style: DateStyle) -> tuple[int, int, int, bool, timedelta]:
        read = [each[style] for each in found if style in each]
        ahead = sum(date > seen + _FUTURE for date in read)
        turns = sum(late < early for early, late in pairwise(read))
        in_order = max(turns, len(read) - 1 - turns)
        usual = american == (style is DateStyle.MONTH_FIRST)
        age = sum((abs(seen - date) for date in read), timedelta())
        return len(read), -ahead, in_order, american and usual, -age

    return max(DateStyle, key=fit)


def _bounds(dates: Sequence[datetime | None]) -> list[datetime | None]:
    """Return the date of each item, or of the nearest one that must be newer.

    Only where the dates are in order: of [9:00, no date, 7:00] the middle one is bounded by 9:00.
    """
    known = [date for date in dates if date is not None]
    if len(known) < _ENOUGH or known[0] == known[-1]:
        return [None] * len(dates)
    if all(early >= late for early, late in pairwise(known)):
        return _carried(dates)
    if all(early <= late for early, late in pairwise(known)):
        return _carried(dates[::-1])[::-1]
    return [None] * len(dates)


def _carried(dates: Sequence[datetime | None]) -> list[datetime | None]:
    last: datetime | None = None
    carried = []
    for date in dates:
        last = date or last
        carried.append(last)
    return carried


_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/-]|$)")


def dated_by_link(link: str, moment: Moment, seen: datetime) -> Moment:
    """Bound an item without a date by the day or month in its address, as in /2022/07/26/."""
    found = _IN_PATH.search(link.partition("?")[0])
    if moment.published is not None or found is None:
        return moment
    try:
        first = datetime(int(found[1]), int(found[2]), int(found[3] or 1), tzinfo=UTC)
    except ValueError:
        return moment
    end = first + (timedelta(days=2) if found[3] else timedelta(days=32))
    known = [each for each in (moment.latest, end) if each is not None and each < seen]
    return Moment(None, min(known, default=moment.latest))


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def _end_of_year(texts: Iterable[str], seen: datetime) -> datetime | None:
    """Return the end of the one past year that the texts name, if they name one."""
    years = {int(year) for text in texts for year in _YEAR.findall(text)}
    if len(years) != 1 or (year := years.pop()) >= seen.year:
        return None
    return datetime(year + 1, 1, 1, tzinfo=UTC)
