"""Changes of a whole Telegram chat at once: parked, back again, moved to another id."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    and_,
    delete,
    func,
    literal,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import ColumnCollectionConstraint

from bot.core.delivery.lifecycle import Event
from bot.core.delivery.pacing import EPOCH, Lane
from bot.core.types import ChatKind, DeliveryKind
from storage.db import tables
from storage.db.columns import UtcDateTime
from storage.db.statements import insert
from storage.outbox.delivery_rows import met

_lane = tables.lane.c
_it = tables.delivery.c
_chat = tables.chat.c
_EDIT = DeliveryKind.EDIT.value


async def lane_of(db: AsyncConnection, chat_id: int) -> Lane:
    asked = select(_lane.due, _lane.next_at).where(_lane.chat_id == chat_id)
    row = (await db.execute(asked)).first()
    return Lane(chat_id, row.due, row.next_at) if row else Lane(chat_id)


async def write_lane(db: AsyncConnection, lane: Lane, **others: Any) -> None:
    """Store a lane's pace, and `others` of its columns; columns not named stay as they are."""
    changed = {"due": lane.due, "next_at": lane.next_at} | others
    row = {"parked": None, "given_up": False, "reason": "", "moved_to": None} | changed
    statement = insert(db, tables.lane).values(chat_id=lane.chat_id, **row)
    await db.execute(statement.on_conflict_do_update(index_elements=["chat_id"], set_=changed))


async def write_lanes(db: AsyncConnection, lanes: Sequence[Lane]) -> None:
    """Store the pace of several lanes."""
    blank = {"parked": None, "given_up": False, "reason": "", "moved_to": None}
    rows = [
        {"chat_id": lane.chat_id, "due": lane.due, "next_at": lane.next_at, **blank}
        for lane in lanes
    ]
    new = insert(db, tables.lane)
    pace = {name: new.excluded[name] for name in ("due", "next_at")}
    await db.execute(new.on_conflict_do_update(index_elements=["chat_id"], set_=pace), rows)


async def park(db: AsyncConnection, id: int, *, now: datetime | None, reason: str) -> None:
    """Mark a chat unreachable, with its deliveries; `now` None takes the database's time."""
    parked = now or await db.scalar(select(type_coerce(func.current_timestamp(), UtcDateTime)))
    lane = await lane_of(db, id)
    await write_lane(db, lane, parked=parked, given_up=False, reason=reason)
    here = and_(_it.chat_id == id, tables.is_live(_it.state))
    for statement in met(Event.CHAT_GONE):
        await db.execute(statement.where(here))


async def resume(db: AsyncConnection, id: int) -> None:
    """Unpark a chat and its deliveries; a chat that was not parked keeps its rest."""
    back = {"parked": None, "given_up": False, "reason": "", "next_at": EPOCH}
    parked = and_(_lane.chat_id == id, _lane.parked.is_not(None))
    await db.execute(update(tables.lane).where(parked).values(back))
    for statement in met(Event.CHAT_BACK):
        await db.execute(statement.where(_it.chat_id == id))


async def move(db: AsyncConnection, old: int, new: int) -> None:
    """Move everything that belongs to a chat to its new id; what the new id has already stays."""
    if old == new:
        return
    for table, column in (
        (tables.chat, "id"),
        (tables.subscription, "chat_id"),
        (tables.delivery, "chat_id"),
        (tables.post, "chat_id"),
    ):
        await _move_rows(db, table, column, old, new)
    await db.execute(
        update(tables.chat)
        .where(tables.chat.c.id == new, tables.chat.c.kind == ChatKind.GROUP.value)
        .values(kind=ChatKind.SUPERGROUP.value)
    )
    await resume(db, new)
    await write_lane(db, await lane_of(db, old), moved_to=new, parked=None, given_up=False)


async def leave_thread(db: AsyncConnection, chat_id: int, thread_id: int) -> None:
    """Move a closed thread's settings, subscriptions and waiting deliveries to its group for good.

    Its posts stay; settings the group has already stay as they are.
    """
    waiting = and_(_it.chat_id == chat_id, tables.is_live(_it.state), _it.kind != _EDIT)
    for table, here in (
        (tables.chat, _chat.id == chat_id),
        (tables.subscription, tables.subscription.c.chat_id == chat_id),
        (tables.delivery, waiting),
    ):
        await _move_rows(db, table, "thread_id", thread_id, 0, among=here)
    await db.execute(
        update(tables.chat).where(_chat.id == chat_id, _chat.thread_id == 0).values(active=True)
    )


async def _move_rows(
    db: AsyncConnection,
    table: Table,
    column: str,
    old: int,
    new: int,
    *,
    among: ColumnElement[bool] | None = None,
) -> None:
    """Change `column` from `old` to `new`, dropping rows that the new id has already."""
    # A row has a twin at the new id if all other columns of one of its unique keys agree: the
    # group -100 subscribes to ISS, and so does the supergroup it becomes.
    here = and_(table.c[column] == old, true() if among is None else among)
    there = table.alias("there")
    twins = [
        [there.c[each.name] == table.c[each.name] for each in key if each.name != column]
        for key in _unique_keys(table, column)
    ]
    for twin in twins:
        taken = select(literal(1)).where(there.c[column] == new, *twin).exists()
        await db.execute(delete(table).where(here, taken))
    await db.execute(update(table).where(here).values({column: new}))


def _unique_keys(table: Table, column: str) -> list[list[Column[Any]]]:
    """Return the keys, primary or unique, that a new value in `column` could break."""
    keys = [each for each in table.constraints if isinstance(each, ColumnCollectionConstraint)]
    return [list(key.columns) for key in keys if column in key.columns]


async def new_ids(db: AsyncConnection) -> dict[int, int]:
    """Return old chat id -> new, for the chats that have moved."""
    asked = select(_lane.chat_id, _lane.moved_to).where(_lane.moved_to.is_not(None))
    return {row.chat_id: row.moved_to for row in await db.execute(asked)}
