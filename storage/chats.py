"""Chats and what they asked for.

Rule 1: a chat is a pair of Telegram's chat id and thread id; its pace and whether it is parked
belong to the chat id.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.types import Chat, Subscription, SubscriptionKind
from storage.db import tables
from storage.db.columns import from_row, to_row
from storage.db.rows import remembers
from storage.db.statements import put, put_new, unhurried
from storage.db.transactions import Database, change, question
from storage.outbox.lanes import move, park, resume

Subscribers = tuple[tuple[Chat, Subscription], ...]

STORY_KINDS = (SubscriptionKind.STORY.value, SubscriptionKind.MUTED_STORY.value)

_chat = tables.chat.c
_subscription = tables.subscription.c


class Chats(Database):
    """Questions and changes about chats and subscriptions."""

    @question
    async def chat(self, db: AsyncConnection, id: int, thread_id: int = 0) -> Chat | None:
        return await load_chat(db, id, thread_id)

    @question
    async def chats(self, db: AsyncConnection) -> tuple[Chat, ...]:
        """Return every known chat, active or not, by id."""
        found = await db.execute(select(tables.chat).order_by(_chat.id, _chat.thread_id))
        return tuple([from_row(Chat, row) async for row in unhurried(found)])

    @question
    async def chats_with(self, db: AsyncConnection, field: str) -> tuple[Chat, ...]:
        """Return the chats whose remembered field `field` is not at its default, by id."""
        found = await db.execute(remembering(field).order_by(_chat.id, _chat.thread_id))
        return tuple([from_row(Chat, row) async for row in unhurried(found)])

    @change
    async def record_chat(self, db: AsyncConnection, chat: Chat) -> None:
        """Store a chat as it is now, new or known."""
        await put(db, tables.chat, [to_row(chat, tables.chat)])

    @change
    async def forget_chat(
        self, db: AsyncConnection, id: int, thread_id: int | None = None
    ) -> None:
        """Delete a chat, or one thread of it, with everything that belongs to it."""
        for table in (tables.subscription, tables.delivery, tables.post):
            await db.execute(delete(table).where(_of_chat(table.c, id, thread_id)))
        here = _is_chat(id, thread_id) if thread_id is not None else _chat.id == id
        await db.execute(delete(tables.chat).where(here))
        others = select(_chat.id).where(_chat.id == id).exists()
        await db.execute(delete(tables.lane).where(tables.lane.c.chat_id == id, ~others))

    @change
    async def park_chat(
        self, db: AsyncConnection, id: int, *, now: datetime | None = None, reason: str = ""
    ) -> None:
        """Mark the chat unreachable: its deliveries wait until it returns, or expire."""
        await park(db, id, now=now, reason=reason)

    @question
    async def parked_chats(self, db: AsyncConnection) -> dict[int, str]:
        """Return the chats that cannot be reached, with Telegram's reason."""
        lane = tables.lane.c
        asked = select(lane.chat_id, lane.reason).where(lane.parked.is_not(None))
        return {row.chat_id: row.reason for row in await db.execute(asked)}

    @change
    async def resume_chat(self, db: AsyncConnection, id: int) -> None:
        """Mark the chat reachable again: its parked deliveries are due now."""
        await resume(db, id)

    @change
    async def move_chat(self, db: AsyncConnection, old: int, new: int) -> None:
        """Give the chat and all that belongs to it another id; harmless when repeated."""
        await move(db, old, new)

    @question
    async def subscriptions(
        self, db: AsyncConnection, chat_id: int, thread_id: int = 0
    ) -> tuple[Subscription, ...]:
        """Return what one chat asked for, by kind and value."""
        here = _of_chat(_subscription, chat_id, thread_id)
        asked = (
            select(tables.subscription)
            .where(here)
            .order_by(_subscription.kind, _subscription.value)
        )
        return tuple(from_row(Subscription, row) for row in (await db.execute(asked)).mappings())

    @change
    async def subscribe(self, db: AsyncConnection, subscription: Subscription) -> bool:
        """Add a subscription; return False if it was there already."""
        row = to_row(subscription, tables.subscription)
        return await put_new(db, tables.subscription, [row]) == 1

    @change
    async def unsubscribe(self, db: AsyncConnection, subscription: Subscription) -> bool:
        """Remove a subscription; return False if there was none."""
        row = to_row(subscription, tables.subscription)
        return (await db.execute(delete(tables.subscription).filter_by(**row))).rowcount == 1

    @question
    async def audience(
        self, db: AsyncConnection, topics: Iterable[str], stories: Iterable[str] = ()
    ) -> Subscribers:
        """Return the active chats subscribed to any of these topics, then those that follow, or
        have muted, one of these stories; a pair per subscription.
        """
        kind, value = _subscription.kind, _subscription.value
        by_topic = and_(kind == SubscriptionKind.TOPIC.value, value.in_(list(topics)))
        by_story = and_(kind.in_(STORY_KINDS), value.in_(list(stories)))
        return (*await _subscribers(db, by_topic), *await _subscribers(db, by_story))

    @question
    async def phrases(self, db: AsyncConnection) -> Subscribers:
        """Return the active chats with every phrase they track."""
        return await _subscribers(db, _subscription.kind == SubscriptionKind.PHRASE.value)


def remembering(field: str) -> Select[Any]:
    """Select the chats whose remembered field `field` is not at its default."""
    # Spelled as in the partial indexes, so that the database uses them.
    return select(tables.chat).where(text(remembers(field)))


async def load_chat(db: AsyncConnection, id: int, thread_id: int) -> Chat | None:
    found = await db.execute(select(tables.chat).where(_is_chat(id, thread_id)))
    row = found.mappings().first()
    return from_row(Chat, row) if row else None


async def load_chats(
    db: AsyncConnection, places: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], Chat]:
    """Return the chats at these (chat id, thread id); unknown ones are left out."""
    wanted = set(places)
    asked = select(tables.chat).where(_chat.id.in_(sorted({id for id, _ in wanted})))
    found = [from_row(Chat, row) for row in (await db.execute(asked)).mappings()]
    return {
        (chat.id, chat.thread_id): chat for chat in found if (chat.id, chat.thread_id) in wanted
    }


async def _subscribers(db: AsyncConnection, wanted: ColumnElement[bool]) -> Subscribers:
    """Return pairs of active chats and subscriptions, without chats parked for over a day."""
    joined = tables.subscription.join(
        tables.chat,
        and_(_subscription.chat_id == _chat.id, _subscription.thread_id == _chat.thread_id),
    ).outerjoin(tables.lane, tables.lane.c.chat_id == _chat.id)
    asked = (
        select(tables.chat, _subscription.kind.label("about"), _subscription.value.label("value"))
        .select_from(joined)
        .where(wanted, _chat.active, func.coalesce(tables.lane.c.given_up, False).is_(False))
        .order_by(_chat.id, _chat.thread_id, _subscription.kind, _subscription.value)
    )
    chats: dict[tuple[int, int], Chat] = {}
    found = await db.execute(asked)
    return tuple([_pair(row, chats) async for row in unhurried(found)])


def _pair(row: Any, chats: dict[tuple[int, int], Chat]) -> tuple[Chat, Subscription]:
    place = (row["id"], row["thread_id"])
    chat = chats.get(place) or chats.setdefault(place, from_row(Chat, row))
    return chat, Subscription(*place, SubscriptionKind(row["about"]), row["value"])


def _is_chat(id: int, thread_id: int) -> ColumnElement[bool]:
    return and_(_chat.id == id, _chat.thread_id == thread_id)


def _of_chat(columns: Any, id: int, thread_id: int | None) -> ColumnElement[bool]:
    here: ColumnElement[bool] = columns.chat_id == id
    return here if thread_id is None else and_(here, columns.thread_id == thread_id)
