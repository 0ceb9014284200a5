"""Several processes on PostgreSQL: one reads the feeds, and another when it dies."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web

from tests.cutting import line_to
from tests.e2e.feeds import headlines
from tests.e2e.process import Process, eventually
from tests.e2e.world import Record, World
from tests.integration.conftest import forget_notes
from tests.machine import Machine
from tests.postgres import server

FEEDS = 40
PERSON = 8001
BULLETIN = "role: press\n    topics: [iss]"


class Watch:
    """Who asks for which feed, and when."""

    def __init__(self, world: World) -> None:
        self.asked: dict[str, list[tuple[float, str]]] = defaultdict(list)
        self.world = world
        world.feeds.asking = self._note

    def _note(self, name: str, request: web.Request) -> None:
        who = request.headers["User-Agent"].rpartition("/")[2].rstrip(")")
        self.asked[name].append((time.monotonic(), who))

    def shares(self, since: float = 0.0) -> Counter[str]:
        return Counter(who for polls in self.asked.values() for at, who in polls if at >= since)

    def late(self, since: float) -> list[str]:
        """Feeds that nobody has asked for since."""
        return [name for name, polls in self.asked.items() if polls[-1][0] < since]

    def gaps(self) -> list[float]:
        """Seconds between two polls of one feed, whoever made them."""
        return sorted(
            later - one
            for polls in self.asked.values()
            for (one, _), (later, _) in pairwise(polls)
        )

    async def started(
        self, *names: str, machines: Mapping[str, Machine] = {}, gap: str = "0s"
    ) -> list[Process]:
        processes = [
            self.world.process(
                CONTACT_URL=f"https://isswire.example/{name}",
                HOST_GAP=gap,
                **(machines[name].environment if name in machines else {}),
            )
            for name in names
        ]
        for each in processes:
            await each.start()
        return processes


@pytest.fixture
async def shared(world: World, migrated_postgres: str) -> World:
    world.database = migrated_postgres
    world.feeds.channel = False
    await world.subscribed([PERSON])
    titles = headlines()
    for number in range(FEEDS):
        world.feeds.add(f"feed{number}", BULLETIN)
        world.feeds.publish(f"feed{number}", next(titles))
    world.feeds_file.write_text(world.feeds.catalog("3s"), encoding="utf-8")
    return world


@pytest.mark.fault("C12")
async def test_one_of_two_processes_reads_and_no_feed_is_read_twice(
    shared: World, record_property: Record
) -> None:
    watch = Watch(shared)
    processes = await watch.started("a", "b")
    await eventually(lambda: all("serving /health" in each.said for each in processes))
    await eventually(lambda: len(watch.asked) == FEEDS, said=lambda: processes[0].said)
    began = time.monotonic()
    await asyncio.sleep(12)
    shares, gaps = watch.shares(began), watch.gaps()
    shared.feeds.publish("feed0", "Teapot whistles at dawn")
    await shared.told("Teapot", PERSON)
    early = sum(gap < 3 for gap in gaps)
    record_property(
        "figure",
        f"polls of each: {dict(shares)}, too early {early} of {len(gaps)}, "
        f"told {len(shared.posts())} time",
    )
    record_property("limit", "one reads, too early 0, once")
    assert (early, len(shared.posts())) == (0, 1), [each.said for each in processes]
    assert "died" not in "".join(each.said for each in processes)
    assert len(shares) == 1


@pytest.mark.fault("G2")
@pytest.mark.parametrize(
    "off", [timedelta(seconds=24), timedelta(minutes=7), timedelta(days=2)], ids=str
)
async def test_processes_whose_clocks_disagree_go_by_one(
    shared: World, tmp_path: Path, off: timedelta, record_property: Record
) -> None:
    machine, watch = Machine(tmp_path), Watch(shared)
    machine.set_clock(off)
    processes = await watch.started("a", "b", machines={"b": machine})
    await eventually(lambda: all("serving /health" in each.said for each in processes))
    await eventually(lambda: len(watch.gaps()) > 2 * FEEDS, said=lambda: processes[0].said)
    shares, gaps = watch.shares(), watch.gaps()
    early, leaders = sum(gap < 3 for gap in gaps), "".join(p.said for p in processes)
    figure = f"polls of each: {dict(shares)}, too early {early} of {len(gaps)}"
    record_property("figure", f"{figure}, led by {leaders.count('leading fence')}")
    record_property("limit", "too early 0, led by 1")
    assert (early, leaders.count("leading fence")) == (0, 1), leaders
    assert len(watch.asked) == FEEDS


@pytest.mark.fault("E1")
async def test_the_feeds_of_a_killed_process_are_read_by_the_other(
    shared: World, record_property: Record
) -> None:
    watch = Watch(shared)
    hanging = asyncio.Event()

    async def hangs(request: web.Request) -> web.StreamResponse:
        hanging.set()
        await asyncio.sleep(60)
        raise web.HTTPBadGateway

    first, second = await watch.started("a", "b")
    await eventually(
        lambda: (
            all(len(polls) > 1 for polls in watch.asked.values())
            and len(watch.asked) == FEEDS
            and all("serving /health" in each.said for each in (first, second))
        ),
        said=lambda: (first.said, second.said),
    )
    shared.feeds.instead = lambda name: hangs if name == "feed0" else None
    await hanging.wait()
    reader = {"a": first, "b": second}[watch.asked["feed0"][-1][1]]
    shared.feeds.instead = lambda name: None
    shared.feeds.publish("feed0", "Teapot whistles at dawn")
    began = time.monotonic()
    await reader.kill()
    await shared.told("Teapot", PERSON)
    seconds = time.monotonic() - began
    await eventually(lambda: not watch.late(began), said=lambda: (watch.late(began), first.said))
    record_property("figure", f"read by the other after {seconds:.1f} s, told once, L=0")
    record_property("limit", "10 s, once, L=0")
    assert len(shared.posts()) == 1
    assert seconds < 10


@pytest.mark.fault("F6")
async def test_two_processes_lose_postgresql_and_go_on(
    shared: World, postgres_binaries: Path, record_property: Record
) -> None:
    with server(postgres_binaries) as database:
        shared.database = database.url("postgres")
        await shared.subscribed([PERSON])
        watch, news = Watch(shared), headlines(5)
        processes = await watch.started("a", "b")
        await eventually(lambda: len(watch.asked) == FEEDS, said=lambda: processes[0].said)
        await asyncio.sleep(4)
        titles = [next(news) for _ in range(4)]
        cuts: list[Callable[[], object]] = [partial(database.sql, CUT)] * 3
        for number, lose in enumerate([*cuts, database.restart]):
            shared.feeds.publish(f"feed{number}", titles[number])
            await asyncio.sleep(1)
            await asyncio.to_thread(lose)
        cut = time.monotonic()
        for title in titles:
            await shared.told(title, PERSON)
        seconds = time.monotonic() - cut
        await eventually(lambda: not watch.late(cut + 5), said=lambda: watch.late(cut + 5))
        told = [len(await shared.told(title, PERSON)) for title in titles]
        await shared.end()
    forget_notes(shared.database)
    shares = watch.shares(cut)
    figure = f"told {told} after {seconds:.1f} s, all read, by {dict(shares)}"
    record_property("figure", figure)
    record_property("limit", "once each, within 30 s, all read")
    assert told == [1] * 4, [each.said for each in processes]
    assert seconds < 30


@pytest.mark.fault("F6")
async def test_news_is_told_once_though_commits_are_not_heard_of(
    shared: World, record_property: Record
) -> None:
    news = headlines(10)
    async with line_to(shared.database) as line:
        shared.database = line.url
        watch = Watch(shared)
        processes = await watch.started("a", "b")
        await eventually(lambda: len(watch.asked) == FEEDS, said=lambda: processes[0].said)
        line.every, line.one_in, line.most = 0.3, 2, 60
        await asyncio.sleep(4)
        titles = [next(news) for _ in range(8)]
        for number, title in enumerate(titles):
            shared.feeds.publish(f"feed{number}", title)
        for title in titles:
            await shared.told(title, PERSON)
        await eventually(lambda: line.cuts > 20, said=lambda: line.cuts)
        await asyncio.sleep(5)
        told = [len(await shared.told(title, PERSON)) for title in titles]
        died = sum(each.said.count("died") for each in processes)
        early = sum(gap < 3 for gap in watch.gaps())
        await shared.end()
    forget_notes(shared.database)
    record_property("figure", f"{line.cuts} cuts, told {told}, loops that died {died}, Q={early}")
    record_property("limit", "once each, 0 died, Q=0")
    assert line.cuts > 20
    assert (told, died, early) == ([1] * 8, 0, 0), [each.said for each in processes]


CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
