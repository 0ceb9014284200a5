"""Five hundred feeds a minute: the schedule is kept, and the processor has little to do."""

import asyncio
import os
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from tests.e2e.feeds import headlines
from tests.e2e.world import Record, World

FEEDS, EVERY = 500, 60.0
LATEST = EVERY * 1.2
"""What chance may add: see core/reading/schedule.py."""

SECONDS = 220.0


@pytest.fixture(params=[1, 2])
def processes(request: pytest.FixtureRequest, world: World) -> int:
    """One on SQLite, or two that share PostgreSQL."""
    if request.param > 1:
        world.database = request.getfixturevalue("migrated_postgres")
    return int(request.param)


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.fault("J2")
async def test_five_hundred_feeds_are_polled_in_time(
    world: World, processes: int, record_property: Record
) -> None:
    times: dict[str, list[float]] = defaultdict(list)
    titles = headlines()
    for number in range(FEEDS):
        world.feeds.publish(f"feed{number}", next(titles))
    world.feeds.before_answer = lambda name: times[name].append(time.monotonic())
    world.feeds_file.write_text(world.feeds.catalog("60s"), encoding="utf-8")
    bots = [world.process() for _ in range(processes)]
    for bot in bots:
        await bot.start()
    news = asyncio.create_task(_news(world))
    await asyncio.sleep(SECONDS)
    news.cancel()
    cpu = [_cpu_seconds(bot.pid) for bot in bots]
    gaps = sorted(later - one for polls in times.values() for one, later in pairwise(polls))
    lateness = max(0.0, gaps[int(len(gaps) * 0.99)] - LATEST)
    early = sum(gap < EVERY for gap in gaps)
    record_property(
        "figure",
        f"p99 lateness {lateness:.1f} s of {len(gaps)} polls, too early {early}, "
        f"CPU {' + '.join(f'{each / SECONDS:.1%}' for each in cpu)}",
    )
    record_property("limit", "p99 5 s, too early 0")
    assert (len(times), early) == (FEEDS, 0), [bot.said for bot in bots]
    assert len(gaps) >= 2 * FEEDS
    assert lateness <= 5


async def _news(world: World) -> None:
    """A feed in ten has something new each minute."""
    titles = headlines(1)
    while True:
        for number in range(0, FEEDS, 10):
            world.feeds.publish(f"feed{number}", next(titles))
            await asyncio.sleep(EVERY / (FEEDS / 10))


def _cpu_seconds(pid: int) -> float:
    """Of the process and its parsing children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(int(each) for each in fields[11:15]) / os.sysconf("SC_CLK_TCK")
