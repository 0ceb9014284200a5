"""The outbox after a claim: records results, recovers lost attempts, lists old alerts.

Rule 1: a result counts only from the attempt that was claimed: same sender, same fence, not
given to another since; anything else is stale and changes nothing.
Rule 2: that Telegram took it counts also after its attempt was given up as lost (the machine slept
meanwhile), until it is made again.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.alerts.admin_notices import never_answered_notices, thread_closed_notice
from bot.core.delivery.lifecycle import Event
from bot.core.delivery.outbox import GRACE
from bot.core.delivery.pacing import lane_at_rest, pace_after_refusal, pace_stopped
from bot.core.reasons import english
from bot.core.types import Delivery, DeliveryState
from storage.db import tables
from storage.db.columns import from_row
from storage.db.statements import PAUSE, slices
from storage.db.transactions import change, question
from storage.outbox.claims import stored_pace, write_pace
from storage.outbox.delivery_rows import lose_attempts, met, write_settled
from storage.outbox.enqueue import AT_ONCE, promise, unpack_for
from storage.outbox.holders import has_ended
from storage.outbox.lanes import lane_of, leave_thread, move, park, write_lane
from storage.outbox.leases import MARK, Lease, signed, still_held
from storage.outbox.send_journal import Journaled

_it = tables.delivery.c
_post = tables.post.c
_lane = tables.lane.c
_tally = tables.tally.c

_LOST = DeliveryState.UNKNOWN.value

_CLAIMED = (
    select(
        _it.id,
        _it.chat_id,
        _it.thread_id,
        _it.state,
        _it.attempts,
        select(tables.pace.c.on_trial).scalar_subquery().label("on_trial"),
    )
    .where(
        _it.id.in_(bindparam("rows", expanding=True)),
        tables.is_live(_it.state),
        or_(_it.sender == MARK, and_(_it.state == _LOST, _it.sender == "")),
        still_held(),
    )
    .order_by(_it.id)
    .with_for_update(of=tables.delivery)
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A settled delivery, and what it means for its chat.

    `shown` is what its reader sees now, `rest` until when the chat and `stop` until when everybody
    is left alone; `notices` are promised with it.
    """

    delivery: Delivery
    shown: str = ""
    rest: datetime | None = None
    stop: datetime | None = None
    notices: tuple[Delivery, ...] = ()


def _counts(settled: Delivery, rows: Mapping[int, Any]) -> bool:
    """Whether this is the outcome of the attempt that its row shows."""
    row = rows.get(settled.id or 0)
    if row is None or row.state != _LOST:
        return row is not None
    return settled.state is DeliveryState.SENT and row.attempts == settled.attempts


class Deliveries(Journaled):
    """What may be asked of the outbox, and what is recorded in it, after a claim."""

    async def record_deliveries(self, deliveries: Iterable[Delivery]) -> int:
        """Promise digests, reminders and notices, some hundred in a transaction; return how many
        were new.
        """
        added = 0
        for some in slices(tuple(deliveries), AT_ONCE):
            added += await self._record_deliveries(some)
            if len(some) == AT_ONCE:
                await asyncio.sleep(PAUSE)
        return added

    @change
    async def _record_deliveries(self, db: AsyncConnection, deliveries: Sequence[Delivery]) -> int:
        return await promise(db, deliveries)

    @change
    async def record_results(
        self, db: AsyncConnection, outcomes: Sequence[Outcome], lease: Lease, *, now: datetime
    ) -> frozenset[int]:
        """Store what came of deliveries; return the ids of those whose attempt is not stale."""
        asked = {"rows": [each.delivery.id for each in outcomes], **signed(lease)}
        rows = {row.id: row for row in await db.execute(_CLAIMED, asked)}
        counted = [each for each in outcomes if _counts(each.delivery, rows)]
        if not counted:
            return frozenset()
        on_trial = any(rows[each.delivery.id].on_trial for each in counted)
        if on_trial and all(each.stop is None for each in counted):
            await db.execute(update(tables.pace).values(on_trial=False))
        for each in counted:
            row = rows[each.delivery.id]
            await _follow_chat(db, each.delivery, row.chat_id, row.thread_id, now)
        await write_settled(db, [(each.delivery, each.shown) for each in counted], now=now)
        for each in counted:
            settled = each.delivery
            if settled.error and settled.state is DeliveryState.PARKED:
                await park(db, settled.chat_id, now=now, reason=english(settled.error))
        await promise(db, [notice for each in counted for notice in each.notices])
        await _keep_pace(db, counted, now)
        return frozenset(rows.keys() & {each.delivery.id for each in counted})

    @change
    async def recover(self, db: AsyncConnection, *, now: datetime) -> int:
        """Settle attempts whose lease or time has run out, or whose sender has ended.

        They become unknown, or what that sender's notes show. Return how many there were.
        """
        lease = tables.lease.c
        live = select(lease.name, lease.fence, lease.holder).where(lease.until > now)
        marks = [
            Lease(name, fence).mark
            for name, fence, holder in await db.execute(live)
            if not has_ended(holder)
        ]
        lost = or_(_it.until <= now, _it.sender.not_in(marks))
        return await lose_attempts(db, lost, self.journal, now=now)

    @change
    async def expire(
        self, db: AsyncConnection, *, now: datetime, admins: Iterable[int] = ()
    ) -> tuple[Delivery, ...]:
        """Mark alerts that are too old to be sent, and return them; give up chats for good.

        The admins are told of those that may or may not have arrived.
        """
        rows: list[Any] = []
        doubted = _it.id.in_(await _resent(db, now))
        for event, which in ((Event.TOO_OLD_IN_DOUBT, doubted), (Event.TOO_OLD, true())):
            for statement in met(event):
                changed = statement.where(_it.expires <= now, which).values(settled=now)
                rows += (await db.execute(changed.returning(*tables.delivery.c))).mappings().all()
        await db.execute(
            update(tables.lane)
            .where(_lane.parked <= now - timedelta(hours=24), _lane.given_up.is_(False))
            .values(given_up=True)
        )
        found = sorted((from_row(Delivery, row) for row in rows), key=lambda each: each.id or 0)
        await promise(db, never_answered_notices(found, admins=admins, now=now))
        return tuple(found)

    @change
    async def hurry_doubts(self, db: AsyncConnection, *, now: datetime) -> None:
        """Make due what an outage has put in doubt, however long it was to wait: it is over."""
        waits = and_(tables.is_in(_it.state, DeliveryState.UNKNOWN), _it.not_before > now)
        over = and_(waits, _it.settled <= now - GRACE)
        await db.execute(update(tables.delivery).where(over).values(not_before=now))

    @change
    async def fold_tally(self, db: AsyncConnection) -> None:
        """Add up the changes that PostgreSQL has noted since, to one row a state."""
        if not self.is_shared:
            return
        gone = delete(tables.tally).returning(_tally.state, _tally.change)
        sums: Counter[str] = Counter()
        for state, change_ in await db.execute(gone):
            sums[state] += change_
        rows = [
            {_tally.state.name: state, _tally.change.name: each}
            for state, each in sums.items()
            if each
        ]
        if rows:
            await db.execute(insert(tables.tally), rows)

    @question
    async def last_doubt(self, db: AsyncConnection) -> datetime | None:
        """Return when the answer was last lost of a delivery that still waits to be sent again."""
        unknown = tables.is_in(_it.state, DeliveryState.UNKNOWN)
        last: datetime | None = await db.scalar(select(func.max(_it.settled)).where(unknown))
        return last

    @question
    async def queue_sizes(self, db: AsyncConnection) -> dict[DeliveryState, int]:
        """Return how many deliveries there are in each state."""
        counted = func.sum(_tally.change)
        asked = select(_tally.state, counted).group_by(_tally.state).having(counted != 0)
        return {DeliveryState(state): int(count) for state, count in await db.execute(asked)}

    @question
    async def deliveries(
        self, db: AsyncConnection, *states: DeliveryState, limit: int = 50
    ) -> tuple[Delivery, ...]:
        """Return deliveries in these states, newest promise first."""
        asked = (
            select(tables.delivery)
            .where(_it.state.in_([state.value for state in states]))
            .order_by(_it.id.desc())
            .limit(limit)
        )
        return tuple(from_row(Delivery, row) for row in (await db.execute(asked)).mappings())

    @question
    async def last_promised(
        self, db: AsyncConnection, story: str, chat_id: int, thread_id: int
    ) -> datetime | None:
        """Return when this story, digest or notice was last promised to a chat."""
        here = and_(_it.chat_id == chat_id, _it.thread_id == thread_id)
        asked = select(func.max(_it.created)).where(_it.story == story, here)
        last: datetime | None = await db.scalar(asked)
        return last

    @question
    async def oldest_pending(self, db: AsyncConnection, *, now: datetime) -> datetime | None:
        """Return since when the longest waiting due delivery could have been sent."""
        pending = and_(tables.is_live(_it.state), _it.state == DeliveryState.PENDING.value)
        due = select(_it.not_before).where(pending, _it.not_before <= now)
        oldest: datetime | None = await db.scalar(due.order_by(_it.not_before).limit(1))
        return oldest


async def _resent(db: AsyncConnection, now: datetime) -> list[int]:
    """Return the rows too old to be sent that may stand in their chat: one request for each has
    gone unanswered.
    """
    old = select(tables.delivery).where(tables.is_unsent(_it.state), _it.expires <= now)
    rows = (await db.execute(old.where(_it.attempts > 0))).mappings()
    return [row["id"] for row in rows if from_row(Delivery, row).resent]


async def _follow_chat(
    db: AsyncConnection, delivery: Delivery, chat_id: int, thread_id: int, now: datetime
) -> None:
    """Move all of a chat where the delivery has gone, if that is elsewhere than its row says."""
    if delivery.chat_id != chat_id:
        await move(db, chat_id, delivery.chat_id)
    if delivery.thread_id != thread_id:
        await unpack_for(db, chat_id)  # what the topic was promised goes along
        await leave_thread(db, chat_id, thread_id)
        await promise(db, [thread_closed_notice(delivery, thread_id, now)])


async def _keep_pace(db: AsyncConnection, outcomes: Sequence[Outcome], now: datetime) -> None:
    outcomes = [each for each in outcomes if each.rest or each.stop]
    if not outcomes:
        return
    pace = await stored_pace(db)
    for each in outcomes:
        chat = each.delivery.chat_id
        if each.rest is not None:
            await write_lane(db, lane_at_rest(await lane_of(db, chat), each.rest))
            pace = pace_after_refusal(pace, chat, each.rest, now=now)
        if each.stop is not None:
            pace = pace_stopped(pace, each.stop)
    await write_pace(db, pace)
