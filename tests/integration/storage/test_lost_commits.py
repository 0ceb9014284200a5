"""PostgreSQL commits, and the connection is cut before it says so: the change is made once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery.outbox import Sent
from bot.core.editing.editor_actions import ActOutcome
from bot.core.planning.planner import Plan
from bot.core.reading.schedule import first_state
from bot.core.types import Delivery, DeliveryState
from bot.sender.sender import Sender
from storage.outbox.leases import Lease
from storage.store import Store
from tests.build import NOON, a_chat, a_feed
from tests.cutting import SET, Line, line_to
from tests.e2e.process import eventually
from tests.integration.promised import (
    AT_ONCE,
    Figure,
    a_lease,
    begun,
    claimed,
    posts,
    promise,
    record,
    reserved,
    stories,
    with_chats,
)
from tests.integration.pushed import Telegram, an_open_line, clock, fresh, settled, worded

pytestmark = pytest.mark.fault("F6")


@pytest.fixture
async def line(migrated_postgres: str) -> AsyncIterator[Line]:
    async with line_to(migrated_postgres) as line:
        yield line


async def test_a_claim_takes_the_row_that_it_had_taken(line: Line) -> None:
    async with await Store.open(line.url) as store:
        await with_chats(store, 7, 8, stories=stories(1))
        await promise(store, *posts([7, 8], 1))
        lease = await a_lease(store)
        line.lose_next()
        first = await reserved(store, lease)
        assert isinstance(first, Delivery)
        assert line.cuts == 1
        later = NOON + timedelta(seconds=1)
        second = await reserved(store, lease, now=later)
        assert isinstance(second, Delivery)
        assert (first.chat_id, second.chat_id) == (7, 8)
        sending = await begun(store, first, lease, now=later)
        assert sending is not None
        assert await record(store, sending, Sent(1), lease)


async def one_reserved(store: Store) -> tuple[Delivery, Lease]:
    """A delivery that is claimed, and by whom."""
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    lease = await a_lease(store)
    delivery = await reserved(store, lease)
    assert isinstance(delivery, Delivery)
    return delivery, lease


async def test_what_was_begun_is_asked_for(line: Line) -> None:
    async with await Store.open(line.url) as store:
        delivery, lease = await one_reserved(store)
        line.lose_next()
        sending = await begun(store, delivery, lease)
        assert line.cuts == 1
        assert sending == replace(delivery, state=DeliveryState.SENDING, attempts=1)


async def test_what_was_begun_and_is_stopped_since_is_free_again(
    line: Line, migrated_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.db.transactions.PAUSES", (2.0,))
    async with (
        await Store.open(line.url) as store,
        await Store.open(migrated_postgres) as editors,
    ):
        delivery, lease = await one_reserved(store)
        line.lose_next()
        beginning = asyncio.ensure_future(begun(store, delivery, lease))
        await eventually(lambda: line.cuts)
        await pause(editors, True)
        assert await beginning is None
        await pause(editors, False)
        again = await claimed(store, lease, now=NOON + timedelta(seconds=1))
        assert again is not None
        assert again.attempts == 1


async def test_what_is_begun_is_not_begun_twice(line: Line) -> None:
    async with await Store.open(line.url) as store:
        delivery, lease = await one_reserved(store)
        assert await begun(store, delivery, lease) is not None
        assert await begun(store, delivery, lease) is None


async def pause(store: Store, paused: bool) -> None:
    assert await store.record_acts(ActOutcome(paused=paused), based_on=await store.placed())


async def test_a_result_counts_once(line: Line) -> None:
    async with await Store.open(line.url) as store:
        await with_chats(store, 7, stories=stories(1))
        await promise(store, *posts([7], 1))
        lease = await a_lease(store)
        sending = await claimed(store, lease)
        assert sending is not None
        line.lose_next()
        await record(store, sending, Sent(5), lease)
        assert line.cuts == 1
        assert await store.queue_sizes() == {DeliveryState.SENT: 1}


async def test_news_is_recorded_once(line: Line) -> None:
    feed = a_feed("tass")
    async with await Store.open(line.url) as store:
        lease = await store.take_lease("leader", holder="a", now=NOON)
        polled = replace(first_state(feed, NOON), last_poll=NOON)
        news = Plan(deliveries=tuple(posts([7], 1)))
        line.lose_next()
        assert await store.record_poll(polled, news, now=NOON, lease=lease)
        assert line.cuts == 1
        assert await store.feed_states() == {feed.id: polled}
        assert await store.queue_sizes() == {DeliveryState.PENDING: 1}


async def test_a_connection_that_is_cut_off_while_it_is_made_is_made_again(line: Line) -> None:
    line.answer = SET
    async with await Store.open(line.url) as store:
        await store.close()  # the next question needs a new connection
        line.lose_next()
        await store.record_chat(a_chat(7))
        assert line.cuts == 1


async def test_alerts_go_out_once_though_commits_are_not_heard_of(
    line: Line, record_property: Figure
) -> None:
    chats, telegram = range(1, 21), Telegram()
    async with await Store.open(line.url) as store:
        await with_chats(store, *chats, stories=stories(6))
        await promise(store, *(fresh(each) for each in posts(chats, 6)))
        line.every, line.one_in, line.most = 0.0, 2, 8
        sender = Sender(
            store, worded, telegram.send, clock, "test", an_open_line(), limits=AT_ONCE
        )
        stop = asyncio.Event()
        pushing = asyncio.create_task(sender.push(stop))
        began = clock()
        await settled(store, 120)
        seconds = (clock() - began).total_seconds()
        line.every = None
        stop.set()
        await pushing
        sizes = await store.queue_sizes()
    copies = len(telegram.took) - len(set(telegram.took))
    record_property("figure", f"{line.cuts} cuts, {sizes}, copies {copies}, {seconds:.0f} s")
    record_property("limit", "all sent, copies 0, 60 s")
    assert line.cuts == 8
    assert (sizes, copies) == ({DeliveryState.SENT: 120}, 0)
    assert seconds < 60
