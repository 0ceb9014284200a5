"""How long the bot itself takes to answer, with much stored and many chats.

Usage: python -m benchmarks.answers [--entries 100000] [--chats 10000] [--rounds 40] [--bulk 0.5]
Prints milliseconds per command, of the process's own time and by the clock on the wall. The p95 of
the own time is to stay under 150 ms; the wall tells how busy the machine is besides.
With --bulk the same is timed again while a story is on its way to all chats, at the pace of `run`;
the number is the part of it that has been sent before. Own time then is the process's, so also
what it spends on sending while the answer waits its turn.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Mapping
from datetime import timedelta

from benchmarks.bulk import bulk_delivery
from bot.commands import Commands
from bot.commands.services import Services
from bot.core.delivery.messages import Update
from bot.core.planning.planner import Plan, PlannedEntry
from bot.core.reading.poll_result import FeedState
from bot.core.reasons.news import Matched
from bot.core.types import (
    Catalog,
    Chat,
    ChatKind,
    Entry,
    Feed,
    Localised,
    Party,
    Placement,
    Relation,
    Report,
    Role,
    Story,
    Subscription,
    SubscriptionKind,
    Topic,
    Verdict,
)
from bot.locale.loading import load_texts
from bot.locale.typed import load_words
from storage.store import Store
from tests.build import NOON, a_report

ASKED = (
    "/start",
    "/help",
    "/latest",
    "/latest iss 10",
    "/story 7",
    "/track Soyuz MS-28",
    "/track",
    "/mine",
    "/sources",
    "/sources 7",
    "/search coolant leak",
    "/digest now",
    "/settings",
    "/mute 8h",
    "/why 7",
)
Took = Mapping[str, list[tuple[float, float]]]
"""What was asked -> own and wall milliseconds of every answer."""

PER_STORY = 12
_BATCH = 240
"""Entries recorded at once; a tenth of them make whole stories."""
TOPICS = (
    Topic("iss", Localised({"en": "ISS", "ru": "МКС"})),
    Topic("roscosmos", Localised({"en": "Roscosmos"})),
)
PARTIES = (
    Party("nasa", Localised({"en": "NASA"})),
    Party("roscosmos", Localised({"en": "Roscosmos"})),
)


def a_feed(number: int) -> Feed:
    role = list(Role)[number % len(Role)]
    url = f"https://f{number}.example/rss"
    return Feed(f"f{number}", url, f"Feed {number}", "en", role, timedelta(minutes=10))


def an_entry(number: int) -> Entry:
    name = f"{number:032x}"
    at = NOON + timedelta(minutes=number)
    title = f"Soyuz MS-{number % 90} report {number}: coolant leak {number % 7}"
    return Entry(name, "f0", title, at, published=at, keys=(bytes.fromhex(name),))


def a_story(number: int, entries: list[Entry]) -> Story:
    reports: tuple[Report, ...] = tuple(
        a_report(
            entry.title, entry=entry.id, feed=f"f{index}", outlet=f"Feed {index}", at=entry.at
        )
        for index, entry in enumerate(entries)
    )
    return Story(f"{number:016x}", ("iss",), reports[0].at, reports[-1].at, reports)


async def filled(store: Store, entries: int, chats: int) -> None:
    """One entry in ten is ours, as a generous reading of the feeds; twelve reports a story."""
    state = FeedState(feed="f0", url="https://f0.example/rss", next_poll=NOON)
    placed = 0
    for start in range(0, entries, _BATCH):
        some = [an_entry(number) for number in range(start, min(start + _BATCH, entries))]
        ours, others = some[: len(some) // 10], some[len(some) // 10 :]
        told = [ours[at : at + PER_STORY] for at in range(0, len(ours), PER_STORY)]
        stories = [a_story(start + index, each) for index, each in enumerate(told)]
        verdict, none = Verdict(("iss",), (Matched.BY_FEED(),)), Verdict((), ())
        planned = [
            PlannedEntry(entry, verdict, Placement(story.id, Relation.JOINS))
            for story, each in zip(stories, told, strict=True)
            for entry in each
        ] + [PlannedEntry(entry, none) for entry in others]
        plan = Plan(entries=tuple(planned), stories=tuple(stories), based_on=placed)
        assert await store.record_poll(state, plan, now=NOON)
        placed += len(ours)
    for number in range(1, chats + 1):
        await store.record_chat(Chat(number, ChatKind.PRIVATE))
        topic = Subscription(number, 0, SubscriptionKind.TOPIC, "iss")
        await store.subscribe(topic)


CATALOG = Catalog(tuple(map(a_feed, range(108))), PARTIES, TOPICS)
PAUSE = 0.03
"""Seconds between answers during a bulk delivery, so that each meets it at another moment."""


async def times(store: Store, rounds: int, *, pause: float = 0.0) -> Took:
    """Own and wall milliseconds of every answer, by what was asked."""
    clock = [NOON + timedelta(days=80)]

    async def nothing_fails() -> frozenset[str]:
        return frozenset()

    async def nobody(chat_id: int, user_id: int) -> bool:
        return False

    desk = Services(
        store=store,
        catalog=lambda: CATALOG,
        texts=load_texts(),
        words=load_words(),
        now=lambda: clock[0],
        failing=nothing_fails,
        is_admin=nobody,
        bot=lambda: "isswire_bot",
    )
    commands = Commands(desk)
    took: dict[str, list[tuple[float, float]]] = {asked: [] for asked in ASKED}
    for number in range(1, rounds + 1):
        for asked in ASKED:
            clock[0] += timedelta(seconds=2)
            command, _, arguments = asked.partition(" ")
            update = Update(
                number, number, "private", user_id=number, command=command[1:], arguments=arguments
            )
            began, wall = time.process_time(), time.perf_counter()
            assert await commands.answer(update) is not None
            own = (time.process_time() - began) * 1000
            took[asked].append((own, (time.perf_counter() - wall) * 1000))
            await asyncio.sleep(pause)
    return took


async def times_beside_bulk(store: Store, rounds: int, *, chats: int, part: float) -> Took:
    story, after = (await store.latest_stories(limit=1))[0].id, int(chats * part)
    async with bulk_delivery(store, CATALOG, story=story, chats=chats, after=after) as bulk:
        before, began = bulk.sent, time.perf_counter()
        took = await times(store, rounds, pause=PAUSE)
        lasted = time.perf_counter() - began
        rate = (bulk.sent - before) / lasted
        print(f"beside a bulk delivery: {before:,} to {bulk.sent:,} sent, {rate:.1f} a second")
    return took


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--bulk", type=float, help="part of a bulk delivery sent before, 0 to 1")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{folder}/isswire.db")
        await filled(store, given.entries, given.chats)
        told(await times(store, given.rounds))
        if given.bulk is not None:
            part = given.bulk
            told(await times_beside_bulk(store, given.rounds, chats=given.chats, part=part))
        await store.close()


def told(took: Took) -> None:
    print(f"{'asked':24} {'median':>8} {'p95':>8} {'wall p95':>9}  ms")
    for asked, each in [*took.items(), ("all", [ms for some in took.values() for ms in some])]:
        own, wall = zip(*each, strict=True)
        p95, wall_p95 = (statistics.quantiles(some, n=20)[-1] for some in (own, wall))
        print(f"{asked:24} {statistics.median(own):8.1f} {p95:8.1f} {wall_p95:9.1f}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
