"""One delivery's row: rewritten as core has settled it, or found in nobody's hands."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.outbox import interrupted
from bot.core.types import Delivery, DeliveryState
from storage import tables
from storage.codec import from_row, to_row

ATTEMPT = timedelta(minutes=3)
"""An attempt older than this is in nobody's hands any more: its answer is lost."""

_it = tables.delivery.c


async def write_delivery(db: AsyncConnection, delivery: Delivery, **others: Any) -> None:
    """Store a delivery as it is now, and `others` of its columns."""
    row = to_row(delivery, tables.delivery) | others
    await db.execute(update(tables.delivery).where(_it.id == delivery.id).values(row))


async def lose_attempts(db: AsyncConnection, lost: ColumnElement[bool], *, now: datetime) -> int:
    """Those of the `lost` rows that are on their way become unknown; how many that were.

    Rows that were only reserved are free again: nobody was asked for them.
    """
    reserved = and_(_it.state == DeliveryState.PENDING.value, _it.sender != "", lost)
    await db.execute(update(tables.delivery).where(reserved).values(sender="", until=None))
    asked = select(tables.delivery).where(_it.state == DeliveryState.SENDING.value, lost)
    rows = (await db.execute(asked.with_for_update(skip_locked=True))).mappings().all()
    for row in rows:
        unknown = interrupted(from_row(Delivery, row), "its sender has gone", now=now)
        await write_delivery(db, unknown, sender="", until=None)
    return len(rows)
