"""A year's worth of entries and a long queue: sizes and times that must stay small."""

import os
import sqlite3
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.delivery.outbox import Sent
from bot.core.delivery.pacing import LIMITS
from bot.core.planning.planner import Plan, PlannedEntry
from bot.core.reading.poll_result import FeedState
from bot.core.types import Delivery, Verdict
from storage.store import Store
from tests.build import NOON, an_entry
from tests.integration.promised import (
    Figure,
    a_lease,
    begun,
    posts,
    promise,
    record,
    reserved,
    stories,
    with_chats,
)

KEYS = 1_000_000
ENTRIES = 500_000


async def cost(work: Callable[[], Awaitable[object]], times: int) -> list[float]:
    """CPU milliseconds of this process for each turn, smallest first: others' load left out."""
    found = []
    for _ in range(times):
        began = time.process_time()
        await work()
        found.append((time.process_time() - began) * 1000)
    return sorted(found)


def fill_keys(file: Path, count: int) -> None:
    with sqlite3.connect(file) as opened:
        opened.executemany(
            "INSERT INTO entry_key VALUES (?, ?)",
            sorted((os.urandom(16), number // 2) for number in range(count)),
        )
    opened.close()


def pages_of(file: Path, table: str) -> int:
    """Bytes a table takes; 0 where this SQLite cannot tell."""
    with sqlite3.connect(file) as opened:
        try:
            found = opened.execute("SELECT sum(pgsize) FROM dbstat WHERE name = ?", (table,))
            size: int = found.fetchone()[0]
        except sqlite3.OperationalError:
            size = 0
    opened.close()
    return size


@pytest.mark.soak
@pytest.mark.fault("F8")
async def test_a_million_keys_are_small_and_quickly_asked(
    tmp_path: Path, record_property: Figure
) -> None:
    file = tmp_path / "isswire.db"
    async with await Store.open(f"sqlite:///{file}") as store:
        before = file.stat().st_size
        await store.close()
    fill_keys(file, KEYS)
    each = (pages_of(file, "entry_key") or file.stat().st_size - before) / KEYS
    async with await Store.open(f"sqlite:///{file}") as store:
        document = [os.urandom(16) for _ in range(90)]
        await store.known_keys(document)
        found = await cost(lambda: store.known_keys(document), 50)
    a_key = found[len(found) // 2] / 90 * 1000
    record_property("figure", f"{each:.0f} bytes, {a_key:.0f} us a key of a document's 90")
    record_property("limit", "32 bytes, 50 us")
    assert each <= 32
    assert a_key <= 50


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.fault("F8")
async def test_taking_in_and_claiming_stay_quick_in_a_large_database(
    tmp_path: Path, record_property: Figure
) -> None:
    file = tmp_path / "isswire.db"
    async with await Store.open(f"sqlite:///{file}") as store:
        chats = list(range(-30, 0))
        await with_chats(store, *chats, stories=stories(200))
        await promise(store, *posts(chats, 200))
        await store.close()
    fill_entries(file)
    async with await Store.open(f"sqlite:///{file}") as store:
        claims = await claiming(store)
        ingest = await cost(taking_in(store), 50)
        size = file.stat().st_size / 2**20
    record_property(
        "figure",
        f"p98 claim {claims[-2]:.1f} ms, ingest {ingest[-2]:.1f} ms CPU; {size:.0f} MB for "
        f"{ENTRIES} entries",
    )
    record_property("limit", "40 ms, 60 ms")
    assert claims[-2] < 40
    assert ingest[-2] < 60


def fill_entries(file: Path) -> None:
    """Entries that are not ours, a month old or more: titles and addresses are left of them."""
    with sqlite3.connect(file) as opened:
        opened.executemany(
            "INSERT INTO entry (id, feed, title, url, summary, text, seen, more, topics, reasons)"
            " VALUES (?, ?, ?, ?, '', '', '2022-01-01 00:00:00.000000', '{}', '[]', '[]')",
            (
                (
                    f"{number:032x}",
                    f"feed-{number % 200}",
                    "t" * 80,
                    "https://a.example/" + "u" * 60,
                )
                for number in range(ENTRIES)
            ),
        )
    opened.close()


async def claiming(store: Store) -> list[float]:
    """CPU milliseconds of claims from 6,000 rows of 30 groups, at the real pace."""
    lease = await a_lease(store)
    now = NOON
    found: list[float] = []
    while len(found) < 100:
        began = time.process_time()
        answer = await reserved(store, lease, now=now, limits=LIMITS)
        found.append((time.process_time() - began) * 1000)
        if isinstance(answer, Delivery):
            sending = await begun(store, answer, lease, now=now)
            assert sending is not None
            await record(store, sending, Sent(1), lease, now=now)
            now += timedelta(milliseconds=40)
        else:
            now = getattr(answer, "until", None) or now + timedelta(seconds=1)
    return sorted(found)


def taking_in(store: Store) -> Callable[[], Awaitable[object]]:
    """Polls that each bring thirty new entries."""
    turn = iter(range(10**9))

    async def one() -> None:
        start = next(turn) * 30 + 10**9
        entries = [
            an_entry(id=f"{number:032x}", keys=(number.to_bytes(16, "big"), os.urandom(16)))
            for number in range(start, start + 30)
        ]
        plan = Plan(entries=tuple(PlannedEntry(each, Verdict((), ())) for each in entries))
        assert await store.record_poll(FeedState("feed-1", "u", NOON), plan, now=NOON)

    return one


@pytest.mark.fault("F8")
async def test_five_hundred_quiet_polls_are_one_short_transaction(
    tmp_path: Path, record_property: Figure
) -> None:
    async with await Store.open(f"sqlite:///{tmp_path / 'isswire.db'}") as store:
        states = [
            FeedState(f"feed-{number}", "https://a.example/rss", NOON, item_hashes=bytes(240))
            for number in range(500)
        ]
        await store.record_polls(states)
        writing = await cost(lambda: store.record_polls(states), 9)
        reading = await cost(store.feed_states, 9)
    record_property("figure", f"write {writing[4]:.0f} ms, read {reading[4]:.0f} ms CPU")
    record_property("limit", "100 ms, 100 ms")
    assert writing[4] < 100
    assert reading[4] < 100


@pytest.mark.fault("F8")
async def test_looking_for_lost_attempts_reads_none_that_have_ended(tmp_path: Path) -> None:
    file = tmp_path / "isswire.db"
    async with await Store.open(f"sqlite:///{file}") as store:
        await with_chats(store, 1, stories=stories(1))
        await promise(store, *posts([1], 1))
        await a_lease(store)
        few = await cost(lambda: store.recover(now=NOON), 9)
        fill_settled(file)
        many = await cost(lambda: store.recover(now=NOON), 9)
    assert many[4] < 2 * few[4]  # eight to thirteen times where all 100,000 are read


def fill_settled(file: Path, count: int = 100_000) -> None:
    """Copies of the one delivery, all of them sent."""
    with sqlite3.connect(file) as opened:
        opened.row_factory = sqlite3.Row
        one = dict(opened.execute("SELECT * FROM delivery").fetchone()) | {"state": "sent"}
        names = ", ".join(f":{name}" for name in one)
        opened.executemany(
            f"INSERT INTO delivery VALUES ({names})",  # noqa: S608  # the columns' names
            (one | {"id": number, "chat_id": number} for number in range(10, count)),
        )
    opened.close()
