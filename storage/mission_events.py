"""Mission events and the state of a station, as calendars have told them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.reading.poll_result import FeedState
from bot.core.types import (
    Delivery,
    MissionEvent,
    Post,
    StationPart,
    Subscription,
    SubscriptionKind,
)
from storage.db import tables
from storage.db.columns import from_row, to_row
from storage.db.statements import put
from storage.db.transactions import change, question
from storage.outbox.enqueue import Bundle, Enqueue, in_bundles, promise
from storage.outbox.leases import Lease, require_lease

KEPT = timedelta(days=90)
"""After its start."""

WISHED = timedelta(days=7)
"""How long after its start it is remembered who wanted to be reminded: it may be put off."""

_event = tables.mission_event.c
_post = tables.post.c
_wish = tables.subscription.c


class MissionCalendars(Enqueue):
    """Questions and changes about what calendars tell."""

    @question
    async def mission_events(
        self, db: AsyncConnection, *, since: datetime
    ) -> dict[str, MissionEvent]:
        """Return the events that start after `since`, by id, the earliest first."""
        asked = select(tables.mission_event).where(_event.start > since)
        rows = await db.execute(asked.order_by(_event.start, _event.id))
        return {row["id"]: from_row(MissionEvent, row) for row in rows.mappings()}

    @question
    async def mission_event(self, db: AsyncConnection, id: str) -> MissionEvent | None:
        rows = await db.execute(select(tables.mission_event).where(_event.id == id))
        row = rows.mappings().first()
        return from_row(MissionEvent, row) if row else None

    @change
    async def tie_events(self, db: AsyncConnection, stories: Mapping[str, str]) -> None:
        """Remember by event the story that tells it, whatever its calendar has changed since."""
        asked = select(tables.mission_event).where(_event.id.in_(sorted(stories)))
        found = [from_row(MissionEvent, row) for row in (await db.execute(asked)).mappings()]
        tied = (replace(each, story=stories[each.id]) for each in found)
        await put(db, tables.mission_event, [to_row(each, tables.mission_event) for each in tied])

    @question
    async def station_parts(self, db: AsyncConnection) -> tuple[StationPart, ...]:
        """Return what each feed has said of the station, the latest first."""
        asked = select(tables.station_part).order_by(tables.station_part.c.at.desc())
        return tuple(from_row(StationPart, row) for row in (await db.execute(asked)).mappings())

    @question
    async def reminder_wishes(self, db: AsyncConnection) -> tuple[Subscription, ...]:
        """Return who wants to be reminded, of one event or of all."""
        kind = SubscriptionKind.REMINDER.value
        rows = await db.execute(select(tables.subscription).where(_wish.kind == kind))
        return tuple(from_row(Subscription, row) for row in rows.mappings())

    @question
    async def posts_of(self, db: AsyncConnection, event: str) -> tuple[Post, ...]:
        """Return every reminder that stands; `event` is the key of a mission event."""
        rows = await db.execute(select(tables.post).where(_post.story == event))
        return tuple(from_row(Post, row) for row in rows.mappings())

    @question
    async def reminder_in(
        self, db: AsyncConnection, event: str, chat_id: int, thread_id: int
    ) -> Post | None:
        """Return the newest reminder of an event that stands in one chat."""
        asked = select(tables.post).where(
            _post.story == event, _post.chat_id == chat_id, _post.thread_id == thread_id
        )
        row = (await db.execute(asked.order_by(_post.episode.desc()).limit(1))).mappings().first()
        return from_row(Post, row) if row else None

    async def record_calendar(
        self,
        state: FeedState,
        *,
        events: Sequence[MissionEvent] = (),
        part: StationPart | None = None,
        deliveries: Sequence[Delivery] = (),
        now: datetime,
        lease: Lease | None = None,
    ) -> None:
        """Record one answer of a calendar: what changed, who must hear it, the feed's state.

        Raises NotLeading when another process has taken the lease since.
        """
        bundles = await in_bundles(deliveries)
        await self._record_calendar(state, events, part, deliveries, bundles, now, lease)
        self.bundles_wait |= bool(bundles)

    @change
    async def _record_calendar(
        self,
        db: AsyncConnection,
        state: FeedState,
        events: Sequence[MissionEvent],
        part: StationPart | None,
        deliveries: Sequence[Delivery],
        bundles: Sequence[Bundle],
        now: datetime,
        lease: Lease | None,
    ) -> None:
        await require_lease(db, lease)
        await put(
            db, tables.mission_event, [to_row(each, tables.mission_event) for each in events]
        )
        if part is not None:
            await put(db, tables.station_part, [to_row(part, tables.station_part)])
        await promise(db, deliveries, bundles)
        await put(db, tables.feed_state, [to_row(state, tables.feed_state)])
        await db.execute(delete(tables.mission_event).where(_event.start < now - KEPT))
        past = select(_event.id).where(_event.start < now - WISHED)
        is_reminder = _wish.kind == SubscriptionKind.REMINDER.value
        await db.execute(delete(tables.subscription).where(is_reminder, _wish.value.in_(past)))
