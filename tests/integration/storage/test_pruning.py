"""What pruning deletes, and what it keeps."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from bot.core.delivery.outbox import Sent
from bot.core.planning.planner import Plan, PlannedEntry
from bot.core.reading.poll_result import FeedState
from bot.core.reasons import verbatim
from bot.core.types import DeliveryKind, Entry, Placement, Relation, Verdict
from storage.db import tables
from storage.pruning import SLICE, STILL_SHOWN
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery, an_entry
from tests.integration.promised import (
    Figure,
    a_lease,
    claimed,
    posts,
    promise,
    record,
    stories,
    with_chats,
)

STATE = FeedState("tass", "https://tass.example/rss", NOON)
DAY = timedelta(days=1)
Fill = Callable[[Store, int], Awaitable[None]]


def numbered(number: int, **changes: object) -> Entry:
    key = number.to_bytes(16, "big")
    entry = an_entry(id=key.hex(), keys=(key, b"k" + key[1:]), summary="body", text="long body")
    return replace(entry, **changes)  # type: ignore[arg-type]  # field names are the caller's


def plan(*entries: Entry, ours: bool = False, based_on: int = 0) -> Plan:
    placement = Placement("5" * 16, Relation.JOINS) if ours else None
    verdict = Verdict(("iss",) if ours else (), (verbatim("why"),))
    planned = tuple(PlannedEntry(entry, verdict, placement) for entry in entries)
    return Plan(entries=planned, based_on=based_on)


async def test_the_body_of_an_entry_that_matches_nothing_is_dropped_after_a_month(
    store: Store,
) -> None:
    await store.record_poll(STATE, plan(numbered(1), numbered(2, seen=NOON + 2 * DAY)), now=NOON)
    await store.record_poll(STATE, plan(numbered(3), ours=True), now=NOON)
    assert await store.prune(NOON + 31 * DAY) == 1
    assert await store.prune(NOON + 31 * DAY) == 0
    _, ((ours, _),) = await store.placed_since(0)
    assert ours.text == "long body"


async def test_the_text_of_an_entry_of_a_story_is_dropped_after_half_a_year(store: Store) -> None:
    await store.record_poll(STATE, plan(numbered(1), ours=True), now=NOON)
    assert await store.prune(NOON + 179 * DAY) == 0
    assert await store.prune(NOON + 181 * DAY) == 1
    _, ((ours, _),) = await store.placed_since(0)
    assert (ours.text, ours.summary) == ("", "body")


async def test_where_a_message_stands_is_forgotten_after_three_months(store: Store) -> None:
    await with_chats(store, 7, 8, stories=stories(1))
    await promise(store, *posts([7, 8], 1))
    lease = await a_lease(store)
    for number, now in enumerate((NOON, NOON + timedelta(minutes=1)), 900):
        sending = await claimed(store, lease, now=now)
        assert sending is not None
        await record(store, sending, Sent(number), lease, now=now)
    await store.prune(NOON + 91 * DAY)
    assert await store.messages(["0" * 15 + "1"]) == {}


@pytest.mark.fault("C9")
async def test_keys_are_kept_for_half_a_year_and_while_the_feed_may_show_the_entry(
    store: Store, record_property: Figure
) -> None:
    old = tuple(numbered(number) for number in range(1, STILL_SHOWN + 11))
    await store.record_poll(STATE, plan(*old[:10]), now=NOON)
    await store.record_poll(STATE, plan(*old[10:]), now=NOON)
    keys = [key for entry in old for key in entry.keys]
    await store.prune(NOON + 179 * DAY)
    assert len(await store.known_keys(keys)) == len(keys)
    await store.prune(NOON + 181 * DAY)
    kept = await store.known_keys(keys)
    record_property("figure", f"kept={len(kept) // 2} of the {STILL_SHOWN} newest")
    record_property("limit", f"{STILL_SHOWN}")
    assert len(kept) == 2 * STILL_SHOWN
    assert await store.known_keys(old[9].keys) == {}


async def test_an_entry_of_a_story_is_kept_for_good(store: Store) -> None:
    await store.record_poll(STATE, plan(numbered(1), ours=True), now=NOON)
    await store.prune(NOON + 3650 * DAY)
    assert len(await store.known_keys(numbered(1).keys)) == 2


async def test_settled_deliveries_are_dropped_after_a_month(store: Store) -> None:
    await with_chats(store, 7, stories=stories(2))
    await promise(store, *posts([7], 2))
    lease = await a_lease(store)
    delivery = await claimed(store, lease)
    assert delivery is not None
    await record(store, delivery, Sent(1), lease)
    await store.prune(NOON + 29 * DAY)
    assert (await store.stats())["delivery"] == 2
    await store.prune(NOON + 31 * DAY)
    assert (await store.stats())["delivery"] == 1


async def test_an_edit_that_a_newer_one_overtook_is_dropped_after_a_month(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, a_delivery(kind=DeliveryKind.EDIT, revision=1))
    await promise(store, a_delivery(kind=DeliveryKind.EDIT, revision=2))
    await store.prune(NOON + 29 * DAY)
    assert (await store.stats())["delivery"] == 2
    await store.prune(NOON + 31 * DAY)
    assert (await store.stats())["delivery"] == 1


async def old_deliveries(store: Store, count: int) -> None:
    await promise(store, *posts(range(1, count + 1), 1))
    await store.run_change(
        lambda db: db.execute(update(tables.delivery).values(state="sent", settled=NOON))
    )


async def old_bodies(store: Store, count: int) -> None:
    await store.record_poll(STATE, plan(*map(numbered, range(count))), now=NOON)


async def old_entries(store: Store, count: int) -> None:
    await old_bodies(store, count + STILL_SHOWN)


@pytest.mark.parametrize(
    ("fill", "days", "asked"),
    [
        (old_deliveries, 31, "SELECT count(*) FROM delivery"),
        (old_bodies, 31, "SELECT count(*) FROM entry WHERE text != ''"),
        (old_entries, 181, "SELECT count(*) FROM entry"),
    ],
)
async def test_others_can_write_while_pruning_runs(
    store: Store, database: str, fill: Fill, days: int, asked: str
) -> None:
    await fill(store, 4 * SLICE)
    async with await Store.open(database) as other:
        pruning = asyncio.create_task(store.prune(NOON + days * DAY))
        left = []
        while not pruning.done():
            await other.record_chat(a_chat(1))
            left.append(await other.run_question(lambda db: db.scalar(text(asked))))
        await pruning
    assert len(set(left)) > 2
