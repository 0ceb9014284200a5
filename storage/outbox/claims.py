"""Takes the next rows of the outbox: reserved, then `sending`, at the pace all processes share.

Rule 1: a claim reserves rows; they become `sending`, committed, right before their requests are
made. A row only reserved when its process died was never asked for, and is simply pending.
Rule 2: claims take turns by the row of `pace`.
Rule 3: the turns of the next 0.4 s are taken together, in one transaction, each by
another chat: a commit costs more than a message.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.lifecycle import Event, after
from bot.core.delivery.outbox import cancelled, due_again, reserved
from bot.core.delivery.pacing import (
    EPOCH,
    LIMITS,
    Lane,
    Limits,
    Pace,
    lane_after_send,
    turns_ahead,
)
from bot.core.delivery.wishes import is_taken_back, unwanted
from bot.core.types import Chat, Delivery, DeliveryState, Reason, Subscription
from storage.db import tables
from storage.db.columns import from_row, to_row
from storage.db.transactions import Database, change, is_retry
from storage.outbox.delivery_rows import ATTEMPT, write_delivery
from storage.outbox.lanes import write_lanes
from storage.outbox.leases import MARK, Lease, is_held, signed, still_held
from storage.outbox.next_row import heads, next_change

_IN_ONE_CLAIM = 50
"""The most rows that one claim settles because nobody wants them any more."""

_ASK_AGAIN = timedelta(seconds=1)
"""How soon a claim is worth another try while the bot's one trial request is under way."""

_it = tables.delivery.c
_wish = tables.subscription.c
_PENDING = DeliveryState.PENDING.value

_PACE = select(tables.pace).where(tables.pace.c.id == 1).with_for_update()
_CHATS = select(tables.chat).where(tables.chat.c.id.in_(bindparam("chats", expanding=True)))
_WISHES = select(tables.subscription).where(_wish.chat_id.in_(bindparam("chats", expanding=True)))
_AMONG: ColumnElement[bool] = and_(
    _it.id.in_(bindparam("rows", expanding=True)), _it.sender == MARK, still_held()
)
_RESERVED = update(tables.delivery).where(_AMONG, _it.state == _PENDING)
_BEGUN = select(_it.id).where(_AMONG, _it.state != _PENDING, _it.until == bindparam("ends"))

Place = tuple[int, int]
"""A chat id with a thread id."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A reserved delivery, and the moment from which it may be sent."""

    delivery: Delivery
    at: datetime


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
        most: int = 1,
        limits: Limits = LIMITS,
    ) -> tuple[Turn, ...] | Wait | Fenced:
        """Reserve the next deliveries, at most one for each chat, so that they can be worded.

        `answered`: when Telegram last answered anything; what is in doubt since waits.
        `send_answered`: when it last answered a send, of which a doubted row keeps count.
        """
        if not await is_held(db, lease):
            return Fenced()
        if is_retry(db) and (taken := await _taken(db, lease, until=now + ATTEMPT)):
            return tuple(Turn(each, now) for each in taken)
        pace = await stored_pace(db)
        if pace.paused:
            return Wait()
        if pace.opens_at(limits) > now:
            return Wait(pace.opens_at(limits))
        if pace.on_trial and await _asking(db):
            return Wait(now + _ASK_AGAIN)
        turns = turns_ahead(pace, limits, now=now, most=1 if pace.on_trial else most)
        found = await _next(db, _Moment(now, answered, send_answered), len(turns))
        if not found:
            return Wait(await next_change(db, now))
        taken_turns = turns[: len(found)]
        await _reserve(db, [delivery for delivery, _ in found], lease, until=now + ATTEMPT)
        await write_pace(db, taken_turns[-1].pace)
        pairs = zip(found, taken_turns, strict=True)
        lanes = [lane_after_send(lane, limits, now=turn.at) for (_, lane), turn in pairs]
        await write_lanes(db, lanes)
        pairs = zip(found, taken_turns, strict=True)
        return tuple(Turn(delivery, turn.at) for (delivery, _), turn in pairs)

    @change
    async def begin(
        self,
        db: AsyncConnection,
        deliveries: Sequence[Delivery],
        lease: Lease,
        *,
        now: datetime,
    ) -> tuple[Delivery, ...]:
        """Commit reserved deliveries as `sending`; the caller makes the requests at once.

        Return those that were begun. Not among them: what another sender has, and all of them if
        all sending was stopped meanwhile; then they are free again.
        """
        row = (await db.execute(select(tables.pace))).mappings().one()
        pace = from_row(Pace, row)
        mine = {"rows": [each.id for each in deliveries], "ends": now + ATTEMPT, **signed(lease)}
        begun = set(await db.scalars(_BEGUN, mine)) if is_retry(db) else set()
        if pace.paused or pace.stopped_until > now:
            await _free(db, begun, deliveries, mine)
            return ()
        following = after(DeliveryState.PENDING, Event.BEGUN)
        attempt = {
            "state": following.value,
            "attempts": _it.attempts + 1,
            "until": now + ATTEMPT,
        }
        changed = _RESERVED.values(attempt).returning(_it.id)
        begun.update(await db.scalars(changed, mine))
        for each in deliveries:
            if each.id in begun and (each.error or each.lists):  # in no column of their own
                await write_delivery(db, reserved(each))
        return tuple(reserved(each) for each in deliveries if each.id in begun)


async def _free(
    db: AsyncConnection, begun: set[int], deliveries: Sequence[Delivery], mine: dict[str, Any]
) -> None:
    """Give up reserved deliveries; also those that were begun by a commit nobody heard of, and
    so were not asked for.
    """
    for each in deliveries:
        if each.id in begun:
            await write_delivery(db, each, sender="", until=None)
    await db.execute(_RESERVED.values(sender="", until=None), mine)


async def _reserve(
    db: AsyncConnection, deliveries: Sequence[Delivery], lease: Lease, *, until: datetime
) -> None:
    mine = {"sender": lease.mark, "until": until}
    plain = [each.id for each in deliveries if not each.resent]
    if plain:
        await db.execute(update(tables.delivery).where(_it.id.in_(plain)).values(mine))
    for each in deliveries:
        if each.resent:  # its state may have changed
            await write_delivery(db, each, **mine)


async def _taken(db: AsyncConnection, lease: Lease, *, until: datetime) -> tuple[Delivery, ...]:
    """Return what this claim has reserved already; only its commit reply was lost.

    `until` identifies it: no other claim of the process ends at the same moment.
    """
    mine = and_(tables.is_live(_it.state), _it.sender == lease.mark, _it.until == until)
    asked = select(tables.delivery).where(mine, _it.state != DeliveryState.SENDING.value)
    rows = (await db.execute(asked.order_by(_it.id))).mappings()
    return tuple(from_row(Delivery, row) for row in rows)


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


@dataclass(frozen=True, slots=True)
class _Moment:
    """When a claim is made, and when Telegram last answered anything, and a send."""

    now: datetime
    answered: datetime
    send_answered: datetime


async def _next(db: AsyncConnection, at: _Moment, most: int) -> list[tuple[Delivery, Lane]]:
    """Return the next wanted rows, each of another chat, with the chats' lanes; settle unwanted
    ones on the way.
    """
    for _ in range(_IN_ONE_CLAIM):
        rows = await heads(db, at.now, at.answered, most)
        wishes = await _Wishes.of(db, {row["chat_id"] for row in rows})
        found: dict[int, tuple[Delivery, Lane]] = {}
        for row in rows:
            if len(found) < most and row["chat_id"] not in found:
                delivery = await _wanted(db, row, wishes, at)
                if delivery is not None:
                    found[delivery.chat_id] = (delivery, _lane_of(row))
        if found or not rows:
            return list(found.values())
    return []


def _lane_of(row: Any) -> Lane:
    return Lane(row["chat_id"], row["lane_due"] or EPOCH, row["lane_next_at"] or EPOCH)


async def _wanted(
    db: AsyncConnection, row: Any, wishes: "_Wishes", at: _Moment
) -> Delivery | None:
    """Return the row's delivery; settle it and return None if nobody wants it any more."""
    delivery = from_row(Delivery, row)
    if delivery.state is DeliveryState.UNKNOWN:
        # Its chat has sent nothing since: whatever was answered was another chat's.
        delivery = due_again(delivery, others=row["settled"] < at.send_answered, now=at.now)
    if row["held"] and is_taken_back(delivery):
        await db.execute(delete(tables.delivery).where(_it.id == delivery.id))
        return None
    reason = wishes.why_not(delivery, row["topics"] or ())
    if reason is None:
        return delivery
    await write_delivery(db, cancelled(delivery, reason), settled=at.now)
    return None


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What some chats are, and what they asked for."""

    chats: dict[Place, Chat]
    asked: dict[Place, list[Subscription]]

    @classmethod
    async def of(cls, db: AsyncConnection, chats: Iterable[int]) -> "_Wishes":
        here = {"chats": sorted(chats)}
        asked: dict[Place, list[Subscription]] = defaultdict(list)
        if not here["chats"]:
            return cls({}, asked)
        known = [from_row(Chat, row) for row in (await db.execute(_CHATS, here)).mappings()]
        for row in (await db.execute(_WISHES, here)).mappings():
            asked[row["chat_id"], row["thread_id"]].append(from_row(Subscription, row))
        return cls({(chat.id, chat.thread_id): chat for chat in known}, asked)

    def why_not(self, delivery: Delivery, topics: Iterable[str]) -> Reason | None:
        """Return why its chat no longer wants the delivery, or None."""
        place = (delivery.chat_id, delivery.thread_id)
        return unwanted(delivery, self.chats.get(place), self.asked.get(place, ()), topics)
