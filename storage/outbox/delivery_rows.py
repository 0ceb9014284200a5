"""One delivery's row: stores an outcome, or recovers rows whose sender died."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.lifecycle import Event
from bot.core.delivery.outbox import Heard, post_of, settle_orphan
from bot.core.types import Delivery, DeliveryKind, DeliveryState
from storage.db import tables
from storage.db.codec import from_row, to_row
from storage.db.upsert import put
from storage.outbox.send_journal import SendJournal
from storage.outbox.states import met

ATTEMPT = timedelta(minutes=3)
"""An attempt older than this has no sender any more: its answer is lost."""

_it = tables.delivery.c
_post = tables.post.c


_OUTCOME = ("state", "not_before", "attempts", "message_id", "more")
"""Columns that settling may change. The others are fixed by the promise: writing them would undo a
chat's move to a new id that happened meanwhile, and update indexes for nothing.
"""
_BY_ID = update(tables.delivery).where(_it.id == bindparam("row"))


async def write_delivery(db: AsyncConnection, delivery: Delivery, **others: Any) -> None:
    """Store a delivery's outcome, and `others` of its columns."""
    await db.execute(_BY_ID, outcome_columns(delivery) | others | {"row": delivery.id})


def outcome_columns(delivery: Delivery) -> dict[str, Any]:
    """Return the columns that settling may change."""
    row = to_row(delivery, tables.delivery)
    return {name: row[name] for name in _OUTCOME}


async def lose_attempts(
    db: AsyncConnection, lost: ColumnElement[bool], journal: SendJournal, *, now: datetime
) -> int:
    """Settle the `lost` rows that were being sent; return how many there were.

    Rows that were only reserved become free again: no request was made for them.
    """
    lost, sending = and_(tables.is_live(_it.state), lost), DeliveryState.SENDING.value
    reserved = and_(_it.state != sending, _it.sender != "", lost)
    await db.execute(update(tables.delivery).where(reserved).values(sender="", until=None))
    asked = select(tables.delivery).where(_it.state == sending, lost)
    rows = (await db.execute(asked.with_for_update(skip_locked=True))).mappings().all()
    for row in rows:
        delivery = from_row(Delivery, row)
        # The dead sender's notes tell whether the request was made, and what Telegram answered.
        trace = journal.trace(row["sender"], delivery)
        settled = settle_orphan(delivery, trace, now=now)
        shown = trace.shown if isinstance(trace, Heard) else ""
        await write_settled(db, settled, shown=shown, now=now)
    return len(rows)


async def write_settled(
    db: AsyncConnection, delivery: Delivery, *, shown: str, now: datetime
) -> None:
    """Store an attempt's outcome, and what the chat's post shows now."""
    await write_delivery(db, delivery, sender="", until=None, settled=now)
    if delivery.lists and (event := _SHARED.get(delivery.state)):
        await _write_listed(db, delivery, event, now=now)
    if delivery.state is not DeliveryState.SENT:
        return
    post = post_of(delivery, shown=shown, replies_to=await _root(db, delivery), now=now)
    if post is not None:
        await put(db, tables.post, [to_row(post, tables.post)])
    elif delivery.kind is DeliveryKind.EDIT:
        here = and_(_post.chat_id == delivery.chat_id, _post.message_id == delivery.message_id)
        await db.execute(update(tables.post).where(here).values(shown=shown, changed=now))


_SHARED = {DeliveryState.SENT: Event.LISTED, DeliveryState.UNCERTAIN: Event.GIVEN_UP}
"""What the end of a catch-up message is to the rows it lists."""


async def _write_listed(
    db: AsyncConnection, delivery: Delivery, event: Event, *, now: datetime
) -> None:
    """Store what a catch-up message's end means for the rows it lists."""
    told = {"message_id": delivery.message_id, "settled": now}
    for statement in met(event):
        await db.execute(statement.where(_it.id.in_(delivery.lists)).values(told))


async def _root(db: AsyncConnection, delivery: Delivery) -> int:
    """Return the message id of the post that the episode has in the chat, 0 without one."""
    here = and_(
        _post.story == delivery.story,
        _post.chat_id == delivery.chat_id,
        _post.thread_id == delivery.thread_id,
        _post.episode == delivery.revision,
        _post.replies_to == 0,
    )
    asked = select(_post.message_id).where(here).order_by(_post.sent).limit(1)
    return await db.scalar(asked) or 0
