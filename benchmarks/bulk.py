"""A bulk delivery to time other things beside: one story to every chat, at Telegram's pace."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.core.delivery.messages import Outgoing
from bot.core.delivery.outbox import Never, Sent, Worded
from bot.core.delivery.pacing import LIMITS, Limits
from bot.core.types import Catalog, Delivery, DeliveryKind
from bot.locale.loading import load_texts
from bot.sender.compose import Composer
from bot.sender.line_watch import LineWatch
from bot.sender.sender import Sender
from storage.store import Store

HURRIED = replace(LIMITS, gap=timedelta(0))
_TAKES = 0.1
"""Seconds until the stand-in for Telegram has answered."""


@dataclass(slots=True)
class Bulk:
    """How much of it has been sent."""

    sent: int = 0
    _moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def reached(self, count: int) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self.sent >= count)

    async def send(self, outgoing: Outgoing, asking: Callable[[], None]) -> Sent:
        await asyncio.sleep(_TAKES)
        async with self._moved:
            self.sent += 1
            self._moved.notify_all()
        return Sent(self.sent)


@asynccontextmanager
async def bulk_delivery(
    store: Store, catalog: Catalog, *, story: str, chats: int, after: int
) -> AsyncIterator[Bulk]:
    """Under way inside, worded and paced as in `run`; `after` of it have been sent before."""
    await store.record_deliveries([_promised(story, chat) for chat in range(1, chats + 1)])
    bulk = Bulk()
    async with _pushing(_sender(store, catalog, bulk, HURRIED)):
        await bulk.reached(after)
    async with _pushing(_sender(store, catalog, bulk, LIMITS)):
        yield bulk


@asynccontextmanager
async def _pushing(sender: Sender) -> AsyncIterator[None]:
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sender.push(stop))
        yield
        stop.set()


async def _it_answers() -> bool:
    return True


def _sender(store: Store, catalog: Catalog, bulk: Bulk, limits: Limits) -> Sender:
    async def nothing_fails() -> frozenset[str]:
        return frozenset()

    async def word(deliveries: Sequence[Delivery]) -> list[Worded | Never | None]:
        wording = await composer.wording(deliveries, _now())
        return [await wording.worded(each) for each in deliveries]

    composer = Composer(store, lambda: catalog, load_texts(), nothing_fails, lambda: "isswire_bot")
    return Sender(
        store=store,
        word=word,
        send=bulk.send,
        clock=_now,
        holder="benchmark",
        line=LineWatch(_it_answers, _now),
        limits=limits,
    )


def _promised(story: str, chat: int) -> Delivery:
    now = _now()
    return Delivery(
        story=story,
        chat_id=chat,
        thread_id=0,
        kind=DeliveryKind.POST,
        development=1,
        revision=1,
        created=now,
        not_before=now,
        expires=now + timedelta(hours=24),
    )


def _now() -> datetime:
    return datetime.now(UTC)
