"""Takes what calendars tell: records what changed, and promises reminders and corrections.

Rule 1: an event and what must be told of it are recorded in one transaction, so that nothing is
told twice or not at all after a restart.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.alerts.admin_notices import notice_deliveries
from bot.core.calendar.event_ties import AROUND, story_of
from bot.core.calendar.merging import after_page
from bot.core.calendar.reminders import due_reminder, reminders
from bot.core.calendar.turns import told_turn
from bot.core.planning.ruleset import Ruleset
from bot.core.reading.poll_result import FeedState
from bot.core.reading.schedule import Notice
from bot.core.types import (
    CalendarPage,
    Delivery,
    Entry,
    Feed,
    MissionEvent,
    Post,
    Role,
    StationPart,
    Story,
    Subscription,
)
from storage.outbox.leases import Lease

LOOKED_BACK = timedelta(days=7)
"""Events that started earlier are history, whatever a calendar changes in them."""
_STORIES = 100
"""The newest, among which the story of an event is looked for."""
_TELL_FIRST = (Role.OFFICIAL, Role.STATE_MEDIA, Role.WIRE)
NEAR = timedelta(hours=1)
"""Around a start its calendar is asked twice as often."""


class CalendarStore(Protocol):
    """What taking a calendar asks the store."""

    async def mission_events(self, *, since: datetime) -> dict[str, MissionEvent]: ...
    async def reminder_wishes(self) -> tuple[Subscription, ...]: ...
    async def latest_stories(
        self, *, topic: str | None = None, limit: int = 10, offset: int = 0
    ) -> tuple[Story, ...]: ...
    async def posts_of(self, event: str) -> tuple[Post, ...]: ...
    async def record_deliveries(self, deliveries: Sequence[Delivery]) -> int: ...
    async def record_calendar(
        self,
        state: FeedState,
        *,
        events: Sequence[MissionEvent] = (),
        part: StationPart | None = None,
        deliveries: Sequence[Delivery] = (),
        now: datetime,
        lease: Lease | None = None,
    ) -> None: ...


class MissionCalendar:
    """The events as last known; opened once per process."""

    def __init__(
        self,
        store: CalendarStore,
        ruleset: Callable[[], Ruleset],
        *,
        admins: frozenset[int] = frozenset(),
    ) -> None:
        self._store = store
        self._ruleset = ruleset
        self._admins = admins
        self._near: frozenset[str] = frozenset()

    async def take(
        self,
        feed: Feed,
        page: CalendarPage,
        after: FeedState,
        *,
        notices: Sequence[Notice],
        now: datetime,
        lease: Lease | None = None,
    ) -> int:
        """Record one page; return how many events it changed. Raises StorageError, NotLeading."""
        known = await self._store.mission_events(since=now - LOOKED_BACK)
        changed = after_page(
            known, page, feed=feed.id, topics_of=lambda event: self._topics(event, feed), now=now
        )
        changed = await self._with_stories(page, known, changed, now)
        told = [
            delivery
            for event in changed
            if (before := known.get(event.id)) is not None
            for delivery in told_turn(before, event, await self._store.posts_of(event.key), now)
        ]
        to_admins = notice_deliveries(notices, feed=feed.id, admins=self._admins, now=now)
        await self._store.record_calendar(
            after,
            events=changed,
            part=_part(feed, page, now),
            deliveries=(*told, *to_admins),
            now=now,
            lease=lease,
        )
        return len(changed)

    def is_near(self, feed: Feed) -> bool:
        """Whether an event is about to start, or has just started, as `remind` last saw, that
        concerns the feed: it is the event's calendar, or the `auto` channel of who tells of it.
        """
        tells = feed.auto and (feed.speaks_for is not None or feed.role in _TELL_FIRST)
        return feed.id in self._near or (tells and bool(self._near))

    async def remind(self, now: datetime) -> int:
        """Promise the reminders that are due; return how many were new."""
        events = (await self._store.mission_events(since=now - NEAR)).values()
        self._near = frozenset(
            each.feed for each in events if each.start < now + NEAR and not each.is_over
        )
        due = [each for each in events if due_reminder(each, now) is not None]
        if not due:
            return 0
        wishes = await self._store.reminder_wishes()
        promised = [each for event in due for each in reminders(event, wishes, now)]
        return await self._store.record_deliveries(promised) if promised else 0

    async def _with_stories(
        self,
        page: CalendarPage,
        known: Mapping[str, MissionEvent],
        changed: tuple[MissionEvent, ...],
        now: datetime,
    ) -> tuple[MissionEvent, ...]:
        """Tie the listed events about this time to the stories that tell them."""
        after = {each.id: each for each in changed}
        listed = (after.get(each.id) or known.get(each.id) for each in page.events or ())
        untold = [
            each
            for each in listed
            if each and each.story is None and each.topics and abs(each.start - now) < AROUND
        ]
        if not untold:
            return changed
        stories = await self._store.latest_stories(limit=_STORIES)
        entities = self._ruleset().entities
        for event in untold:
            if (story := story_of(event, stories, entities)) is not None:
                after[event.id] = replace(event, story=story)
        return tuple(after.values())

    def _topics(self, event: MissionEvent, feed: Feed) -> tuple[str, ...]:
        """Match an event like an entry: only what concerns a topic is kept."""
        entry = Entry(
            id=event.id, feed=feed.id, title=event.name, seen=event.start, summary=event.about
        )
        return self._ruleset().matcher.verdict_of(entry, feed).topics


def _part(feed: Feed, page: CalendarPage, now: datetime) -> StationPart | None:
    if page.aboard is None and page.docked is None and not page.expedition:
        return None
    return StationPart(feed.id, now, page.aboard, page.docked, page.expedition)
