"""What pruning deletes, and what it keeps."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from bot.core.delivery.outbox import Sent
from bot.core.editing.objections import Objection, objection
from bot.core.planning.planner import Plan, PlannedEntry
from bot.core.reading.poll_result import FeedState
from bot.core.reasons import verbatim
from bot.core.types import (
    DeliveryKind,
    Entry,
    Placement,
    Relation,
    Story,
    StoryEvent,
    Subscription,
    SubscriptionKind,
    Verdict,
)
from storage.db import tables
from storage.pruning import SLICE, STILL_SHOWN, STORY_LIFE
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


LONG = STORY_LIFE + DAY


def closed(number: int, **changes: object) -> Story:
    story = replace(stories(number)[-1], closed=NOON)
    return replace(story, **changes)  # type: ignore[arg-type]  # field names are the caller's


async def of_the_stories(store: Store) -> list[int]:
    """Rows of stories, reports and events."""
    found = (tables.story, tables.report, tables.event)
    counted = select(*(select(func.count()).select_from(each).scalar_subquery() for each in found))
    return list((await store.run_question(lambda db: db.execute(counted))).one())


async def test_a_closed_story_is_dropped_after_five_years_with_all_it_has(store: Store) -> None:
    event = StoryEvent(NOON, "closed")
    await store.record_story(closed(1, events=(event,)))
    await store.prune(NOON + STORY_LIFE - DAY)
    assert await of_the_stories(store) == [1, 1, 1]
    assert await store.search_stories("Russia")
    await store.prune(NOON + LONG)
    assert await of_the_stories(store) == [0, 0, 0]
    assert await store.search_stories("Russia") == ()


async def test_the_entries_of_a_dropped_story_are_dropped_as_any_others(store: Store) -> None:
    await store.record_story(closed(1, id="5" * 16))
    await store.record_poll(STATE, plan(numbered(1), ours=True), now=NOON)
    await store.prune(NOON + LONG)
    assert await store.placed_since(0) == (1, ())
    assert (await store.known_keys(numbered(1).keys)).keys() == set(numbered(1).keys)
    others = [numbered(each, seen=NOON + LONG) for each in range(2, STILL_SHOWN + 2)]
    await store.record_poll(STATE, plan(*others, based_on=1), now=NOON + LONG)
    await store.prune(NOON + LONG)
    assert await store.known_keys(numbered(1).keys) == {}


async def test_a_story_that_is_open_or_followed_is_kept_for_good(store: Store) -> None:
    await store.record_chat(a_chat(7))
    await store.record_story(closed(1, closed=None))
    await store.record_story(closed(2))
    await store.subscribe(Subscription(7, 0, SubscriptionKind.STORY, closed(2).id))
    await store.prune(NOON + LONG)
    assert (await of_the_stories(store))[0] == 2


async def test_mutes_and_objections_go_with_their_story(store: Store) -> None:
    await store.record_chat(a_chat(7))
    await store.record_story(closed(1))
    await store.subscribe(Subscription(7, 0, SubscriptionKind.MUTED_STORY, closed(1).id))
    await store.subscribe(objection(a_chat(7), closed(1), Objection.LABEL))
    await store.prune(NOON + LONG)
    assert await store.subscriptions(7, 0) == ()


async def test_what_was_merged_into_a_story_is_kept_as_long_as_that_story(store: Store) -> None:
    await store.record_story(closed(1, closed=None))
    await store.record_story(closed(2, merged_into=closed(1).id))
    await store.record_story(closed(3, merged_into=closed(2).id))
    await store.prune(NOON + LONG)
    assert (await of_the_stories(store))[0] == 3
    await store.record_story(closed(1))
    await store.prune(NOON + LONG)
    assert await of_the_stories(store) == [0, 0, 0]


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
