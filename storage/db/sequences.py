"""Counters that rise in the order of commits; taking a number makes the next taker wait."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.db import tables

PLACED = "placed"
STORY = "story"
OUTBOX = "outbox"


async def counter_value(db: AsyncConnection, name: str) -> int:
    value: int = (
        await db.execute(select(tables.counter.c.value).where(tables.counter.c.name == name))
    ).scalar_one()
    return value


async def advance(db: AsyncConnection, name: str, by: int) -> int:
    """Add `by` and return the new value; the counter stays locked until the transaction ends."""
    statement = (
        update(tables.counter)
        .where(tables.counter.c.name == name)
        .values(value=tables.counter.c.value + by)
        .returning(tables.counter.c.value)
    )
    value: int = (await db.execute(statement)).scalar_one()
    return value


async def advance_from(db: AsyncConnection, name: str, seen: int, by: int) -> bool:
    """Add `by` if the counter is still at `seen`; return False if others were faster."""
    statement = (
        update(tables.counter)
        .where(tables.counter.c.name == name, tables.counter.c.value == seen)
        .values(value=seen + by)
    )
    return (await db.execute(statement)).rowcount == 1
