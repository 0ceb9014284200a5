"""The outbox's next row: which delivery may be sent now, and what to wait for if none may.

Rule 1: a claim is committed as `sending` before any request is made.
Rule 2: at most one row per chat is `sending` or `unknown`; posts, replies and digests of a chat go
out in the order they were promised, only an edit may be overtaken.
Rule 3: claims take turns by the row of `pace`, so that all processes share one pace.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.outbox import after_grace, cancelled, claimed, unwanted
from bot.core.pacing import (
    LIMITS,
    LONGEST_REST,
    Lane,
    Limits,
    Pace,
    lane_taken,
    trusted,
    turn_taken,
)
from bot.core.types import Chat, Delivery, DeliveryKind, DeliveryState, Subscription
from storage import tables
from storage.attempts import ATTEMPT, write_delivery
from storage.codec import from_row, to_row
from storage.database import Database, change
from storage.lanes import lane_of, write_lane
from storage.leases import LEASE, Lease, kept
from storage.stories import topics_of

_IN_ONE_CLAIM = 50
"""Rows nobody wants any more that one claim clears away."""

_ASK_AGAIN = timedelta(seconds=1)
"""While the one request of a bot on trial is under way."""

_it = tables.delivery.c
_lane = tables.lane.c
_ahead = tables.delivery.alias("ahead")

_PENDING = DeliveryState.PENDING.value
_ON_THE_WAY = (DeliveryState.SENDING.value, DeliveryState.UNKNOWN.value)
_EDIT = DeliveryKind.EDIT.value


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing may be sent before `until`; None: not before something new is promised."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fenced:
    """Another process has taken the lease over."""


class Claims(Database):
    """Taking the next delivery."""

    @change
    async def claim(
        self,
        db: AsyncConnection,
        lease: Lease,
        *,
        now: datetime,
        limits: Limits = LIMITS,
        span: timedelta = LEASE,
    ) -> Delivery | Wait | Fenced:
        """The next delivery, already `sending`; the lease is held for another `span`."""
        if not await kept(db, lease, now=now, span=span):
            return Fenced()
        pace = trusted(await stored_pace(db), now=now)
        if pace.open_at > now:
            return Wait(pace.open_at)
        if pace.on_trial and await _asking(db):
            return Wait(now + _ASK_AGAIN)
        await _end_grace(db, now)
        for _ in range(_IN_ONE_CLAIM):
            delivery = await _head(db, now)
            if delivery is None:
                return await _wait(db, now)
            reason = await _why_not(db, delivery)
            if not reason:
                return await _take(db, claimed(delivery), lease, pace, limits, now=now)
            await write_delivery(db, cancelled(delivery, reason), settled=now)
        return Wait(now)


async def _asking(db: AsyncConnection) -> bool:
    """Some request is under way."""
    sending = select(_it.id).where(_it.state == DeliveryState.SENDING.value).limit(1)
    return await db.scalar(sending) is not None


async def stored_pace(db: AsyncConnection) -> Pace:
    """The bot's pace; its row is locked, so that claims of other processes wait."""
    asked = select(tables.pace).where(tables.pace.c.id == 1).with_for_update()
    row = (await db.execute(asked)).mappings().one()
    return from_row(Pace, row)


async def write_pace(db: AsyncConnection, pace: Pace) -> None:
    await db.execute(update(tables.pace).values(to_row(pace, tables.pace)))


async def _take(
    db: AsyncConnection,
    delivery: Delivery,
    lease: Lease,
    pace: Pace,
    limits: Limits,
    *,
    now: datetime,
) -> Delivery:
    await write_delivery(db, delivery, sender=lease.mark, until=now + ATTEMPT)
    await write_pace(db, turn_taken(pace, limits, now=now))
    lane: Lane = await lane_of(db, delivery.chat_id)
    await write_lane(db, lane_taken(lane, limits, now=now))
    return delivery


async def _end_grace(db: AsyncConnection, now: datetime) -> None:
    """Rows whose answer was lost and whose grace is over are sent once more, or given up."""
    over = and_(_it.state == DeliveryState.UNKNOWN.value, _is_due(_it.not_before, now))
    for row in (await db.execute(select(tables.delivery).where(over))).mappings().all():
        await write_delivery(db, after_grace(from_row(Delivery, row), now=now), settled=now)


async def _head(db: AsyncConnection, now: datetime) -> Delivery | None:
    """The next row whose chat may have one: urgent chats first, then the longest promised."""
    lane_is_free = ~exists().where(
        _lane.chat_id == _it.chat_id,
        or_(
            and_(_lane.next_at > now, _lane.next_at <= now + 2 * LONGEST_REST),
            _lane.parked.is_not(None),
        ),
    )
    asked = (
        select(tables.delivery)
        .where(
            _it.state == _PENDING,
            _is_due(_it.not_before, now),
            _it.expires > now,
            lane_is_free,
            ~_waits_behind(now),
        )
        .order_by(_it.urgent.desc(), _it.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=tables.delivery)
    )
    row = (await db.execute(asked)).mappings().first()
    return from_row(Delivery, row) if row else None


def _waits_behind(now: datetime) -> ColumnElement[bool]:
    """Another row of the chat comes first: on its way, or promised before and due."""
    column = _ahead.c
    earlier = and_(
        column.state == _PENDING,
        column.kind != _EDIT,
        column.id < _it.id,
        column.expires > now,
    )
    in_line = and_(
        earlier, _it.kind != _EDIT, or_(column.attempts > 0, _is_due(column.not_before, now))
    )
    own_post = and_(earlier, column.story == _it.story, column.thread_id == _it.thread_id)
    return exists().where(
        column.chat_id == _it.chat_id,
        column.state.in_((_PENDING, *_ON_THE_WAY)),
        or_(column.state.in_(_ON_THE_WAY), in_line, own_post),
    )


def _is_due(column: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
    """Due; or put off so far that only a clock that was wrong can have meant it."""
    return or_(column <= now, column > now + timedelta(days=366))


async def _why_not(db: AsyncConnection, delivery: Delivery) -> str:
    """Why the chat no longer wants it; empty if it does."""
    chat, wish = tables.chat.c, tables.subscription.c
    place = (delivery.chat_id, delivery.thread_id)
    here = select(tables.chat).where(chat.id == place[0], chat.thread_id == place[1])
    row = (await db.execute(here)).mappings().first()
    asked = select(tables.subscription).where(wish.chat_id == place[0], wish.thread_id == place[1])
    wishes = [from_row(Subscription, each) for each in (await db.execute(asked)).mappings()]
    topics = await topics_of(db, delivery.story)
    return unwanted(delivery, from_row(Chat, row) if row else None, wishes, topics)


async def _wait(db: AsyncConnection, now: datetime) -> Wait:
    """When the next row may become claimable by time alone."""
    later = case((_it.not_before > now, _it.not_before), else_=_lane.next_at)
    joined = tables.delivery.outerjoin(tables.lane, _lane.chat_id == _it.chat_id)
    asked = (
        select(func.min(later))
        .select_from(joined)
        .where(
            _it.state.in_((_PENDING, DeliveryState.UNKNOWN.value)),
            or_(_it.not_before > now, _lane.next_at > now),
        )
    )
    return Wait(await db.scalar(asked))
