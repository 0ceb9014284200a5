"""Adds promises to the outbox, each once; never changes what was promised before."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.lifecycle import Event
from bot.core.types import Delivery, DeliveryKind
from storage.db import tables
from storage.db.codec import to_row
from storage.db.sequences import OUTBOX, advance
from storage.db.upsert import put_new
from storage.outbox.lanes import new_ids
from storage.outbox.states import met

_it = tables.delivery.c
_newer = tables.delivery.alias("newer")


_AT_ONCE = 300
"""Rows built before the event loop gets its turn again: some 15 ms."""


async def promise(db: AsyncConnection, deliveries: Sequence[Delivery]) -> int:
    """Add the deliveries not promised before, in the order given; return how many there were.

    Ids rise in the order of commits, so that every process sees a chat's rows in order.
    """
    if not deliveries:
        return 0
    # A plan may have been made before its chat became a supergroup: promise to the new id.
    moved = await new_ids(db)
    if moved:
        deliveries = [
            replace(each, chat_id=moved[each.chat_id]) if each.chat_id in moved else each
            for each in deliveries
        ]
    # Ids come from a counter whose row stays locked until the commit. A database sequence would
    # give them out at once: a transaction with ids 5-6 could commit after one with 7-8, and a
    # sender that had gone past 8 would send 5 late and out of order.
    last = await advance(db, OUTBOX, len(deliveries))
    first = last - len(deliveries) + 1
    added = 0
    for start in range(0, len(deliveries), _AT_ONCE):
        some = deliveries[start : start + _AT_ONCE]
        rows = [delivery_row(each, first + start + place) for place, each in enumerate(some)]
        added += await put_new(db, tables.delivery, rows)
    await _park(db, first)
    await _drop_older_edits(db, deliveries)
    return added


def delivery_row(delivery: Delivery, id: int) -> dict[str, Any]:
    row = to_row(delivery, tables.delivery)
    return row | {"id": id, "sender": "", "until": None, "settled": None}


async def _park(db: AsyncConnection, first: int) -> None:
    """Park the deliveries from id `first` on whose chat is parked."""
    parked = select(tables.lane.c.chat_id).where(tables.lane.c.parked.is_not(None))
    for statement in met(Event.CHAT_GONE):
        await db.execute(statement.where(_it.id >= first, _it.chat_id.in_(parked)))


async def _drop_older_edits(db: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
    """Settle edits that a newer edit of the same message makes pointless."""
    stories = sorted({each.story for each in deliveries})
    overtaken = exists().where(
        and_(
            _newer.c.story == _it.story,
            _newer.c.chat_id == _it.chat_id,
            _newer.c.thread_id == _it.thread_id,
            _newer.c.development == _it.development,
            _newer.c.kind == DeliveryKind.EDIT.value,
            _newer.c.revision > _it.revision,
        )
    )
    older = and_(_it.story.in_(stories), _it.kind == DeliveryKind.EDIT.value, overtaken)
    settled = max(each.created for each in deliveries)
    for statement in met(Event.OVERTAKEN):
        outcome = {"settled": settled}
        await db.execute(statement.where(older).values(outcome))
