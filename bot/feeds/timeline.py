"""When the items of one document were published, each by its own date and by its neighbours'.

Rule 1: whether days or months come first is one answer for the whole document.
Rule 2: an item without a date that can be read has none; where the feed stands in order of time,
its neighbour says before when it was published.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bot.feeds.dates import DateStyle, readings

_FUTURE = timedelta(days=1)
"""A date may be ahead by so much: zones that are left out, clocks that are wrong."""
_ENOUGH = 3
"""Items with dates before a feed counts as being in order of time."""

_Readings = Mapping[DateStyle, datetime]


@dataclass(frozen=True, slots=True)
class Moment:
    """When an item was published: its own date, or else what it cannot be later than."""

    published: datetime | None = None
    latest: datetime | None = None


def moments(said: Sequence[Iterable[str]], *, seen: datetime, language: str) -> list[Moment]:
    """The moments of items in the order of their document; of each the texts that may be its date,
    the likeliest first.
    """
    found = [_readable(texts, language) for texts in said]
    style = _style(found, said, seen)
    dates = [each.get(style) or next(iter(each.values()), None) for each in found]
    bounds = _bounds(dates)
    years = [
        None if date else _end_of_year(texts, seen)
        for date, texts in zip(dates, said, strict=True)
    ]
    return [
        Moment(date, None if date else min(filter(None, (bound, year)), default=None))
        for date, bound, year in zip(dates, bounds, years, strict=True)
    ]


def _readable(texts: Iterable[str], language: str) -> _Readings:
    return next(filter(None, (readings(text, language) for text in texts if text)), {})


_TWELVE_HOURS = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE)


def _style(found: Sequence[_Readings], said: Sequence[Iterable[str]], seen: datetime) -> DateStyle:
    """The style that reads most of a document's dates, none of them ahead of time, in an order of
    time, and nearest to now; clocks of twelve hours go with months first.
    """
    doubtful = [each for each in found if len(set(each.values())) > 1 or 0 < len(each) < 2]
    if not doubtful:
        return DateStyle.DAY_FIRST
    american = any(_TWELVE_HOURS.search(text) for texts in said for text in texts)

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
    """Of each item without a date the date of the nearest one that must be newer."""
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


def dated_by(link: str, moment: Moment, seen: datetime) -> Moment:
    """An item without a date is no later than the day, or the month, that its address names."""
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
    """A text that is no date may still name the one year it is of."""
    years = {int(year) for text in texts for year in _YEAR.findall(text)}
    if len(years) != 1 or (year := years.pop()) >= seen.year:
        return None
    return datetime(year + 1, 1, 1, tzinfo=UTC)
