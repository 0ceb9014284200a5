"""Which row of the outbox may be sent next: the one query behind every claim.

Rule 1: at most one row per chat is on its way: reserved, `sending`, or `unknown` in its grace.
Rule 2: posts, replies and digests of a chat go out in the order they were promised; one that is
held until later does not hold back others, and only an edit may be overtaken.
Rule 3: times written before the clock was set back hold nothing up.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.pacing import LONGEST_REST
from bot.core.types import DeliveryKind, DeliveryState
from storage import tables
from storage.columns import UtcDateTime

CLOCK_FLOOR = datetime(2020, 1, 1, tzinfo=UTC)
"""Rows of before were written under a clock that was wrong: their age says nothing."""

_it = tables.delivery.c
_lane = tables.lane.c
_other = tables.delivery.alias("other")
_resting = tables.lane.alias("resting")

_PENDING = DeliveryState.PENDING.value
_UNKNOWN = DeliveryState.UNKNOWN.value
_EDIT = DeliveryKind.EDIT.value

_now: ColumnElement[datetime] = bindparam("now", type_=UtcDateTime)
_soon: ColumnElement[datetime] = bindparam("soon", type_=UtcDateTime)
_never: ColumnElement[datetime] = bindparam("never", type_=UtcDateTime)
_too_long: ColumnElement[datetime] = bindparam("too_long", type_=UtcDateTime)


def _is_due(row: Any) -> ColumnElement[bool]:
    """Due; or put off so far that only a clock that was wrong can have meant it; or promised by
    such a clock, and not for later.
    """
    at_once = and_(row.created > _soon, row.not_before <= row.created)
    return or_(row.not_before <= _now, row.not_before > _never, at_once)


def _is_fresh(row: Any) -> ColumnElement[bool]:
    """Not expired; of what a clock before its time has stored nobody knows the age."""
    return or_(row.expires > _now, row.created < CLOCK_FLOOR)


def _waits_behind() -> ColumnElement[bool]:
    """Another row of the chat comes first: on its way, or promised before and due."""
    other = _other.c
    on_its_way = or_(other.state != _PENDING, other.sender != "")
    earlier = and_(
        other.state == _PENDING, other.kind != _EDIT, other.id < _it.id, _is_fresh(other)
    )
    in_line = and_(_it.kind != _EDIT, or_(other.attempts > 0, _is_due(other)))
    own_post = and_(other.story == _it.story, other.thread_id == _it.thread_id)
    return exists().where(
        other.chat_id == _it.chat_id,
        other.id != _it.id,
        tables.is_live(other.state),
        or_(on_its_way, and_(earlier, or_(in_line, own_post))),
    )


def _lane_is_closed() -> ColumnElement[bool]:
    """The chat is parked, or rests: no longer than a rest can be, and paid for no further ahead
    than a send can be.
    """
    lane = _resting.c
    rests = and_(lane.next_at > _now, lane.next_at <= _too_long, lane.due <= _soon)
    return exists().where(lane.chat_id == _it.chat_id, or_(rests, lane.parked.is_not(None)))


def _first(*conditions: ColumnElement[bool]) -> Select[int]:
    """The longest promised row under these conditions that may be sent now."""
    inner = (
        select(_it.id)
        .where(
            *conditions,
            _it.sender == "",
            _is_due(_it),
            ~_lane_is_closed(),
            ~_waits_behind(),
        )
        .order_by(_it.id)
        .limit(1)
        .subquery()
    )
    return select(inner.c.id)


def _pending(*, urgent: bool) -> Select[int]:
    return _first(tables.is_in(_it.state, _PENDING), _it.urgent == urgent, _is_fresh(_it))


_ID = union_all(
    _first(tables.is_in(_it.state, _UNKNOWN)), _pending(urgent=True), _pending(urgent=False)
).limit(1)
"""One index range after another: a sort over all that is pending would cost seconds."""

_HEAD = (
    select(
        tables.delivery,
        tables.story.c.topics,
        tables.story.c.held,
        _lane.due.label("lane_due"),
        _lane.next_at.label("lane_next_at"),
    )
    .select_from(
        tables.delivery.outerjoin(tables.story, tables.story.c.id == _it.story).outerjoin(
            tables.lane, _lane.chat_id == _it.chat_id
        )
    )
    .where(_it.id == _ID.scalar_subquery())
)

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


def _times(now: datetime) -> dict[str, datetime]:
    return {
        "now": now,
        "soon": now + timedelta(minutes=1),
        "never": now + timedelta(days=366),
        "too_long": now + 2 * LONGEST_REST,
    }


async def head(db: AsyncConnection, now: datetime) -> Any:
    """The row that may be sent next, with its story's `topics` and `held` and its chat's lane;
    None where there is none.

    Urgent ones first, then the longest promised; also one whose grace after a lost answer is over.
    """
    return (await db.execute(_HEAD, _times(now))).mappings().first()


async def next_change(db: AsyncConnection, now: datetime) -> datetime | None:
    """When the next row may become claimable by time alone."""
    future, opens = (await db.execute(_LATER, {"now": now})).one()
    return min((each for each in (future, opens) if each is not None), default=None)
