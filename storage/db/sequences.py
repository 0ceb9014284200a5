"""Numbers that rise in the order of commits; taking one makes other changes of its kind wait."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.db import tables

PLACED = "placed"
STORY = "story"
OUTBOX = "outbox"


async def standing_at(db: AsyncConnection, name: str) -> int:
    value: int = (
        await db.execute(select(tables.counter.c.value).where(tables.counter.c.name == name))
    ).scalar_one()
    return value


async def advanced(db: AsyncConnection, name: str, by: int) -> int:
    """The counter's value after adding `by`; its row stays locked until the transaction ends."""
    statement = (
        update(tables.counter)
        .where(tables.counter.c.name == name)
        .values(value=tables.counter.c.value + by)
        .returning(tables.counter.c.value)
    )
    value: int = (await db.execute(statement)).scalar_one()
    return value


async def advanced_from(db: AsyncConnection, name: str, seen: int, by: int) -> bool:
    """Add `by` if the counter still stands at `seen`; False if others were faster."""
    statement = (
        update(tables.counter)
        .where(tables.counter.c.name == name, tables.counter.c.value == seen)
        .values(value=seen + by)
    )
    return (await db.execute(statement)).rowcount == 1
