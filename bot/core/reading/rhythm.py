"""When a source publishes, and so when to ask it: as many requests, where news is likely.

Of a budget of requests, the delay until news is read is least in all if each hour gets requests in
proportion to the square root of its share of the news. Hours are those of a week, in UTC. Where
the hours differ no more than chance makes them, they are treated alike: `every: auto` is then as
good as a fixed interval.

Example: a source that publishes from 9 to 17 on weekdays, asked every 20 minutes on average, is
asked every 7 then, and every 80 minutes at night.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from math import sqrt

HOURS = 168
_DAY = 24
_REMEMBERED = 600
"""Hours with news; beyond that all counts are halved, so that a new habit is learnt."""
_FEW = 12
"""Hours with news from which a habit may show."""
_FASTER, _SLOWER = 8, 4
"""Bounds of an interval, as parts and times of the mean."""
_SHORTEST = timedelta(seconds=30)
_CHANCE, _CERTAIN = 2.5, 6.0
"""Standard deviations from chance at which a habit begins to count, and counts in full."""

Rhythm = tuple[int, ...]
"""For each hour of the week: in how many weeks there was news in it; () if nothing is known."""


def learned(rhythm: Rhythm, times: Iterable[datetime]) -> Rhythm:
    """Add the hours in which news was published; several in one hour count once."""
    hours = {at.replace(minute=0, second=0, microsecond=0) for at in times}
    if not hours:
        return rhythm
    counts = list(rhythm or (0,) * HOURS)
    for hour in hours:
        counts[_hour_of_week(hour)] += 1
    if sum(counts) > _REMEMBERED:
        counts = [count // 2 for count in counts]
    return tuple(counts)


def next_wait(rhythm: Rhythm, now: datetime, mean: timedelta) -> timedelta:
    """Return how long to wait from `now`, so that over a week the mean is `mean`."""
    pace = paces(rhythm)
    left, at, longest = 1.0, now, _SLOWER * mean
    while at - now < longest:
        end = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        share = (end - at) / mean * pace[_hour_of_week(at)]
        if share >= left:
            at += mean * (left / pace[_hour_of_week(at)])
            break
        left, at = left - share, end
    return max(min(at - now, longest), mean / _FASTER, _SHORTEST)


def paces(rhythm: Rhythm) -> tuple[float, ...]:
    """Return how often to ask in each hour of the week, as a multiple of the mean."""
    if sum(rhythm) < _FEW:
        return (1.0,) * HOURS
    by_hour = _judged([sum(rhythm[hour::_DAY]) for hour in range(_DAY)])
    by_day = _judged([sum(rhythm[day : day + _DAY]) for day in range(0, HOURS, _DAY)])
    shares = [by_hour[hour % _DAY] * by_day[hour // _DAY] for hour in range(HOURS)]
    wanted = [sqrt(share) for share in _spread(shares)]
    for _ in range(4):  # what the bounds take from one hour goes to the others
        mean = sum(wanted) / HOURS
        wanted = [min(max(each / mean, 1 / _SLOWER), _FASTER) for each in wanted]
    return tuple(wanted)


def _judged(counts: Sequence[int]) -> list[float]:
    """Return each count's share of the mean, drawn towards 1 as far as chance may have made it."""
    mean = sum(counts) / len(counts)
    if not mean:
        return [1.0] * len(counts)
    chance = len(counts) - 1
    distance = sum((count - mean) ** 2 for count in counts) / mean
    deviations = (distance - chance) / sqrt(2 * chance)
    trust = min(max((deviations - _CHANCE) / (_CERTAIN - _CHANCE), 0.0), 1.0)
    return [1 + trust * (count / mean - 1) for count in counts]


def _spread(shares: Sequence[float]) -> list[float]:
    """Let an hour know of its neighbours: news is sometimes early or late."""
    return [
        0.8 * shares[hour] + 0.1 * (shares[hour - 1] + shares[(hour + 1) % HOURS])
        for hour in range(HOURS)
    ]


def _hour_of_week(at: datetime) -> int:
    return at.weekday() * _DAY + at.hour
