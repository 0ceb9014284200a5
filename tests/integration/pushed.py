"""A sender at work, and a Telegram that answers as told."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.core.delivery.messages import Message, Outgoing, Send
from bot.core.delivery.outbox import Never, SendResult, Sent, Worded
from bot.core.delivery.pacing import Limits
from bot.core.types import Delivery, DeliveryState
from bot.sender.line_watch import LineWatch
from bot.sender.sender import DRAIN, Observe, Sender
from storage.store import Store
from tests.integration.promised import AT_ONCE

Answer = Callable[[Outgoing], Awaitable[SendResult]]


def clock() -> datetime:
    return datetime.now(UTC)


def fresh(delivery: Delivery) -> Delivery:
    now = clock()
    return replace(delivery, created=now, not_before=now, expires=now + timedelta(hours=1))


async def it_answers() -> bool:
    return True


def an_open_line(clock: Callable[[], datetime] = clock) -> LineWatch:
    """Whoever asks getMe is answered."""
    return LineWatch(it_answers, clock)


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


Words = Sequence[Worded | Never | None]


async def worded(deliveries: Sequence[Delivery]) -> Words:
    return [_worded(each) for each in deliveries]


def _worded(delivery: Delivery) -> Worded:
    send = Send(delivery.chat_id, Message(html=delivery.story), plain=delivery.plain)
    return Worded(send, shown="f00")


@asynccontextmanager
async def pushing(
    store: Store,
    telegram: Telegram,
    word: Callable[[Sequence[Delivery]], Awaitable[Words]] = worded,
    limits: Limits = AT_ONCE,
    drain: timedelta = DRAIN,
    clock: Callable[[], datetime] = clock,
    admins: frozenset[int] = frozenset(),
    observe: Observe = lambda delivery, result: None,
) -> AsyncIterator[Sender]:
    """A sender at work; stopped at the end."""
    line = an_open_line(clock)
    made = Sender(
        store,
        word,
        telegram.send,
        clock,
        "test",
        line,
        limits=limits,
        observe=observe,
        drain=drain,
        admins=admins,
    )
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


def densest_second(times: list[float]) -> int:
    return max(sum(at <= other < at + 1 for other in times) for at in times)
