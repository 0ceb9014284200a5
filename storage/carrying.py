"""Wishes that are carried from a story to another, or from a forum thread to its group, and back.

Rule 1: what is carried, and what goes back, is ruled in core.carrying.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.carrying import Carried, carried, leaving
from bot.core.outbox import unwanted
from bot.core.types import Chat, Delivery, DeliveryKind, Subscription, SubscriptionKind
from storage import tables
from storage.codec import from_row, to_row
from storage.writing import put, put_new

STORY_KINDS = (SubscriptionKind.STORY.value, SubscriptionKind.MUTED_STORY.value)

_wish = tables.subscription.c
_note = tables.carried.c
_it = tables.delivery.c


async def carry(db: AsyncConnection, followed: Iterable[tuple[str, str]]) -> None:
    """What chats asked of one story they ask of the other too."""
    for gone, home in followed:
        asked, there = [await _held(db, _of_story(_wish, each)) for each in (gone, home)]
        brought = await _held(db, _noted(_merged_into(home)))
        notes = carried(asked, there, brought, gone=gone, home=home)
        rows = [to_row(each.wish, tables.subscription) for each in notes]
        await put_new(db, tables.subscription, rows)
        await _record(db, notes)


async def part(db: AsyncConnection, parted: Iterable[tuple[str, str]]) -> None:
    """What was carried over goes again, unless the chat has ended it by itself."""
    for gone, home in parted:
        into = _merged_into(home)
        await _end(db, and_(into, _note.from_story == gone), others=into)


async def note_thread(db: AsyncConnection, chat_id: int, thread_id: int) -> None:
    """Remember in its group what a thread asked for, before the group takes that over."""
    asked, there = [await _held(db, _in(chat_id, each)) for each in (thread_id, 0)]
    brought = await _held(db, _noted(_only_of_threads(chat_id)))
    await _record(db, leaving(asked, there, brought, thread_id))


async def returned(db: AsyncConnection, chat_id: int, thread_id: int) -> tuple[Subscription, ...]:
    """What a thread asked for is its own again, as far as its group still asks for it."""
    notes = and_(_note.chat_id == chat_id, _note.from_thread == thread_id)
    back = await _held(db, _noted(notes))
    await _end(db, and_(notes, ~_note.own), others=_only_of_threads(chat_id))
    await db.execute(delete(tables.carried).where(notes))
    theirs = tuple(replace(each, thread_id=thread_id) for each in back)
    await put_new(db, tables.subscription, [to_row(each, tables.subscription) for each in theirs])
    return theirs


async def send_on(db: AsyncConnection, group: Chat, thread_id: int) -> None:
    """What waits in a group that no longer asks for it goes to the thread that does."""
    here, there = [await _held(db, _in(group.id, each)) for each in (0, thread_id)]
    rows = (await db.execute(_told_in(group, thread_id))).mappings().all()
    ids = [
        row["id"]
        for row in rows
        for delivery in [from_row(Delivery, row)]
        if unwanted(delivery, group, here, row["topics"])
        and not unwanted(delivery, group, [*here, *there], row["topics"])
    ]
    await db.execute(update(tables.delivery).where(_it.id.in_(ids)).values(thread_id=thread_id))


def _told_in(group: Chat, thread_id: int) -> Select[Any]:
    """Posts and replies that wait there in nobody's hands, and are not the thread's already."""
    twin = tables.delivery.alias().c
    key = ("story", "chat_id", "kind", "revision")
    known = exists().where(twin.thread_id == thread_id, *(twin[each] == _it[each] for each in key))
    waiting = and_(tables.is_live(_it.state), _it.sender == "", _it.kind.in_(_TOLD), ~known)
    return (
        select(tables.delivery, tables.story.c.topics)
        .join(tables.story, tables.story.c.id == _it.story)
        .where(_it.chat_id == group.id, _it.thread_id == 0, waiting)
    )


_TOLD = (DeliveryKind.POST.value, DeliveryKind.REPLY.value)


async def _record(db: AsyncConnection, notes: Iterable[Carried]) -> None:
    rows = [to_row(each.wish, tables.carried) | to_row(each, tables.carried) for each in notes]
    await put(db, tables.carried, rows)


async def _end(
    db: AsyncConnection, notes: ColumnElement[bool], *, others: ColumnElement[bool]
) -> None:
    """Wishes end with their notes, but for those that others of these notes are about."""
    kept = _noted(and_(others, ~notes))
    await db.execute(delete(tables.subscription).where(_noted(notes), ~kept))
    await db.execute(delete(tables.carried).where(notes))


def _noted(notes: ColumnElement[bool]) -> ColumnElement[bool]:
    """Wishes that such notes are about."""
    return tuple_(*_wish).in_(select(*(_note[each.name] for each in _wish)).where(notes))


def _merged_into(home: str) -> ColumnElement[bool]:
    return and_(_note.from_story != "", _of_story(_note, home))


def _only_of_threads(chat_id: int) -> ColumnElement[bool]:
    """What a group asks for only because threads of it did."""
    return and_(_note.chat_id == chat_id, _note.from_thread != 0, ~_note.own)


def _of_story(columns: Any, story: str) -> ColumnElement[bool]:
    """What is asked of it, among wishes or notes."""
    objection = columns.kind == SubscriptionKind.OBJECTION.value
    objects = and_(objection, columns.value.startswith(f"{story} ", autoescape=True))
    return or_(and_(columns.kind.in_(STORY_KINDS), columns.value == story), objects)


def _in(chat_id: int, thread_id: int) -> ColumnElement[bool]:
    return and_(_wish.chat_id == chat_id, _wish.thread_id == thread_id)


async def _held(db: AsyncConnection, wanted: ColumnElement[bool]) -> list[Subscription]:
    rows = await db.execute(select(tables.subscription).where(wanted))
    return [from_row(Subscription, row) for row in rows.mappings()]
