"""One delivery's row: rewritten as core has settled it, or found in nobody's hands."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.outbox import Heard, orphaned, post_of
from bot.core.types import Delivery, DeliveryKind, DeliveryState
from storage.db import tables
from storage.db.codec import from_row, to_row
from storage.db.upsert import put
from storage.outbox.send_journal import SendJournal

ATTEMPT = timedelta(minutes=3)
"""An attempt older than this is in nobody's hands any more: its answer is lost."""

_it = tables.delivery.c
_post = tables.post.c


_SETTLED = ("state", "not_before", "attempts", "message_id", "error", "more")
"""What becomes of a delivery. The rest was said when it was promised; where its chat or thread is
another now, all that belonged there has moved with it. What is not written moves no index.
"""
_ONE = update(tables.delivery).where(_it.id == bindparam("row"))


async def write_delivery(db: AsyncConnection, delivery: Delivery, **others: Any) -> None:
    """Store what has become of a delivery, and `others` of its columns."""
    await db.execute(_ONE, changes(delivery) | others | {"row": delivery.id})


def changes(delivery: Delivery) -> dict[str, Any]:
    """What has become of it, as columns."""
    row = to_row(delivery, tables.delivery)
    return {name: row[name] for name in _SETTLED}


async def lose_attempts(
    db: AsyncConnection, lost: ColumnElement[bool], notes: SendJournal, *, now: datetime
) -> int:
    """Settle those of the `lost` rows that are on their way; how many that were.

    Rows that were only reserved are free again: nobody was asked for them.
    """
    lost, sending = and_(tables.is_live(_it.state), lost), DeliveryState.SENDING.value
    reserved = and_(_it.state != sending, _it.sender != "", lost)
    await db.execute(update(tables.delivery).where(reserved).values(sender="", until=None))
    asked = select(tables.delivery).where(_it.state == sending, lost)
    rows = (await db.execute(asked.with_for_update(skip_locked=True))).mappings().all()
    for row in rows:
        delivery = from_row(Delivery, row)
        trace = notes.trace(row["sender"], delivery)
        settled = orphaned(delivery, trace, now=now)
        shown = trace.shown if isinstance(trace, Heard) else ""
        await write_settled(db, settled, shown=shown, now=now)
    return len(rows)


async def write_settled(
    db: AsyncConnection, delivery: Delivery, *, shown: str, now: datetime
) -> None:
    """Store what came of an attempt, and what now stands in the chat by it."""
    await write_delivery(db, delivery, sender="", until=None, settled=now)
    if delivery.state is not DeliveryState.SENT:
        return
    post = post_of(delivery, shown=shown, now=now)
    if post is not None:
        await put(db, tables.post, [to_row(post, tables.post)])
    elif delivery.kind is DeliveryKind.EDIT:
        here = and_(_post.chat_id == delivery.chat_id, _post.message_id == delivery.message_id)
        await db.execute(update(tables.post).where(here).values(shown=shown, changed=now))
