"""`every: auto` against a fixed interval at the same number of requests, replayed.

`python -m benchmarks.rhythm`: for sources made by a seed, with a rhythm and without, and for the
recorded series of a folder (ISSWIRE_DATA), the median and the 90th percentile of the time from
publication to reading, after four weeks of learning.
"""

import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from bot.core.reading.rhythm import Rhythm, learned, next_wait
from bot.feeds.child_protocol import Document, Order
from bot.feeds.feed_document import read_document

MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
LEARNT, MEASURED = timedelta(weeks=4), timedelta(weeks=6)
MEAN = timedelta(minutes=20)
HOUR = timedelta(hours=1)


def weekdays(chance: random.Random) -> Iterator[datetime]:
    """Some twelve a day from 9 to 17, Monday to Friday."""
    for day in range((LEARNT + MEASURED).days):
        if day % 7 < 5:
            for _ in range(12):
                yield MONDAY + timedelta(days=day, hours=9 + 8 * chance.random())


def mornings(chance: random.Random) -> Iterator[datetime]:
    """One a day, within ten minutes of 8:00."""
    for day in range((LEARNT + MEASURED).days):
        yield MONDAY + timedelta(days=day, hours=8, minutes=chance.uniform(-5, 5))


def briefings(chance: random.Random) -> Iterator[datetime]:
    """A burst of six in half an hour, at 14:00 on weekdays."""
    for day in range((LEARNT + MEASURED).days):
        if day % 7 < 5:
            for _ in range(6):
                yield MONDAY + timedelta(days=day, hours=14, minutes=30 * chance.random())


def ever(chance: random.Random) -> Iterator[datetime]:
    """Eight a day, at any time."""
    at = MONDAY
    while at < MONDAY + LEARNT + MEASURED:
        at += timedelta(hours=chance.expovariate(8 / 24))
        yield at


def bursts(chance: random.Random) -> Iterator[datetime]:
    """Bursts of four within an hour, twice a day at any time."""
    at = MONDAY
    while at < MONDAY + LEARNT + MEASURED:
        at += timedelta(hours=chance.expovariate(2 / 24))
        yield from (at + HOUR * chance.random() for _ in range(4))


def rarely(chance: random.Random) -> Iterator[datetime]:
    """One in two days, at any time."""
    at = MONDAY
    while at < MONDAY + LEARNT + MEASURED:
        at += timedelta(hours=chance.expovariate(1 / 48))
        yield at


WITH = {"weekdays": weekdays, "mornings": mornings, "briefings": briefings}
WITHOUT = {"ever": ever, "bursts": bursts, "rarely": rarely}
Source = Callable[[random.Random], Iterator[datetime]]


def polled_times(
    published: list[datetime], begin: datetime, end: datetime, rhythm: Rhythm | None
) -> list[datetime]:
    """Ask by rhythm, learning as it goes, from `begin` to `end`."""
    times, at, place = [], begin, 0
    while at < end:
        times.append(at)
        fresh = []
        while place < len(published) and published[place] <= at:
            fresh.append(published[place])
            place += 1
        rhythm = learned(rhythm or (), fresh)
        at += next_wait(rhythm, at, MEAN)
    return times


def delays(published: list[datetime], asked: list[datetime]) -> list[float]:
    """Return minutes from each publication to the next question."""
    found, place = [], 0
    for at in published:
        while place < len(asked) and asked[place] < at:
            place += 1
        if place < len(asked):
            found.append((asked[place] - at) / timedelta(minutes=1))
    return found


def compared(published: list[datetime], chance: random.Random) -> tuple[list[float], list[float]]:
    """Return the delays by rhythm and at a fixed interval, of the measured part."""
    published = sorted(published)
    begin = published[0]
    middle = begin + (published[-1] - begin) * 0.4
    asked = [at for at in polled_times(published, begin, published[-1], None) if at >= middle]
    told = [at for at in published if middle <= at <= asked[-1]]
    step = (asked[-1] - asked[0]) / max(len(asked) - 1, 1)
    start = asked[0] - step * chance.random()
    fixed = [start + step * number for number in range(len(asked) + 2)]
    return delays(told, asked), delays(told, fixed)


def figures(source: Source, seeds: int = 5) -> tuple[float, float, float, float]:
    """Return median and p90 by rhythm, then at a fixed interval, over some seeds."""
    auto: list[float] = []
    fixed: list[float] = []
    for seed in range(seeds):
        chance = random.Random(seed)
        ours, theirs = compared([*source(chance)], chance)
        auto, fixed = auto + ours, fixed + theirs
    return (*_two(auto), *_two(fixed))


def _two(values: list[float]) -> tuple[float, float]:
    tenths = quantiles(values, n=10, method="inclusive")
    return tenths[4], tenths[8]


def recorded() -> Iterator[tuple[str, list[datetime]]]:
    """Yield publication times of each recorded series with enough of them."""
    data = Path(os.environ.get("ISSWIRE_DATA", "../shared/data"))
    for folder in sorted((data / "recorded" / "series").glob("*")):
        times: set[datetime] = set()
        for file in folder.iterdir() if folder.is_dir() else [folder]:
            order = Order(feed="x", url="https://x.example/", seen=datetime.now(UTC))
            found = read_document(file.read_bytes(), order)
            if isinstance(found, Document):
                times |= {entry.published for entry in found.entries if entry.published}
        if len(times) >= 60:
            yield folder.name, sorted(times)


def main() -> None:
    print(f"{'source':24}{'auto median':>12}{'p90':>8}{'fixed median':>14}{'p90':>8}{'ratio':>8}")
    for name, source in (*WITH.items(), *WITHOUT.items()):
        _row(name, figures(source))
    for name, times in recorded():
        ours, theirs = compared(times, random.Random(0))
        if len(ours) > 20:
            _row(name[:24], (*_two(ours), *_two(theirs)))


def _row(name: str, found: tuple[float, float, float, float]) -> None:
    median, tail, fixed, fixed_tail = found
    print(f"{name:24}{median:12.1f}{tail:8.1f}{fixed:14.1f}{fixed_tail:8.1f}{median / fixed:8.2f}")


if __name__ == "__main__":
    main()
