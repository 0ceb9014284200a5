"""What the kinds of sources cost: `python -m benchmarks.sources`, in CPU time of one core.

A Telegram page of 20 posts (limit 5 ms for a usual poll, in which one post is new), a calendar's
refresh of 100 events with matching and recording (limit 50 ms), and documents of every kind beside
a feed of as many items (limit 1.1 of a feed's).
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app.intake import ruleset_of
from bot.catalog import parse_catalog
from bot.core.calendar.reminders import reminders as due_reminders
from bot.core.reading.schedule import first_state
from bot.core.types import (
    EventKind,
    EventStatus,
    MissionEvent,
    Precision,
    SourceKind,
    Subscription,
    SubscriptionKind,
)
from bot.feeds.child_protocol import Document, Order
from bot.feeds.feed_document import read_document
from bot.ingest.mission_calendar import MissionCalendar
from storage.store import Store
from tests.integration.calendar_desk import a_docking
from tests.integration.feeds.kinds import KINDS, a_channel_page, a_post

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FILE = """\
feeds:
  ll: {url: https://ll.example/events/, title: LL, language: en, role: press, every: 30m,
       kind: calendar}
topics: {iss: {title: ISS}, roscosmos: {title: Roscosmos}}
"""


def milliseconds(work: Callable[[], object], times: int = 30) -> float:
    """Return the CPU time of one call, the least of three series."""
    series = []
    for _ in range(3):
        began = time.process_time()
        for _ in range(times):
            work()
        series.append((time.process_time() - began) / times * 1000)
    return min(series)


def telegram() -> None:
    words = "Корабль пристыковался к станции, экипаж перешёл на борт. " * 8
    posts = [a_post(n, f"Новость {n}<br/><br/>{words}") for n in range(20)]
    body = a_channel_page(*posts)
    order = Order(feed="x", url="https://t.me/s/x", seen=NOW, kind=SourceKind.TELEGRAM)
    found = read_document(body, order)
    assert isinstance(found, Document)
    for name, known in (
        ("all new", b""),
        ("one new", found.item_hashes[:-8]),
        ("none new", found.item_hashes),
    ):
        asked = replace(order, known=known)
        cost = milliseconds(lambda asked=asked: read_document(body, asked))  # type: ignore[misc]
        print(f"telegram page of 20 posts, {name:10} {cost:6.1f} ms")


def kinds() -> None:
    titles = [f"Soyuz docks with the station, take {n}" for n in range(20)]
    costs = {}
    for name, kind in KINDS.items():
        body = kind.body(*titles)
        order = Order(feed="x", url="https://x.example/", seen=NOW, kind=kind.kind, find=kind.find)
        costs[name] = milliseconds(lambda b=body, o=order: read_document(b, o))  # type: ignore[misc]
        share = costs[name] / costs["feed"]
        print(f"document of 20 items, {name:10} {costs[name]:6.1f} ms  {share:5.2f} of a feed's")


async def calendar() -> None:
    catalog = parse_catalog(FILE)
    feed, ruleset = catalog.feeds[0], ruleset_of(catalog).compiled()
    events = [
        a_docking(n, f"Progress MS-{n} Docking", at=NOW + timedelta(hours=n))
        for n in range(1, 101)
    ]
    body = json.dumps({"count": 100, "next": None, "results": events}).encode()
    order = Order(feed=feed.id, url=feed.url, seen=NOW, kind=SourceKind.CALENDAR)
    with tempfile.TemporaryDirectory() as folder:
        async with await Store.open(f"sqlite:///{Path(folder) / 'b.db'}") as store:
            desk, state = MissionCalendar(store, lambda: ruleset), first_state(feed, NOW)
            costs = []
            for _ in range(6):
                began = time.process_time()
                found = read_document(body, order)
                assert isinstance(found, Document)
                assert found.calendar is not None
                await desk.take(feed, found.calendar, state, notices=(), now=NOW)
                costs.append((time.process_time() - began) * 1000)
    print(f"calendar of 100 events, first {costs[0]:6.1f} ms, refreshed {min(costs[1:]):6.1f} ms")


async def reminders(chats: int = 10_000) -> None:
    """Promise one event's reminder to many chats; at 25 a second they are sent in minutes."""
    event = MissionEvent(
        id="event 1",
        feed="ll",
        kind=EventKind.DOCKING,
        name="Progress MS-35 Docking",
        start=NOW + timedelta(minutes=10),
        precision=Precision.MINUTE,
        status=EventStatus.GO,
        topics=("iss",),
    )
    wishes = [Subscription(n, 0, SubscriptionKind.REMINDER, event.id) for n in range(1, chats + 1)]
    with tempfile.TemporaryDirectory() as folder:
        async with await Store.open(f"sqlite:///{Path(folder) / 'b.db'}") as store:
            began, cpu = time.monotonic(), time.process_time()
            promised = due_reminders(event, wishes, NOW)
            new = await store.record_deliveries(promised)
            took, cost = time.monotonic() - began, time.process_time() - cpu
            again = await store.record_deliveries(due_reminders(event, wishes, NOW))
    late = [each for each in promised if each.expires > event.start or not each.urgent]
    sent = timedelta(seconds=chats / 25)
    print(
        f"{new} reminders promised in {took:.1f} s ({cost:.1f} s CPU), again {again}, sendable "
        f"after the start {len(late)}; at 25 a second sent within {sent} of the 10 minutes"
    )


def main() -> None:
    telegram()
    kinds()
    asyncio.run(calendar())
    asyncio.run(reminders())


if __name__ == "__main__":
    main()
