"""The sender between a real store and a Telegram that answers as told."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.delivery.messages import Outgoing, Send
from bot.core.delivery.outbox import Never, SendResult, Sent
from bot.core.reasons import verbatim
from bot.core.types import Delivery, DeliveryKind, DeliveryState
from bot.sender.sender import LOOK_AGAIN, Sender
from storage.outbox.leases import Lease
from storage.store import Store
from tests.build import a_delivery
from tests.integration.promised import Figure, posts, promise, stories, with_chats
from tests.integration.pushed import (
    Telegram,
    Words,
    an_open_line,
    clock,
    fresh,
    pushing,
    settled,
    worded,
)


async def test_every_promise_is_sent_once_in_order_and_overlapping_between_chats(
    store: Store,
) -> None:
    async def soon(outgoing: Outgoing) -> SendResult:
        await asyncio.sleep(0.05)
        return Sent(1)

    chats = [1, 2, 3, 4, 5]
    await with_chats(store, *chats, stories=stories(6))
    await promise(store, *(fresh(each) for each in posts(chats, 6)))
    telegram = Telegram(soon)
    async with pushing(store, telegram):
        await settled(store, 30)
    assert telegram.overlaps == 0
    assert telegram.most > 1
    assert all(told == sorted(set(told)) for told in telegram.by_chat.values())
    assert len(telegram.took) == 30


async def test_what_is_promised_while_waiting_goes_out_at_once(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    telegram = Telegram()
    async with pushing(store, telegram) as made:
        await asyncio.sleep(0.3)
        loop = asyncio.get_running_loop()
        began = loop.time()
        await promise(store, *(fresh(each) for each in posts([7], 1)))
        made.promised.set()
        await settled(store, 1)
        assert loop.time() - began < 0.9 * LOOK_AGAIN.total_seconds()


async def test_nothing_to_say_is_settled_without_a_request(store: Store) -> None:
    async def nothing(deliveries: Sequence[Delivery]) -> Words:
        return [None for _ in deliveries]

    await with_chats(store, 7, stories=stories(1))
    await promise(store, fresh(replace(posts([7], 1)[0], kind=DeliveryKind.EDIT)))
    telegram = Telegram()
    async with pushing(store, telegram, nothing):
        await settled(store, 1)
    assert telegram.took == []
    assert await store.queue_sizes() == {DeliveryState.CANCELLED: 1}


@pytest.mark.fault("D10")
async def test_unreadable_markup_goes_out_plain(store: Store, record_property: Figure) -> None:
    async def strict(outgoing: Outgoing) -> SendResult:
        assert isinstance(outgoing, Send)
        return Sent(1) if outgoing.plain else Never(verbatim("can't parse entities"), markup=True)

    await with_chats(store, 7, stories=stories(1))
    await promise(store, *(fresh(each) for each in posts([7], 1)))
    telegram = Telegram(strict)
    async with pushing(store, telegram):
        await settled(store, 1)
    record_property("figure", f"L=0 tries={len(telegram.took)}")
    record_property("limit", "L=0 tries=2")
    assert len(telegram.took) == 2
    assert await store.queue_sizes() == {DeliveryState.SENT: 1}


async def test_stopping_lets_a_request_end(store: Store) -> None:
    began = asyncio.Event()

    async def slow(outgoing: Outgoing) -> SendResult:
        began.set()
        await asyncio.sleep(0.5)
        return Sent(1)

    await with_chats(store, 7, 8, stories=stories(1))
    await promise(store, *(fresh(each) for each in posts([7], 1)))
    async with pushing(store, Telegram(slow)):
        await asyncio.wait_for(began.wait(), 10)
    assert await store.queue_sizes() == {DeliveryState.SENT: 1}


@pytest.mark.fault("E4")
async def test_a_request_that_hangs_while_stopping_is_left_unknown(
    store: Store, record_property: Figure
) -> None:
    began = asyncio.Event()

    async def hang(outgoing: Outgoing) -> SendResult:
        began.set()
        await asyncio.sleep(3600)
        return Sent(1)

    await with_chats(store, 7, stories=stories(1))
    await promise(store, *(fresh(each) for each in posts([7], 1)))
    loop = asyncio.get_running_loop()
    async with pushing(store, Telegram(hang), drain=timedelta(seconds=1)):
        await asyncio.wait_for(began.wait(), 10)
        stopped = loop.time()
    took = loop.time() - stopped
    record_property("figure", f"drain+{took - 1:.2f} s")
    record_property("limit", "drain+5 s")
    assert took < 5
    assert await store.queue_sizes() == {DeliveryState.UNKNOWN: 1}


async def test_every_settled_delivery_is_observed(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, fresh(a_delivery(kind=DeliveryKind.NOTICE, story="n")))
    seen: list[tuple[DeliveryState, SendResult]] = []
    telegram = Telegram()
    made = Sender(
        store,
        worded,
        telegram.send,
        clock,
        holder="test",
        line=an_open_line(),
        observe=lambda delivery, result: seen.append((delivery.state, result)),
    )
    stop = asyncio.Event()
    task = asyncio.create_task(made.push(stop))
    await settled(store, 1)
    stop.set()
    await asyncio.wait_for(task, 15)
    assert seen == [(DeliveryState.SENT, Sent(1))]


class Watched(Store):
    """Counts how often it is asked for a lease."""

    looks = 0

    async def take_lease(self, *args: Any, **kwargs: Any) -> Lease | None:
        self.looks += 1
        return await super().take_lease(*args, **kwargs)


async def test_a_lease_that_is_held_is_not_asked_for_without_a_pause(database: str) -> None:
    async with await Watched.open(database) as store:
        await store.take_lease(store.sender_lease("test"), holder="another", now=clock())
        async with pushing(store, Telegram()) as sender:
            sender.promised.set()
            await asyncio.sleep(0.5)
        assert store.looks <= 3


class Slow(Store):
    """Takes its time to tidy."""

    async def expire(self, *args: Any, **kwargs: Any) -> tuple[Delivery, ...]:
        await asyncio.sleep(0.4)
        return await super().expire(*args, **kwargs)


async def test_a_stop_while_tidying_is_not_slept_over(database: str) -> None:
    async with await Slow.open(database) as store:
        async with pushing(store, Telegram()):
            await asyncio.sleep(0.2)
            began = time.monotonic()
        assert time.monotonic() - began < 1


class Buggy(Store):
    """Cannot record what came of deliveries, by an error of ours."""

    async def record_results(self, *args: Any, **kwargs: Any) -> frozenset[int]:
        await asyncio.sleep(0)
        raise ZeroDivisionError


async def test_a_bug_in_recording_ends_the_sender_and_nothing_waits_for_it(database: str) -> None:
    async with await Buggy.open(database) as store:
        await with_chats(store, 7, 8, stories=stories(1))
        await promise(store, *(fresh(each) for each in posts([7, 8], 1)))
        made = Sender(store, worded, Telegram().send, clock, "test", an_open_line())
        pushing = asyncio.create_task(made.push(asyncio.Event()))
        await asyncio.wait([pushing], timeout=5)
        ended_by_itself = pushing.done()
        pushing.cancel()
        with pytest.raises(ExceptionGroup) as raised:
            await pushing
    assert ended_by_itself
    assert raised.group_contains(ZeroDivisionError)
