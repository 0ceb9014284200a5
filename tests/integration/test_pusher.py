"""The pusher between a real store and a Telegram that answers as told."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.messages import Message, Outgoing, Send
from bot.core.outbox import Never, Refused, SendResult, Sent, Worded
from bot.core.pacing import LIMITS, Limits
from bot.core.types import Delivery, DeliveryKind, DeliveryState
from bot.pusher import DRAIN, LOOK_AGAIN, Pusher
from storage.claims import Fenced, Wait
from storage.leases import Lease
from storage.store import Store
from tests.build import a_delivery
from tests.integration.promised import AT_ONCE, Figure, posts, promise, stories, with_chats

Answer = Callable[[Outgoing], Awaitable[SendResult]]


def clock() -> datetime:
    return datetime.now(UTC)


def fresh(delivery: Delivery) -> Delivery:
    now = clock()
    return replace(delivery, created=now, not_before=now, expires=now + timedelta(hours=1))


@dataclass
class Telegram:
    """Takes messages; `answer` decides what comes back."""

    answer: Answer | None = None
    took: list[tuple[int, str]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    under_way: Counter[int] = field(default_factory=Counter)
    overlaps: int = 0
    most: int = 0

    async def send(self, outgoing: Outgoing, asking: Callable[[], None]) -> SendResult:
        asking()
        chat = outgoing.chat_id
        self.under_way[chat] += 1
        self.overlaps += self.under_way[chat] > 1
        self.most = max(self.most, self.under_way.total())
        self.took.append((chat, outgoing.message.html))
        self.at.append(asyncio.get_running_loop().time())
        try:
            return await self.answer(outgoing) if self.answer else Sent(len(self.took))
        finally:
            self.under_way[chat] -= 1

    @property
    def by_chat(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for chat, words in self.took:
            found[chat].append(words)
        return found


async def worded(delivery: Delivery) -> Worded | None:
    send = Send(delivery.chat_id, Message(html=delivery.story), plain=delivery.plain)
    return Worded(send, shown="f00")


@asynccontextmanager
async def pushing(
    store: Store,
    telegram: Telegram,
    word: Callable[[Delivery], Awaitable[Worded | Never | None]] = worded,
    limits: Limits = AT_ONCE,
    drain: timedelta = DRAIN,
    clock: Callable[[], datetime] = clock,
) -> AsyncIterator[Pusher]:
    """A pusher at work; stopped at the end."""
    made = Pusher(store, word, telegram.send, clock, "test", limits=limits, drain=drain)
    stop = asyncio.Event()
    task = asyncio.create_task(made.push(stop))
    try:
        yield made
    finally:
        stop.set()
        await asyncio.wait_for(task, 15)


async def settled(store: Store, count: int, *, seconds: float = 30) -> None:
    """Until so many deliveries are sent, dead or cancelled."""
    over = (DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.CANCELLED)
    async with asyncio.timeout(seconds):
        while True:
            sizes = await store.queue_sizes()
            if sum(sizes.get(state, 0) for state in over) >= count:
                return
            await asyncio.sleep(0.02)


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


class Asked(Store):
    """Counts how often it was asked for the next delivery."""

    claims = 0

    async def claim(self, *args: Any, **kwargs: Any) -> Delivery | Wait | Fenced:
        self.claims += 1
        return await super().claim(*args, **kwargs)


async def test_nothing_is_asked_for_before_its_turn(database: str) -> None:
    async with await Asked.open(database) as store:
        chats = list(range(1, 21))
        await with_chats(store, *chats, stories=stories(1))
        await promise(store, *(fresh(each) for each in posts(chats, 1)))
        async with pushing(store, Telegram(), limits=LIMITS):
            await settled(store, 20)
            claims = store.claims
    assert claims < 2 * 20


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
    async def nothing(delivery: Delivery) -> Worded | None:
        return None

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
        return Sent(1) if outgoing.plain else Never("can't parse entities", markup=True)

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


@pytest.mark.fault("D13")
async def test_a_refused_token_is_not_tried_more_than_thrice_a_minute(
    store: Store, record_property: Figure
) -> None:
    async def refuse(outgoing: Outgoing) -> SendResult:
        return Refused("401 Unauthorized")

    chats = list(range(1, 21))
    await with_chats(store, *chats, stories=stories(1))
    await promise(store, *(fresh(each) for each in posts(chats, 1)))
    telegram = Telegram(refuse)
    async with pushing(store, telegram, limits=Limits()):
        await asyncio.sleep(3)
    record_property("figure", f"calls={len(telegram.took)}")
    record_property("limit", "calls<=3")
    assert len(telegram.took) <= 3
    assert await store.queue_sizes() == {DeliveryState.PENDING: 20}


async def slowly(outgoing: Outgoing) -> SendResult:
    await asyncio.sleep(0.3)
    return Sent(1)


async def paced(store: Store, count: int) -> Telegram:
    """So many chats told at the bot's own pace, by a Telegram that takes 300 ms for each."""
    chats = list(range(1, count + 1))
    await with_chats(store, *chats, stories=stories(1))
    await promise(store, *(fresh(each) for each in posts(chats, 1)))
    telegram = Telegram(slowly)
    async with pushing(store, telegram, limits=Limits()):
        await settled(store, count, seconds=60)
    return telegram


def densest_second(times: list[float]) -> int:
    return max(sum(at <= other < at + 1 for other in times) for at in times)


@pytest.mark.fault("D6")
async def test_no_second_holds_more_than_telegram_allows(
    store: Store, record_property: Figure
) -> None:
    telegram = await paced(store, 60)
    record_property("figure", f"{densest_second(telegram.at)}/s")
    record_property("limit", "29/s")
    assert telegram.most > 1
    assert densest_second(telegram.at) < 30


@pytest.mark.soak
@pytest.mark.fault("D6")
async def test_the_whole_pace_is_used_although_every_call_takes_300_ms(
    store: Store, record_property: Figure
) -> None:
    telegram = await paced(store, 1000)
    took = telegram.at[-1] - telegram.at[0]
    bound = 999 / 25
    record_property("figure", f"{took / bound:.2f} of the bound")
    record_property("limit", "1.10")
    assert took < bound * 1.1


async def test_every_settled_delivery_is_observed(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, fresh(a_delivery(kind=DeliveryKind.NOTICE, story="n")))
    seen: list[tuple[DeliveryState, SendResult]] = []
    telegram = Telegram()
    made = Pusher(
        store,
        worded,
        telegram.send,
        clock,
        holder="test",
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
        async with pushing(store, Telegram()) as pusher:
            pusher.promised.set()
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
