"""Telegram slow, refusing or away for hours: who waits, who goes on, and what is left of it."""

import asyncio
import time
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from math import inf

import pytest

from bot.core.delivery.messages import Outgoing
from bot.core.delivery.outbox import Gone, Later, SendResult, Sent
from bot.core.delivery.pacing import LIMITS
from bot.core.reasons import verbatim
from bot.core.types import Delivery, DeliveryState
from bot.local.flood_limits import Limits as TelegramsLimits
from bot.sender.sender import AT_ONCE as ALL_UNDER_WAY
from bot.sender.sender import Sender
from storage.outbox.claims import Wait
from storage.outbox.leases import LEASE, RENEWAL, Lease
from storage.store import Store
from tests.build import NOON
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
from tests.integration.pushed import Telegram, an_open_line, clock, fresh, pushing, settled, worded

HOUR = timedelta(hours=1)


@pytest.mark.fault("D5")
@pytest.mark.fault("D4")
async def test_no_answer_of_another_chat_ends_a_refused_chats_rest(
    store: Store, record_property: Figure
) -> None:
    refused: list[float] = []
    asked: dict[int, list[float]] = defaultdict(list)

    async def one_is_flooded(outgoing: Outgoing) -> SendResult:
        asked[outgoing.chat_id].append(time.monotonic())
        if outgoing.chat_id == 1 and not refused:
            refused.append(time.monotonic())
            return Later(verbatim("flood"), after=timedelta(seconds=2))
        await asyncio.sleep(0.05)  # others are under way when the refusal comes, and end after it
        return Sent(len(asked))

    chats = list(range(1, 9))
    await with_chats(store, *chats, stories=stories(8))
    await promise(store, *(fresh(each) for each in posts(chats, 8)))
    async with pushing(store, Telegram(one_is_flooded)):
        await settled(store, 64)
    inside = [at for at in asked[1] if refused[0] < at < refused[0] + 2]
    others = [at for chat in chats[1:] for at in asked[chat] if at > refused[0]]
    record_property("figure", f"Q={len(inside)} in 2 s, others meanwhile {len(others)}")
    record_property("limit", "Q=0")
    assert (inside, len(asked[1])) == ([], 9)
    assert len(others) > 30


@pytest.mark.fault("D15")
async def test_a_chat_that_takes_seconds_delays_no_other(
    store: Store, record_property: Figure
) -> None:
    chats = list(range(1, 16))
    await with_chats(store, *chats, stories=stories(6 * RUNS))
    alone, beside = inf, inf
    for first in range(1, 6 * RUNS, 6):
        alone = min(alone, await _latency(store, chats, range(first, first + 3), slow=0.02))
        beside = min(beside, await _latency(store, chats, range(first + 3, first + 6), slow=1.0))
        if beside <= alone * 1.1:
            break
    record_property("figure", f"p99 {alone:.2f} s alone, {beside:.2f} s beside")
    record_property("limit", "+10 %, in the least disturbed run of each")
    assert beside <= alone * 1.1


async def test_no_result_waits_for_an_answer_that_takes_seconds(store: Store) -> None:
    await with_chats(store, 1, 2, stories=stories(3))
    answered, lags = list[float](), list[float]()

    async def answer(outgoing: Outgoing) -> SendResult:
        await asyncio.sleep(5 if outgoing.chat_id == 1 else 0.3)
        answered.append(time.monotonic())
        return Sent(1)

    def observed(delivery: Delivery, result: SendResult) -> None:
        if delivery.chat_id == 2:
            lags.append(time.monotonic() - answered[-1])

    wanted = [fresh(each) for each in posts([1, 2], 3)]
    await promise(store, *(each for each in wanted if each.chat_id == 2 or each is wanted[0]))
    async with pushing(store, Telegram(answer), observe=observed):
        await settled(store, 4)
    assert len(lags) == 3
    assert min(lags) < 0.1  # results wait 0.2 s for each other


RUNS = 8
"""At most, on a machine that is busy: a chat that delayed others would do so in each."""


async def _latency(store: Store, chats: list[int], numbers: range, *, slow: float) -> float:
    """The p99 of the chats but the first, which Telegram takes `slow` seconds for, at the bot's
    own pace.
    """
    began, took = time.monotonic(), list[float]()

    async def answer(outgoing: Outgoing) -> SendResult:
        await asyncio.sleep(slow if outgoing.chat_id == 1 else 0.02)
        if outgoing.chat_id != 1:
            took.append(time.monotonic() - began)
        return Sent(1)

    wanted = [each for each in posts(chats, numbers[-1]) if int(each.story, 16) in numbers]
    await promise(store, *map(fresh, wanted))
    async with pushing(store, Telegram(answer), limits=LIMITS):
        await settled(store, numbers[-1] * len(chats))
    return sorted(took)[int(len(took) * 0.99)]


@pytest.mark.fault("D17")
async def test_promised_again_by_polls_and_restarts_all_is_sent_once(
    store: Store, record_property: Figure
) -> None:
    chats = [1, 2, 3]
    await with_chats(store, *chats, stories=stories(4))
    wanted = [fresh(each) for each in posts(chats, 4)]
    telegram = Telegram()
    for _ in range(3):
        async with pushing(store, telegram) as made:
            for _ in range(5):
                await promise(store, *wanted)
                made.promised.set()
            await settled(store, 12)
    record_property("figure", f"D={len(telegram.took) - 12}")
    record_property("limit", "D=0")
    assert len(telegram.took) == len(set(telegram.took)) == 12


class Outage:
    """An outbox whose time is stepped: attempts in vain, then everything that may go."""

    def __init__(self, store: Store, lease: Lease) -> None:
        self.store, self.lease = store, lease
        self.now = NOON
        self.attempts = 0
        self.telegram = TelegramsLimits()
        self.sent: list[Delivery] = []

    async def in_vain(self, until: timedelta) -> None:
        while self.now < NOON + until:
            self.now += timedelta(minutes=30)
            while delivery := await self._next():
                await self._record(delivery, Later(verbatim("no connection")))
                self.attempts += 1
            await self.store.expire(now=self.now)

    async def drain(self) -> None:
        while True:
            answer = await reserved(self.store, self.lease, now=self.now, limits=LIMITS)
            if isinstance(answer, Delivery):
                sending = await begun(self.store, answer, self.lease, now=self.now)
                assert sending is not None
                at = (self.now - NOON).total_seconds()
                self.telegram.wait(sending.chat_id, group=sending.chat_id < 0, now=at)
                await self._record(sending, Sent(len(self.sent) + 1))
                self.sent.append(sending)
            elif isinstance(answer, Wait) and answer.until:
                self.now = max(answer.until, self.now + timedelta(milliseconds=1))
            else:
                return

    async def _next(self) -> Delivery | None:
        return await claimed(self.store, self.lease, now=self.now, limits=AT_ONCE)

    async def _record(self, delivery: Delivery, result: SendResult) -> None:
        assert await record(self.store, delivery, result, self.lease, now=self.now)


def promised_hourly(chats: list[int], count: int) -> list[Delivery]:
    def later(delivery: Delivery) -> Delivery:
        at = NOON + (int(delivery.story, 16) - 1) * HOUR
        return replace(delivery, created=at, not_before=at, expires=at + 24 * HOUR)

    return [later(each) for each in posts(chats, count)]


@pytest.mark.fault("D14")
@pytest.mark.parametrize(("hours", "lost"), [(6, 0), (26.5, 3)])
async def test_what_an_outage_has_held_is_sent_within_the_limits_or_listed(
    store: Store, record_property: Figure, hours: float, lost: int
) -> None:
    chats = [1, 2, -3, -4]
    await with_chats(store, *chats, stories=stories(6))
    await promise(store, *promised_hourly(chats, 6))
    outage = Outage(store, await a_lease(store))
    await outage.in_vain(timedelta(hours=hours))
    outage.lease = await a_lease(store, now=outage.now)
    await outage.drain()
    listed = await store.deliveries(DeliveryState.EXPIRED, limit=100)
    total, broken = len(outage.sent) + len(listed), outage.telegram.violations.total()
    took = (outage.now - NOON).total_seconds() - hours * 3600
    record_property(
        "figure",
        f"L={24 - total} expired {len(listed)} 429={broken} drained in {took:.0f} s, "
        f"{outage.attempts} attempts",
    )
    record_property("limit", "L=0 or listed, 429=0")
    assert (total, broken) == (24, 0)
    assert len({(each.chat_id, each.story) for each in outage.sent}) == len(outage.sent)
    assert Counter(each.chat_id for each in listed) == Counter(chats * lost)
    for chat in chats:
        told = [each.story for each in outage.sent if each.chat_id == chat]
        assert told == sorted(told)


@pytest.mark.fault("D8")
@pytest.mark.fault("D7")
@pytest.mark.parametrize(
    ("chat", "certain", "told"),
    [(-100, True, 2), (-100, False, 2), (7, False, 2), (7, True, 0)],
    ids=["kicked", "no rights", "not found", "blocked by a person"],
)
async def test_editors_are_told_once_of_a_chat_out_of_reach(
    store: Store, record_property: Figure, chat: int, certain: bool, told: int
) -> None:
    asked: Counter[int] = Counter()

    async def gone(outgoing: Outgoing) -> SendResult:
        asked[outgoing.chat_id] += 1
        return Gone(verbatim("chat not found"), certain) if outgoing.chat_id == chat else Sent(1)

    await with_chats(store, chat, stories=stories(3))
    await promise(store, *(replace(fresh(each), doubts=2) for each in posts([chat], 3)))
    telegram = Telegram(gone)
    admins = frozenset({98, 99})
    sender = Sender(
        store, worded, telegram.send, clock, "test", an_open_line(), limits=AT_ONCE, admins=admins
    )
    stop = asyncio.Event()
    pushing = asyncio.create_task(sender.push(stop))
    async with asyncio.timeout(20):
        while asked.total() < 1 + told:  # noqa: ASYNC110  # Telegram has no event to wait for
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.5)
    stop.set()
    await pushing
    calls, notices = asked.pop(chat), asked.total()
    record_property("figure", f"calls {calls}, notices {notices}")
    record_property("limit", f"calls 3, notices {told}")
    assert (calls, notices) == (1, told)


async def test_answers_that_take_longer_than_a_lease_still_count(store: Store) -> None:
    passed, asked, answered = timedelta(), asyncio.Event(), asyncio.Event()

    async def late(outgoing: Outgoing) -> SendResult:
        if len(telegram.took) == ALL_UNDER_WAY:
            asked.set()
        await answered.wait()
        return Sent(1)

    chats = range(1, ALL_UNDER_WAY + 1)
    await with_chats(store, *chats, stories=stories(1))
    await promise(store, *(fresh(each) for each in posts(chats, 1)))
    telegram = Telegram(late)
    async with pushing(store, telegram, clock=lambda: clock() + passed) as sender:
        await asyncio.wait_for(asked.wait(), 10)
        for _ in range(2):
            passed += LEASE * 5 / 6
            sender.promised.set()
            await asyncio.sleep(0.3)
        answered.set()
        await settled(store, ALL_UNDER_WAY)
    assert len(telegram.took) == ALL_UNDER_WAY


async def test_a_lease_is_renewed_while_an_answer_is_awaited(store: Store) -> None:
    asked, answered = asyncio.Event(), asyncio.Event()

    async def late(outgoing: Outgoing) -> SendResult:
        asked.set()
        await answered.wait()
        return Sent(1)

    await with_chats(store, 7, stories=stories(1))
    await promise(store, *(fresh(each) for each in posts([7], 1)))
    async with pushing(store, Telegram(late)) as sender:
        await asyncio.wait_for(asked.wait(), 10)
        began = clock()
        await asyncio.sleep(RENEWAL.total_seconds() + 0.5)
        name = store.sender_lease(sender.holder)
        assert await store.take_lease(name, holder="another", now=began + LEASE) is None
        answered.set()
        await settled(store, 1)
