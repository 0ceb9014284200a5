"""A process that sends until it is killed: sender, real store, and a Telegram made of a file.

Each accepted message is one line of the ledger; what the ledger says is the truth.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.delivery.messages import Message, Outgoing, Send
from bot.core.delivery.outbox import Later, SendResult, Sent, Unknown, Worded
from bot.core.reasons import verbatim
from bot.core.types import Delivery
from bot.sender.line_watch import LineWatch
from bot.sender.sender import Sender
from storage.outbox.holders import holder_name
from storage.store import Store
from tests.integration.promised import AT_ONCE

SPEED = 100
"""Seconds of the outbox's clock in one of ours: graces and leases pass a hundred times faster."""

POINTS = ("after claim", "after begin", "after accept", "after record", "")
"""Where a child may kill itself; at the empty one it waits for its parent to do so."""


@dataclass(frozen=True)
class Orders:
    """What a child is told."""

    url: str
    ledger: Path
    began: float
    seed: int
    point: str = ""
    after: int = 0
    """Times the point is passed before the child kills itself there."""
    ambiguous: float = 0.0
    """Share of calls whose answer is lost; half of them were never accepted."""
    away: tuple[float, float] = (0, 0)
    """From when to when, after it began, Telegram answers nothing, in seconds of the outbox."""


def fast_clock(began: float) -> Callable[[], datetime]:
    return lambda: datetime.fromtimestamp(began + (time.time() - began) * SPEED, UTC)


def send_until_killed(orders: Orders) -> None:
    """The child's whole life."""
    asyncio.run(_Child(orders).run())


class _Child:
    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.random = random.Random(orders.seed)
        self.left = orders.after
        self.clock = fast_clock(orders.began)

    async def run(self) -> None:
        async with await Store.open(self.orders.url) as self.store:
            sender = Sender(
                self.store,
                self.worded,
                self.send,
                self.clock,
                holder=holder_name(),
                line=LineWatch(self.answers, self.clock),
                limits=AT_ONCE,
                observe=lambda delivery, result: self.passing("after record"),
                drain=timedelta(seconds=1),
            )
            await sender.push(asyncio.Event())

    async def worded(self, deliveries: Sequence[Delivery]) -> list[Worded]:
        self.passing("after claim")
        return [await self.worded_one(each) for each in deliveries]

    async def worded_one(self, delivery: Delivery) -> Worded:
        together = [delivery]
        if delivery.in_catch_up:
            together += (await self.store.catch_up_with(delivery, now=self.clock()))[1:]
        words = "+".join(each.story for each in together)
        others = tuple(each.id for each in together[1:] if each.id is not None)
        return Worded(Send(delivery.chat_id, Message(html=words)), lists=others)

    async def answers(self) -> bool:
        return not self.away

    @property
    def away(self) -> bool:
        first, last = self.orders.away
        return first <= self.clock().timestamp() - self.orders.began < last

    async def send(self, outgoing: Outgoing, asking: Callable[[], None]) -> SendResult:
        self.passing("after begin")
        asking()
        await asyncio.sleep(self.random.uniform(0, 0.01))
        fate = self.random.random()
        share = 1.0 if self.away else self.orders.ambiguous
        lost = fate < share
        if lost and fate < share / 2:
            return Unknown(verbatim("the request was lost"))
        if not lost and 0.9 < fate < 0.93:
            return Later(verbatim("connection refused"))
        self.accept(f"{outgoing.chat_id} {outgoing.message.html} {'lost' if lost else 'ok'}\n")
        self.passing("after accept")
        await asyncio.sleep(self.random.uniform(0, 0.01))
        return Unknown(verbatim("the answer was lost")) if lost else Sent(1)

    def accept(self, line: str) -> None:
        with self.orders.ledger.open("ab", buffering=0) as ledger:
            ledger.write(line.encode())

    def passing(self, point: str) -> None:
        if point == self.orders.point:
            self.left -= 1
            if self.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
