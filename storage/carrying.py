"""Wishes that are carried from a story to another, or from a forum thread to its group, and back.

Rule 1: what is carried, and what goes back, is ruled in core.carrying.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import ColumnElement, Delete, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.carrying import carried, leaving, merging, note, noted, of_thread
from bot.core.types import Subscription, SubscriptionKind
from storage import tables
from storage.codec import from_row, to_row
from storage.writing import put_new

STORY_KINDS = (SubscriptionKind.STORY.value, SubscriptionKind.MUTED_STORY.value)

_wish = tables.subscription.c


async def carry(db: AsyncConnection, followed: Iterable[tuple[str, str]]) -> None:
    """What chats asked of one story they ask of the other too."""
    for gone, home in followed:
        asked, there = [await _asked_of(db, story) for story in (gone, home)]
        fresh = carried(asked, there, gone=gone, home=home)
        notes = [note(each, merging(gone, home)) for each in fresh]
        rows = [to_row(each, tables.subscription) for each in (*fresh, *notes)]
        await put_new(db, tables.subscription, rows)


async def part(db: AsyncConnection, parted: Iterable[tuple[str, str]]) -> None:
    """What was carried over goes again, unless the chat has ended it by itself."""
    for gone, home in parted:
        why = merging(gone, home)
        for each in await _subscriptions(db, _noted_as(why)):
            await db.execute(_ended(noted(each, why)))
        await db.execute(delete(tables.subscription).where(_noted_as(why)))


async def note_thread(db: AsyncConnection, chat_id: int, thread_id: int) -> None:
    """Remember in its group what a thread asked for, before the group takes that over."""
    asked, there = [
        await _subscriptions(db, and_(_wish.chat_id == chat_id, _wish.thread_id == each))
        for each in (thread_id, 0)
    ]
    notes = leaving(asked, there, thread_id)
    await put_new(db, tables.subscription, [to_row(each, tables.subscription) for each in notes])


async def returned(db: AsyncConnection, chat_id: int, thread_id: int) -> tuple[Subscription, ...]:
    """What a thread asked for is its own again, as far as its group still asks for it."""
    group = and_(_wish.chat_id == chat_id, _wish.thread_id == 0)
    asked = set(await _subscriptions(db, group))
    back: list[Subscription] = []
    for own in (True, False):
        why = of_thread(thread_id, own=own)
        notes = and_(group, _noted_as(why))
        wishes = [noted(each, why) for each in await _subscriptions(db, notes)]
        found = [each for each in wishes if each in asked]
        for each in () if own else found:
            await db.execute(_ended(each))
        await db.execute(delete(tables.subscription).where(notes))
        back += found
    theirs = tuple(replace(each, thread_id=thread_id) for each in back)
    await put_new(db, tables.subscription, [to_row(each, tables.subscription) for each in theirs])
    return theirs


def _noted_as(why: str) -> ColumnElement[bool]:
    is_note = _wish.kind == SubscriptionKind.CARRIED.value
    return and_(is_note, _wish.value.startswith(f"{why} ", autoescape=True))


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
