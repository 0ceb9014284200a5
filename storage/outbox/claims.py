"""Takes the next row of the outbox: reserved, then `sending`, at the pace all processes share.

Rule 1: a claim reserves a row; it becomes `sending`, committed, right before the request is made.
A row that was only reserved when its process died was never asked for, and is simply pending.
Rule 2: claims take turns by the row of `pace`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.outbox import cancelled, due_again, reserved
from bot.core.delivery.pacing import (
    EPOCH,
    LIMITS,
    Lane,
    Limits,
    Pace,
    lane_after_send,
    pace_after_send,
)
from bot.core.delivery.wishes import is_taken_back, unwanted
from bot.core.types import Chat, Delivery, DeliveryState, Reason, Subscription
from storage.db import tables
from storage.db.codec import from_row, to_row
from storage.db.transactions import Database, change, is_retry
from storage.outbox.delivery_rows import ATTEMPT, outcome_columns, write_delivery
from storage.outbox.lanes import write_lane
from storage.outbox.leases import MARK, Lease, is_held, signed, still_held
from storage.outbox.next_row import head, next_change

_IN_ONE_CLAIM = 50
"""The most rows that one claim settles because nobody wants them any more."""

_ASK_AGAIN = timedelta(seconds=1)
"""How soon a claim is worth another try while the bot's one trial request is under way."""

_it = tables.delivery.c
_wish = tables.subscription.c
_PENDING = DeliveryState.PENDING.value

_CHAT = tuple(tables.chat.columns.keys())
_PACE = select(tables.pace).where(tables.pace.c.id == 1).with_for_update()
_WISHES = (
    select(*(column.label(f"chat_{column.name}") for column in tables.chat.c), tables.subscription)
    .select_from(
        tables.chat.outerjoin(
            tables.subscription,
            and_(_wish.chat_id == tables.chat.c.id, _wish.thread_id == tables.chat.c.thread_id),
        )
    )
    .where(
        tables.chat.c.id == bindparam("chat_id"), tables.chat.c.thread_id == bindparam("thread_id")
    )
)
"""A chat with one row per subscription, or a single row if it has none."""

_BEGUN = and_(_it.state == DeliveryState.SENDING.value, _it.attempts == bindparam("begun"))
"""`sending` already, by this attempt; none where `begun` is None."""

_RESERVED = update(tables.delivery).where(
    _it.id == bindparam("row"),
    or_(_it.state == _PENDING, _BEGUN),
    _it.sender == MARK,
    still_held(),
)


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing may be sent before `until`; None means not before something new is promised."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fenced:
    """Another process holds the lease now."""


class Claims(Database):
    """Reserves deliveries and begins them."""

    @change
    async def claim(
        self,
        db: AsyncConnection,
        lease: Lease,
        *,
        now: datetime,
        answered: datetime,
        send_answered: datetime = EPOCH,
        limits: Limits = LIMITS,
    ) -> Delivery | Wait | Fenced:
        """Reserve the next delivery, so that it can be worded.

        `answered`: when Telegram last answered anything; what is in doubt since waits.
        `send_answered`: when it last answered a send, of which a doubted row keeps count.
        """
        if not await is_held(db, lease):
            return Fenced()
        if is_retry(db) and (taken := await _taken(db, lease, until=now + ATTEMPT)):
            return taken
        pace = await stored_pace(db)
        if pace.paused:
            return Wait()
        if pace.open_at > now:
            return Wait(pace.open_at)
        if pace.on_trial and await _asking(db):
            return Wait(now + _ASK_AGAIN)
        found = await _next(db, now, answered, send_answered)
        if found is None:
            return Wait(await next_change(db, now))
        delivery, lane = found
        await write_delivery(db, delivery, sender=lease.mark, until=now + ATTEMPT)
        await write_pace(db, pace_after_send(pace, limits, now=now))
        await write_lane(db, lane_after_send(lane, limits, now=now))
        return delivery

    @change
    async def begin(
        self, db: AsyncConnection, delivery: Delivery, lease: Lease, *, now: datetime
    ) -> Delivery | None:
        """Commit a reserved delivery as `sending`; the caller makes the request at once.

        Return None if another sender has it, or if all sending was stopped meanwhile: then the
        delivery is free again.
        """
        sending = reserved(delivery)
        row = (await db.execute(select(tables.pace))).mappings().one()
        pace = from_row(Pace, row)
        stopped = pace.paused or pace.stopped_until > now
        free = outcome_columns(delivery) | {"sender": "", "until": None}
        begun = outcome_columns(sending) | {"until": now + ATTEMPT}
        unheard = sending.attempts if is_retry(db) else None
        mine = {"row": delivery.id, "begun": unheard, **signed(lease)}
        changed = await db.execute(_RESERVED, mine | (free if stopped else begun))
        is_mine = changed.rowcount == 1
        return sending if is_mine and not stopped else None


async def _taken(db: AsyncConnection, lease: Lease, *, until: datetime) -> Delivery | None:
    """Return what this claim has reserved already; only its commit reply was lost.

    `until` identifies it: no other claim of the process ends at the same moment.
    """
    mine = and_(tables.is_live(_it.state), _it.sender == lease.mark, _it.until == until)
    asked = select(tables.delivery).where(mine, _it.state != DeliveryState.SENDING.value)
    row = (await db.execute(asked)).mappings().first()
    return from_row(Delivery, row) if row else None


async def _asking(db: AsyncConnection) -> bool:
    """Whether a request is under way, or about to be made."""
    live = and_(tables.is_live(_it.state), _it.state.in_((_PENDING, DeliveryState.SENDING.value)))
    return await db.scalar(select(_it.id).where(live, _it.sender != "").limit(1)) is not None


async def stored_pace(db: AsyncConnection) -> Pace:
    """Read the bot's pace and lock its row, so that claims of other processes wait."""
    row = (await db.execute(_PACE)).mappings().one()
    return from_row(Pace, row)


async def write_pace(db: AsyncConnection, pace: Pace) -> None:
    await db.execute(update(tables.pace).values(to_row(pace, tables.pace)))


async def _next(
    db: AsyncConnection, now: datetime, answered: datetime, send_answered: datetime
) -> tuple[Delivery, Lane] | None:
    """Return the next wanted row with its chat's lane; settle unwanted ones on the way."""
    for _ in range(_IN_ONE_CLAIM):
        row = await head(db, now, answered)
        if row is None:
            return None
        delivery = from_row(Delivery, row)
        lane = Lane(delivery.chat_id, row["lane_due"] or EPOCH, row["lane_next_at"] or EPOCH)
        if delivery.state is DeliveryState.UNKNOWN:
            # Its chat has sent nothing since: whatever was answered was another chat's.
            delivery = due_again(delivery, others=row["settled"] < send_answered, now=now)
        if row["held"] and is_taken_back(delivery):
            await db.execute(delete(tables.delivery).where(_it.id == delivery.id))
            continue
        reason = await _why_not(db, delivery, row["topics"] or ())
        if delivery.state is DeliveryState.PENDING and reason is None:
            return delivery, lane
        if reason is not None and delivery.state is DeliveryState.PENDING:
            delivery = cancelled(delivery, reason)
        await write_delivery(db, delivery, settled=now)
    return None


async def _why_not(
    db: AsyncConnection, delivery: Delivery, topics: Iterable[str]
) -> Reason | None:
    """Return why the chat no longer wants the delivery, or None."""
    place = {"chat_id": delivery.chat_id, "thread_id": delivery.thread_id}
    rows = (await db.execute(_WISHES, place)).mappings().all()
    wishes = [from_row(Subscription, row) for row in rows if row["value"] is not None]
    chat = {name: rows[0][f"chat_{name}"] for name in _CHAT} if rows else None
    return unwanted(delivery, from_row(Chat, chat) if chat else None, wishes, topics)
