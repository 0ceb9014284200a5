"""The outbox after a claim: records results, recovers lost attempts, lists old alerts.

Rule 1: a result counts only from the attempt that was claimed: same sender, same fence, not
given to another since; anything else is stale and changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.alerts.admin_notices import never_answered_notices, thread_closed_notice
from bot.core.delivery.lifecycle import Event
from bot.core.delivery.outbox import GRACE
from bot.core.delivery.pacing import lane_at_rest, pace_after_refusal, pace_stopped
from bot.core.reasons import english
from bot.core.types import Delivery, DeliveryState, Post
from storage.db import tables
from storage.db.codec import from_row
from storage.db.transactions import change, question
from storage.outbox.claims import stored_pace, write_pace
from storage.outbox.delivery_rows import lose_attempts, write_settled
from storage.outbox.enqueue import promise
from storage.outbox.holders import has_ended
from storage.outbox.lanes import lane_of, leave_thread, move, park, write_lane
from storage.outbox.leases import MARK, Lease, signed, still_held
from storage.outbox.send_journal import Journaled
from storage.outbox.states import met

_it = tables.delivery.c
_post = tables.post.c
_lane = tables.lane.c

_CLAIMED = (
    select(
        _it.chat_id,
        _it.thread_id,
        select(tables.pace.c.on_trial).scalar_subquery().label("on_trial"),
    )
    .where(_it.id == bindparam("row"), tables.is_live(_it.state), _it.sender == MARK, still_held())
    .with_for_update(of=tables.delivery)
)


class Deliveries(Journaled):
    """What may be asked of the outbox, and what is recorded in it, after a claim."""

    @change
    async def record_deliveries(self, db: AsyncConnection, deliveries: Iterable[Delivery]) -> int:
        """Promise digests and notices; return how many were new."""
        return await promise(db, list(deliveries))

    @change
    async def record_result(
        self,
        db: AsyncConnection,
        delivery: Delivery,
        lease: Lease,
        *,
        now: datetime,
        shown: str = "",
        rest: datetime | None = None,
        stop: datetime | None = None,
        notices: Sequence[Delivery] = (),
    ) -> bool:
        """Store a settled delivery and what it means for its chat; False if the attempt is stale.

        `shown` is what its reader sees now, `rest` until when the chat and `stop` until when
        everybody is left alone; `notices` are promised with it.
        """
        row = (await db.execute(_CLAIMED, {"row": delivery.id, **signed(lease)})).first()
        if row is None:
            return False
        if row.on_trial and stop is None:
            await db.execute(update(tables.pace).values(on_trial=False))
        if delivery.chat_id != row.chat_id:
            await move(db, row.chat_id, delivery.chat_id)
        if delivery.thread_id != row.thread_id:
            await leave_thread(db, row.chat_id, row.thread_id)
            await promise(db, [thread_closed_notice(delivery, row.thread_id, now)])
        await write_settled(db, delivery, shown=shown, now=now)
        if delivery.error and delivery.state is DeliveryState.PARKED:
            await park(db, delivery.chat_id, now=now, reason=english(delivery.error))
        await promise(db, notices)
        await _keep_pace(db, delivery, rest, stop, now)
        return True

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

    @question
    async def last_doubt(self, db: AsyncConnection) -> datetime | None:
        """Return when the answer was last lost of a delivery that still waits to be sent again."""
        unknown = tables.is_in(_it.state, DeliveryState.UNKNOWN)
        last: datetime | None = await db.scalar(select(func.max(_it.settled)).where(unknown))
        return last

    @question
    async def queue_sizes(self, db: AsyncConnection) -> dict[DeliveryState, int]:
        """Count the deliveries in each state."""
        asked = select(_it.state, func.count()).group_by(_it.state)
        return {DeliveryState(state): count for state, count in await db.execute(asked)}

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

    @question
    async def messages(
        self, db: AsyncConnection, stories: Iterable[str]
    ) -> dict[str, dict[tuple[int, int], tuple[Post, ...]]]:
        """Return each story's messages in each (chat id, thread id), in the order sent; see
        `_standing_for`.
        """
        asked, home = _standing_for(sorted(set(stories)))
        rows = (await db.execute(asked.order_by(home, *_SENT_IN_ORDER))).mappings()
        found: dict[str, dict[tuple[int, int], tuple[Post, ...]]] = defaultdict(dict)
        for row in rows:
            place = row["chat_id"], row["thread_id"]
            there = found[row["home"]].get(place, ())
            found[row["home"]][place] = (*there, from_row(Post, row))
        return {
            home: {at: _own(posts, home) for at, posts in all_.items()}
            for home, all_ in found.items()
        }

    @question
    async def messages_in(
        self, db: AsyncConnection, story: str, chat_id: int, thread_id: int
    ) -> tuple[Post, ...]:
        """Return the story's messages in one chat; `messages` reads those of all chats."""
        asked, _ = _standing_for([story])
        here = asked.where(_post.chat_id == chat_id, _post.thread_id == thread_id)
        rows = (await db.execute(here.order_by(*_SENT_IN_ORDER))).mappings()
        return _own(tuple(from_row(Post, row) for row in rows), story)

    @question
    async def post_by_message(
        self, db: AsyncConnection, chat_id: int, message_id: int
    ) -> Post | None:
        """Return the message with this id that tells a development, or the post that a reply of
        an older version belongs to.
        """
        asked = select(tables.post).where(_post.chat_id == chat_id, _post.message_id == message_id)
        row = (await db.execute(asked)).mappings().first()
        return from_row(Post, row) if row else await _replied(db, chat_id, message_id)


_SENT_IN_ORDER = (_post.sent, _post.message_id)


def _own(posts: tuple[Post, ...], story: str) -> tuple[Post, ...]:
    """Return a story's own messages; if it has none, those of the stories merged into it."""
    return tuple(each for each in posts if each.story == story) or posts


def _standing_for(stories: Sequence[str]) -> tuple[Select[Any], ColumnElement[str]]:
    """Select the messages of these stories and of those merged into them, each with the id of the
    story it stands for.
    """
    story = tables.story.c
    asked = select(story.id.label("id"), story.id.label("home")).where(story.id.in_(stories))
    merged = asked.cte("merged", recursive=True)
    merged = merged.union(select(story.id, merged.c.home).where(story.merged_into == merged.c.id))
    joined = tables.post.join(merged, merged.c.id == _post.story)
    return select(tables.post, merged.c.home).select_from(joined), merged.c.home


async def _resent(db: AsyncConnection, now: datetime) -> list[int]:
    """Return the rows too old to be sent that may stand in their chat: one request for each has
    gone unanswered.
    """
    old = select(tables.delivery).where(tables.is_unsent(_it.state), _it.expires <= now)
    rows = (await db.execute(old.where(_it.attempts > 0))).mappings()
    return [row["id"] for row in rows if from_row(Delivery, row).resent]


async def _keep_pace(
    db: AsyncConnection,
    delivery: Delivery,
    rest: datetime | None,
    stop: datetime | None,
    now: datetime,
) -> None:
    if rest is None and stop is None:
        return
    pace = await stored_pace(db)
    if rest is not None:
        lane = await lane_of(db, delivery.chat_id)
        await write_lane(db, lane_at_rest(lane, rest))
        pace = pace_after_refusal(pace, delivery.chat_id, rest, now=now)
    if stop is not None:
        pace = pace_stopped(pace, stop)
    await write_pace(db, pace)


async def _replied(db: AsyncConnection, chat_id: int, message_id: int) -> Post | None:
    """Return the newest post of the story that a reply in this chat belongs to."""
    reply = and_(_it.chat_id == chat_id, _it.message_id == message_id)
    joined = tables.post.join(
        tables.delivery,
        and_(
            _post.story == _it.story,
            _post.chat_id == _it.chat_id,
            _post.thread_id == _it.thread_id,
        ),
    )
    asked = select(tables.post).select_from(joined).where(reply).order_by(_post.episode.desc())
    row = (await db.execute(asked.limit(1))).mappings().first()
    return from_row(Post, row) if row else None
