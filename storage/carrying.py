"""Wishes that are carried from a story to another, or from a forum thread to its group, and back.

Rule 1: what is carried, and what goes back, is ruled in core.carrying.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.carrying import about, carried, leaving, merging, note, noted, of_thread
from bot.core.outbox import unwanted
from bot.core.types import Chat, Delivery, DeliveryKind, Subscription, SubscriptionKind
from storage import tables
from storage.codec import from_row, to_row
from storage.writing import put_new

STORY_KINDS = (SubscriptionKind.STORY.value, SubscriptionKind.MUTED_STORY.value)

_wish = tables.subscription.c
_it = tables.delivery.c


async def carry(db: AsyncConnection, followed: Iterable[tuple[str, str]]) -> None:
    """What chats asked of one story they ask of the other too."""
    for gone, home in followed:
        asked, there = [await _asked_of(db, story) for story in (gone, home)]
        brought = await _noted(db, _merged_into(home))
        held = carried(asked, there, brought, gone=gone, home=home)
        notes = [note(each, merging(gone, home)) for each in held]
        rows = [to_row(each, tables.subscription) for each in (*held, *notes)]
        await put_new(db, tables.subscription, rows)


async def part(db: AsyncConnection, parted: Iterable[tuple[str, str]]) -> None:
    """What was carried over goes again, unless the chat has ended it by itself."""
    for gone, home in parted:
        await _end(db, _noted_as(merging(gone, home)), others=_merged_into(home))


async def note_thread(db: AsyncConnection, chat_id: int, thread_id: int) -> None:
    """Remember in its group what a thread asked for, before the group takes that over."""
    asked, there = [
        await _subscriptions(db, and_(_wish.chat_id == chat_id, _wish.thread_id == each))
        for each in (thread_id, 0)
    ]
    brought = await _noted(db, _of_threads_of(chat_id))
    notes = leaving(asked, there, brought, thread_id)
    await put_new(db, tables.subscription, [to_row(each, tables.subscription) for each in notes])


async def returned(db: AsyncConnection, chat_id: int, thread_id: int) -> tuple[Subscription, ...]:
    """What a thread asked for is its own again, as far as its group still asks for it."""
    group = and_(_wish.chat_id == chat_id, _wish.thread_id == 0)
    asked = set(await _subscriptions(db, group))
    too, alone = [and_(group, _noted_as(of_thread(thread_id, own=own))) for own in (True, False)]
    back = [each for each in await _noted(db, or_(too, alone)) if each in asked]
    await _end(db, alone, others=_of_threads_of(chat_id))
    await db.execute(delete(tables.subscription).where(too))
    theirs = tuple(replace(each, thread_id=thread_id) for each in back)
    await put_new(db, tables.subscription, [to_row(each, tables.subscription) for each in theirs])
    return theirs


async def send_on(db: AsyncConnection, group: Chat, thread_id: int) -> None:
    """What waits in a group that no longer asks for it goes to the thread that does."""
    here, there = [
        await _subscriptions(db, and_(_wish.chat_id == group.id, _wish.thread_id == each))
        for each in (0, thread_id)
    ]
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


def is_noted(wish: Subscription) -> ColumnElement[bool]:
    """A note of a wish, in the wish's own chat."""
    return and_(_IS_NOTE, _wish.value.endswith(about(wish), autoescape=True))


async def _end(
    db: AsyncConnection, notes: ColumnElement[bool], *, others: ColumnElement[bool]
) -> None:
    """Wishes end with their notes, but for those that others of these notes are about."""
    wishes = await _noted(db, notes)
    await db.execute(delete(tables.subscription).where(notes))
    kept = set(await _noted(db, others))
    for each in wishes:
        if each not in kept:
            await db.execute(_ended(each))


async def _noted(db: AsyncConnection, notes: ColumnElement[bool]) -> list[Subscription]:
    return [noted(each) for each in await _subscriptions(db, notes)]


_IS_NOTE = _wish.kind == SubscriptionKind.CARRIED.value


def _merged_into(home: str) -> ColumnElement[bool]:
    return and_(_IS_NOTE, _wish.value.contains(f" {home} ", autoescape=True))


def _of_threads_of(chat_id: int) -> ColumnElement[bool]:
    """What a group asks for only because threads of it did."""
    return and_(_IS_NOTE, _wish.chat_id == chat_id, _wish.value.like("thread % alone %"))


def _noted_as(why: str) -> ColumnElement[bool]:
    return and_(_IS_NOTE, _wish.value.startswith(f"{why} ", autoescape=True))


def _ended(wish: Subscription) -> Delete:
    keys = to_row(wish, tables.subscription)
    return delete(tables.subscription).where(*(_wish[name] == keys[name] for name in keys))


async def _asked_of(db: AsyncConnection, story: str) -> list[Subscription]:
    objections = and_(
        _wish.kind == SubscriptionKind.OBJECTION.value,
        _wish.value.startswith(f"{story} ", autoescape=True),
    )
    wishes = and_(_wish.kind.in_(STORY_KINDS), _wish.value == story)
    return await _subscriptions(db, or_(wishes, objections))


async def _subscriptions(db: AsyncConnection, wanted: ColumnElement[bool]) -> list[Subscription]:
    rows = await db.execute(select(tables.subscription).where(wanted))
    return [from_row(Subscription, row) for row in rows.mappings()]
