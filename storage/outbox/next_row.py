"""Finds the rows of the outbox that may be sent next: the one query behind every claim.

Rule 1: at most one row per chat is on its way: reserved, `sending`, or `unknown`.
Rule 2: posts, replies and digests of a chat go out in the order they were promised; one that is
held until later does not hold back others, and only an edit may be overtaken.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.types import DeliveryKind, DeliveryState
from storage.db import tables
from storage.db.columns import UtcDateTime

_it = tables.delivery.c
_lane = tables.lane.c
_other = tables.delivery.alias("other")
_resting = tables.lane.alias("resting")
_urgent = tables.delivery.alias("urgent")

_PENDING = DeliveryState.PENDING.value
_UNKNOWN = DeliveryState.UNKNOWN.value
_EDIT = DeliveryKind.EDIT.value

_now: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime)
_answered: ColumnElement[datetime] = bindparam("answered", type_=UtcDateTime)
_most: ColumnElement[int] = bindparam("most", type_=Integer)


def _waits_behind() -> ColumnElement[bool]:
    """Whether another row of the chat comes first: on its way, or due and promised earlier."""
    other = _other.c
    on_its_way = or_(other.state != _PENDING, other.sender != "")
    # Only what still can be sent is waited for; an expired row is listed, and an edit overtaken.
    earlier = and_(
        other.state == _PENDING, other.kind != _EDIT, other.id < _it.id, other.expires > _now
    )
    # A post held until the morning holds back no other story's. One that was tried and failed
    # does, though it is put off: alerts 1 and 2, 1 answered by a 429, must not arrive as 2, 1.
    in_line = and_(_it.kind != _EDIT, or_(other.attempts > 0, other.not_before <= _now))
    # A reply or an edit never arrives before the post it belongs to.
    own_post = and_(other.story == _it.story, other.thread_id == _it.thread_id)
    return exists().where(
        other.chat_id == _it.chat_id,
        other.id != _it.id,
        tables.is_live(other.state),
        or_(on_its_way, and_(earlier, or_(in_line, own_post))),
    )


def _lane_is_closed(chat_id: ColumnElement[int] = _it.chat_id) -> ColumnElement[bool]:
    """Whether the chat rests or is parked."""
    lane = _resting.c
    closed = or_(lane.next_at > _now, lane.parked.is_not(None))
    return exists().where(lane.chat_id == chat_id, closed)


def _first(
    rank: int, *conditions: ColumnElement[bool], order: ColumnElement[int] = _it.id
) -> Select[int, int]:
    """Select the oldest rows under these conditions that may be sent now."""
    inner = (
        select(_it.id, literal(rank).label("rank"))
        .where(
            *conditions,
            _it.sender == "",
            _it.not_before <= _now,
            ~_lane_is_closed(),
            ~_waits_behind(),
        )
        .order_by(order)
        .limit(_most)
        .subquery()
    )
    return select(inner.c.id, inner.c.rank)  # SQLite takes no ORDER BY inside a UNION


def _pending(rank: int, *, urgent: bool) -> Select[int, int]:
    return _first(
        rank, tables.is_in(_it.state, _PENDING), _it.urgent == urgent, _it.expires > _now
    )


def _before_urgent(rank: int) -> Select[int, int]:
    """Select what comes first in the chats of the oldest urgent rows, so that these wait for no
    other chat.
    """
    urgent = _urgent.c
    chats = (
        select(urgent.chat_id)
        .where(
            tables.is_in(urgent.state, _PENDING),
            urgent.urgent,
            urgent.sender == "",
            urgent.not_before <= _now,
            urgent.expires > _now,
            ~_lane_is_closed(urgent.chat_id),
        )
        .order_by(urgent.id)
        .limit(_most)
    )
    # Spelled so that the few chats are looked up, not everything walked that is pending.
    in_them = and_(tables.is_live(_it.state), _it.chat_id.in_(chats))
    bulk = and_(_it.state == _PENDING, func.coalesce(_it.urgent, False).is_(False))
    return _first(rank, in_them, bulk, _it.expires > _now, order=_it.id + 0)


def _doubted(rank: int) -> Select[int, int]:
    """Select rows whose answer was lost, if Telegram has answered anything since."""
    is_unknown = tables.is_in(_it.state, _UNKNOWN)
    return _first(rank, is_unknown, _it.settled < _answered, _it.expires > _now)


# First what is in doubt: its chats stand still until then. Then what is urgent, then the rest.
# Each branch walks one partial index by id and stops at its first rows; one query over all four
# would sort everything that is pending, which costs seconds after an outage.
_BRANCHES = union_all(
    _doubted(0), _pending(1, urgent=True), _before_urgent(2), _pending(3, urgent=False)
).subquery("branches")
_IDS = (
    select(_BRANCHES.c.id, func.min(_BRANCHES.c.rank).label("rank"))
    .group_by(_BRANCHES.c.id)
    .subquery("first")
)

# All a claim needs to know of the rows it takes, so that it asks once.
_HEADS = (
    select(
        tables.delivery,
        tables.story.c.topics,
        tables.story.c.held,
        _lane.due.label("lane_due"),
        _lane.next_at.label("lane_next_at"),
    )
    .select_from(
        _IDS.join(tables.delivery, _it.id == _IDS.c.id)
        .outerjoin(tables.story, tables.story.c.id == _it.story)
        .outerjoin(tables.lane, _lane.chat_id == _it.chat_id)
    )
    .order_by(_IDS.c.rank, _it.id)
)

# What time alone makes claimable: a row that was put off, or a chat whose rest ends.
_FUTURE = (
    select(_it.not_before)
    .where(tables.is_live(_it.state), _it.not_before > _now)
    .order_by(_it.not_before)
    .limit(1)
)
_OPENS = select(func.min(_lane.next_at)).where(
    _lane.next_at > _now,
    _lane.parked.is_(None),
    exists().where(_it.chat_id == _lane.chat_id, tables.is_live(_it.state)),
)
_LATER = select(_FUTURE.scalar_subquery(), _OPENS.scalar_subquery())


async def heads(
    db: AsyncConnection, now: datetime, answered: datetime, most: int
) -> Sequence[Any]:
    """Return rows that may be sent next, in order: `most`, or more of which some share a chat.

    With each come its story's `topics` and `held`, and its chat's lane.

    What is in doubt first, if Telegram has `answered` since; then urgent ones, then the longest
    promised.
    """
    here = {"now": now, "answered": answered, "most": most}
    return (await db.execute(_HEADS, here)).mappings().all()


async def next_change(db: AsyncConnection, now: datetime) -> datetime | None:
    """Return when the next row becomes claimable by time alone, or None."""
    future, opens = (await db.execute(_LATER, {"now": now})).one()
    return min((each for each in (future, opens) if each is not None), default=None)
