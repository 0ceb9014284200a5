"""Which of several processes reads a feed, and how they spare a host together."""

import asyncio
import time
from collections.abc import Set
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.due import waiting
from bot.core.hosts import Courtesy, Resting, Visit
from bot.core.notices import admin_notice
from bot.core.planner import Plan
from bot.core.schedule import FeedState, first_state
from bot.core.types import DeliveryState
from bot.errors import TakenOver
from storage import tables
from storage.hosts import READING, Claimed
from storage.store import Store
from tests.build import NOON, a_feed
from tests.integration.promised import Figure

SECOND = timedelta(seconds=1)
COURTESY = Courtesy(gap=SECOND, at_once=2)
FEEDS = [f"feed{number:02}" for number in range(20)]


def first(feed: str) -> FeedState:
    return first_state(a_feed(feed), NOON - timedelta(hours=1))


async def claimed(
    store: Store, holder: str, *, most: int = 10, now: datetime = NOON, feeds: list[str] = FEEDS
) -> Claimed:
    def is_due(feed: str, stored: FeedState | None) -> bool:
        return bool(waiting([stored or first(feed)], now))

    return await store.claim_feeds(feeds, holder=holder, is_due=is_due, most=most, now=now)


@pytest.mark.fault("C12")
async def test_who_claims_again_and_again_gets_no_feed_of_another(
    store: Store, record_property: Figure
) -> None:
    held: dict[str, set[str]] = {"a": set(), "b": set(), "c": set()}

    async def reads(holder: str) -> None:
        for _ in range(4):
            held[holder] |= (await claimed(store, holder, most=5)).feeds

    await asyncio.gather(*map(reads, held))
    twice = sum(len(feeds) for feeds in held.values()) - len(set().union(*held.values()))
    record_property("figure", f"{twice} of {len(FEEDS)} feeds claimed twice")
    record_property("limit", "0")
    assert twice == 0


@pytest.mark.parametrize("news", [False, True])
async def test_a_feed_is_free_in_the_moment_its_poll_is_recorded(store: Store, news: bool) -> None:
    await claimed(store, "a", feeds=["feed00"])
    polled = replace(first("feed00"), next_poll=NOON + 60 * SECOND, last_poll=NOON)
    if news:
        assert await store.record_poll(polled, Plan(), now=NOON)
    else:
        await store.record_polls([polled])
    if not store.is_shared:
        return  # one process: nobody to claim it from
    early = await claimed(store, "b", feeds=["feed00"])
    assert early == Claimed(frozenset(), {"feed00": polled})
    later = await claimed(store, "b", feeds=["feed00"], now=NOON + 61 * SECOND)
    assert later.feeds == {"feed00"}


async def test_a_feed_that_is_not_due_after_all_is_left_to_others(store: Store) -> None:
    polled = replace(first("feed00"), next_poll=NOON + 60 * SECOND, last_poll=NOON)
    await store.record_polls([polled])
    assert await claimed(store, "a") == Claimed(frozenset(FEEDS[1:10]), {"feed00": polled})
    later = await claimed(store, "b", feeds=["feed00"], now=NOON + 61 * SECOND)
    assert later.feeds == {"feed00"}


async def test_claims_that_nobody_ends_run_out(store: Store) -> None:
    await claimed(store, "a", most=20)
    assert (await claimed(store, "b", now=NOON + READING - SECOND)).feeds == frozenset()
    assert (await claimed(store, "b", now=NOON + READING)).feeds == set(FEEDS[:10])


@pytest.mark.fault("G1")
async def test_claims_of_a_clock_that_was_wrong_hold_nobody_up(store: Store) -> None:
    await claimed(store, "a", most=20, now=NOON + timedelta(days=400))
    assert len((await claimed(store, "b")).feeds) == 10


@pytest.mark.fault("C12")
@pytest.mark.parametrize(
    "behind", [timedelta(milliseconds=1), SECOND, timedelta(minutes=5)], ids=str
)
async def test_a_claim_holds_for_whoever_looked_at_the_clock_before(
    store: Store, behind: timedelta
) -> None:
    await claimed(store, "a", most=20)
    assert (await claimed(store, "b", now=NOON - behind)).feeds == frozenset()


NOTICE = admin_notice("feed feed00 failing", "told by who has lost it", 7, NOON)


@pytest.mark.fault("C12")
@pytest.mark.parametrize("over", [False, True], ids=["being read", "read"])
async def test_who_lost_a_claim_records_nothing(migrated_postgres: str, over: bool) -> None:
    async with await Store.open(migrated_postgres) as store:
        await claimed(store, "a", feeds=["feed00", "feed01"])
        later = NOON + READING
        assert (await claimed(store, "b", feeds=["feed00"], now=later)).feeds == {"feed00"}
        theirs = replace(first("feed00"), next_poll=later + 60 * SECOND, last_poll=later)
        if over:
            await store.record_polls([theirs], claimed_by="b")
        stale = [replace(first(feed), last_poll=NOON, failures=9) for feed in FEEDS[:2]]
        await store.record_polls(stale, {"feed00": [NOTICE]}, claimed_by="a")
        with pytest.raises(TakenOver):
            await store.record_poll(stale[0], Plan(deliveries=(NOTICE,)), now=NOON, claimed_by="a")
        expected = {"feed01": stale[1]} | ({"feed00": theirs} if over else {})
        assert await store.feed_states() == expected
        assert await store.deliveries(DeliveryState.PENDING) == ()
        third = await claimed(store, "c", feeds=["feed00"], now=later)
        assert third.feeds == frozenset()


async def test_a_claim_is_kept_as_long_as_its_feed_is_being_read(migrated_postgres: str) -> None:
    async with await Store.open(migrated_postgres) as store:
        await claimed(store, "a", feeds=["feed00", "feed01"])
        await store.keep_feeds({"feed00", "feed02"}, holder="a", now=NOON + READING / 2)
        later = await claimed(store, "b", feeds=FEEDS[:3], now=NOON + READING)
        assert later.feeds == {"feed01", "feed02"}


async def test_a_process_that_stops_leaves_its_feeds_to_others(store: Store) -> None:
    await claimed(store, "a", most=5)
    await claimed(store, "c", most=5)
    await store.stop_reading("a")
    assert (await claimed(store, "b", most=20)).feeds == set(FEEDS[:5]) | set(FEEDS[10:])


async def test_what_a_process_that_is_gone_has_claimed_is_free_at_once(
    migrated_postgres: str,
) -> None:
    async with await Store.open(migrated_postgres) as store:
        reader, other = store.witness(), store.witness()
        for each, name in ((reader, "a"), (other, "b")):
            each.holder = f"elsewhere/1/{name}/witnessed"
            await each.stand()
        full = [await enter(store, reader.holder, number=n, making={1, 2}) for n in (1, 2)]
        await claimed(store, reader.holder, most=20)
        assert (await claimed(store, other.holder)).feeds == frozenset()
        assert await enter(store, other.holder) is None
        await reader.leave()
        assert len((await claimed(store, other.holder)).feeds) == 10
        assert isinstance(await enter(store, other.holder), Visit)
        assert all(isinstance(visit, Visit) for visit in full)
        await other.leave()


@pytest.mark.fault("E1")
async def test_a_process_that_stands_still_in_a_transaction_stops_nobody(
    migrated_postgres: str, record_property: Figure
) -> None:
    async with (
        await Store.open(migrated_postgres) as still,
        await Store.open(migrated_postgres) as b,
    ):
        lingering = asyncio.ensure_future(still.changed(_claims_and_lingers))
        await asyncio.sleep(1)
        began = time.monotonic()
        async with asyncio.timeout(30):
            assert (await claimed(b, "b", feeds=["feed00"])).feeds == {"feed00"}
        record_property("figure", f"others go on after {time.monotonic() - began:.0f} s")
        record_property("limit", "30 s")
        lingering.cancel()
        await asyncio.gather(lingering, return_exceptions=True)


async def _claims_and_lingers(db: AsyncConnection) -> None:
    row = {"feed": "feed00", "holder": "still", "until": NOON + READING}
    await db.execute(insert(tables.feed_claim).values(row))
    await asyncio.sleep(60)


async def enter(
    store: Store,
    holder: str,
    *,
    number: int = 1,
    making: Set[int] = frozenset({1}),
    now: datetime = NOON,
) -> Visit | Resting | None:
    return await store.enter_host(
        "tass.example", COURTESY, holder=holder, number=number, making=making, now=now
    )


@pytest.mark.fault("A18")
async def test_processes_that_ask_one_host_take_turns(
    store: Store, record_property: Figure
) -> None:
    found = await asyncio.gather(*(enter(store, holder) for holder in "abcd"))
    visits = [each for each in found if isinstance(each, Visit)]
    starts = sorted(visit.start for visit in visits)
    record_property("figure", f"{len(visits)} of 4 let in, {starts[1] - starts[0]} apart")
    record_property("limit", "2 at once, 0:00:01 apart")
    assert starts == [NOON, NOON + SECOND]
    await store.leave_host("tass.example", visits[0], rest_until=None, now=NOON)
    third = await enter(store, "e")
    assert isinstance(third, Visit)
    assert third.start == NOON + 2 * SECOND


@pytest.mark.fault("F6")
async def test_a_visit_asked_for_again_is_the_same(store: Store) -> None:
    """The answer was lost with the connection, and the transaction is repeated."""
    visit = await enter(store, "a")
    assert await enter(store, "a") == visit
    assert isinstance(await enter(store, "b"), Visit)
    assert await enter(store, "c") is None


@pytest.mark.fault("F6")
async def test_visits_that_their_process_knows_nothing_of_keep_nobody_out(store: Store) -> None:
    for number in (1, 2):
        assert isinstance(await enter(store, "a", number=number, making={1, 2}), Visit)
    assert await enter(store, "a", number=3, making={1, 2, 3}) is None
    assert await enter(store, "b") is None
    assert isinstance(await enter(store, "a", number=4, making={2, 4}), Visit)
    assert await enter(store, "b") is None


@pytest.mark.fault("A14")
async def test_a_host_that_asks_for_rest_is_left_alone_by_all(store: Store) -> None:
    visit = await enter(store, "a")
    assert isinstance(visit, Visit)
    until = NOON + timedelta(hours=1)
    await store.leave_host("tass.example", visit, rest_until=until, now=NOON)
    assert await enter(store, "b", now=NOON + SECOND) == Resting(timedelta(hours=1) - SECOND)
    assert isinstance(await enter(store, "b", now=until), Visit)


async def test_hosts_that_are_asked_no_more_are_forgotten(store: Store) -> None:
    visit = await enter(store, "a")
    assert isinstance(visit, Visit)
    assert await store.prune(NOON + timedelta(hours=23)) == 0
    assert await store.prune(NOON + timedelta(hours=25)) == 1
    await store.leave_host("tass.example", visit, rest_until=None, now=NOON)
