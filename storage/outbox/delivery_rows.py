"""Deliveries' rows: stores outcomes, recovers rows whose sender died, and applies core's lifecycle
to many rows at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.lifecycle import Event, steps
from bot.core.delivery.outbox import Heard, post_of, settle_orphan
from bot.core.types import Delivery, DeliveryKind, DeliveryState, Post
from storage.db import tables
from storage.db.columns import from_row, to_row
from storage.db.statements import put
from storage.outbox.send_journal import SendJournal

ATTEMPT = timedelta(minutes=3)
"""An attempt older than this has no sender any more: its answer is lost."""

_it = tables.delivery.c
_post = tables.post.c


_OUTCOME = ("state", "not_before", "attempts", "message_id", "more")
"""Columns that settling may change. The others are fixed by the promise: writing them would undo a
chat's move to a new id that happened meanwhile, and update indexes for nothing.
"""
_BY_ID = update(tables.delivery).where(_it.id == bindparam("row"))


@cache
def met(event: Event) -> tuple[Update, ...]:
    """Return the updates that apply an event to deliveries; the caller narrows them by `where`.

    One statement per new state: its condition is spelled as in the partial indexes, so that the
    database uses them.
    """
    return tuple(
        update(tables.delivery)
        .where(tables.is_in(_it.state, *states))
        .values(state=following.value)
        for following, states in steps(event).items()
    )


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
    settled: list[tuple[Delivery, str]] = []
    for row in rows:
        delivery = from_row(Delivery, row)
        # The dead sender's notes tell whether the request was made, and what Telegram answered.
        trace = journal.trace(row["sender"], delivery)
        shown = trace.shown if isinstance(trace, Heard) else ""
        settled.append((settle_orphan(delivery, trace, now=now), shown))
    if settled:
        await write_settled(db, settled, now=now)
    return len(rows)


async def write_settled(
    db: AsyncConnection, settled: Sequence[tuple[Delivery, str]], *, now: datetime
) -> None:
    """Store the outcomes of attempts, and what the chats' posts show now."""
    over = {"sender": "", "until": None, "settled": now}
    rows = [outcome_columns(each) | over | {"row": each.id} for each, _ in settled]
    await db.execute(_BY_ID, rows)
    posts: list[Post] = []
    roots = await _roots(db, [each for each, _ in settled if each.state is DeliveryState.SENT])
    for delivery, shown in settled:
        if delivery.lists and (event := _SHARED.get(delivery.state)):
            await _write_listed(db, delivery, event, now=now)
        if delivery.state is not DeliveryState.SENT:
            continue
        root = roots.get(_episode_of(delivery), 0)
        if post := post_of(delivery, shown=shown, replies_to=root, now=now):
            posts.append(post)
        elif delivery.kind is DeliveryKind.EDIT:
            here = and_(_post.chat_id == delivery.chat_id, _post.message_id == delivery.message_id)
            await db.execute(update(tables.post).where(here).values(shown=shown, changed=now))
    await put(db, tables.post, [to_row(post, tables.post) for post in posts])


_SHARED = {DeliveryState.SENT: Event.LISTED, DeliveryState.UNCERTAIN: Event.GIVEN_UP}
"""What the end of a catch-up message is to the rows it lists."""


async def _write_listed(
    db: AsyncConnection, delivery: Delivery, event: Event, *, now: datetime
) -> None:
    """Store what a catch-up message's end means for the rows it lists."""
    told = {"message_id": delivery.message_id, "settled": now}
    for statement in met(event):
        await db.execute(statement.where(_it.id.in_(delivery.lists)).values(told))


Episode = tuple[str, int, int, int]
"""A story, a chat id with its thread id, and the number of the story's episode."""


def _episode_of(delivery: Delivery) -> Episode:
    return delivery.story, delivery.chat_id, delivery.thread_id, delivery.revision


async def _roots(db: AsyncConnection, sent: Sequence[Delivery]) -> dict[Episode, int]:
    """Return the message ids of the posts that the deliveries' episodes have in their chats."""
    stories, chats = {each.story for each in sent}, {each.chat_id for each in sent}
    if not sent:
        return {}
    here = and_(
        _post.story.in_(sorted(stories)), _post.chat_id.in_(sorted(chats)), _post.replies_to == 0
    )
    place = (_post.story, _post.chat_id, _post.thread_id, _post.episode)
    asked = select(*place, _post.message_id).where(here).order_by(_post.sent.desc())
    return {(row[0], row[1], row[2], row[3]): row[4] for row in await db.execute(asked)}
