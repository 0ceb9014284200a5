"""Statements used in many places: insert or update, insert or ignore, and counters.

Counters rise in the order of commits; taking a number makes the next taker wait.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Result, RowMapping, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.db import tables

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
Values = Mapping[str, Any]

_A_FEW = 300
"""Rows that become values in some 10 ms."""

IN_ONE_GO = 10_000
"""Parameters of one statement; both databases accept 32,766."""

PAUSE = 0.01
"""Seconds between the transactions of what is done in slices: who waits looks about so often."""


def slices(values: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    return (values[start : start + size] for start in range(0, len(values), size))


async def unhurried(found: Result[Any]) -> AsyncIterator[RowMapping]:
    """Yield rows, letting others run after every few hundred: turning ten thousand into values
    takes the event loop a third of a second.
    """
    for some in found.mappings().partitions(_A_FEW):
        for row in some:
            yield row
        await asyncio.sleep(0)


def insert(db: AsyncConnection, table: Table) -> "postgresql.Insert | sqlite.Insert":
    """Return an INSERT that knows ON CONFLICT, which SQLAlchemy has once per dialect, without
    importing the other database's dialect.
    """
    if db.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)


async def put(db: AsyncConnection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows, overwriting those with the same primary key."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    statement = insert(db, table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    if others:
        await db.execute(statement.on_conflict_do_update(index_elements=keys, set_=others), rows)
    else:
        await db.execute(statement.on_conflict_do_nothing(index_elements=keys), rows)


async def put_new(db: AsyncConnection, table: Table, rows: Sequence[Values]) -> int:
    """Insert the rows that break no unique key (ON CONFLICT DO NOTHING); return how many."""
    if not rows:
        return 0
    first = next(iter(table.primary_key))
    statement = insert(db, table).on_conflict_do_nothing().returning(first)
    return len((await db.execute(statement, rows)).all())


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
