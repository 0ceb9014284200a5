"""Wishes that are carried from one story to another, and back; see core.carrying."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Delete, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.carrying import carried, merging, note, noted
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
        ours = and_(
            _wish.kind == SubscriptionKind.CARRIED.value,
            _wish.value.startswith(f"{why} ", autoescape=True),
        )
        for each in await _subscriptions(db, ours):
            await db.execute(_ended(noted(each, why)))
        await db.execute(delete(tables.subscription).where(ours))


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
