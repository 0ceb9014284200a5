"""Takes what calendars tell: records what changed, and promises reminders and corrections.

Rule 1: an event and what must be told of it are recorded in one transaction, so that nothing is
told twice or not at all after a restart.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.alerts.admin_notices import notice_deliveries
from bot.core.calendar.event_ties import AROUND, BEFORE, story_of, told_of
from bot.core.calendar.merging import after_page
from bot.core.calendar.reminders import due_reminder, reminders
from bot.core.calendar.turns import told_news, told_turn
from bot.core.delivery.pacing import EPOCH
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
_LOOK_EVERY = timedelta(minutes=2)
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
    async def tie_events(self, stories: Mapping[str, str]) -> None: ...
    async def stories(self, ids: Iterable[str]) -> dict[str, Story]: ...
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
        self._looked = EPOCH
        self._told: dict[str, int] = {}
        """Steps that outlets have told, by event. After a restart edits are promised once more;
        those that change nothing are dropped.
        """

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
        events = (await self._store.mission_events(since=now - AROUND)).values()
        self._near = frozenset(
            each.feed for each in events if abs(each.start - now) < NEAR and not each.is_over
        )
        around = await self._tied([each for each in events if each.start < now + AROUND], now)
        told = await self._steps([each for each in around if each.start < now + BEFORE])
        news = await self._news([each for each in around if each.id in told], told, now)
        due = [each for each in events if due_reminder(each, now) is not None]
        wishes = await self._store.reminder_wishes() if due else ()
        promised = [each for event in due for each in reminders(event, wishes, now)]
        new = await self._store.record_deliveries([*news, *promised]) if news or promised else 0
        self._told = told
        return new

    async def _steps(self, events: Sequence[MissionEvent]) -> dict[str, int]:
        """Return how many steps of each event its story tells."""
        stories = await self._store.stories({each.story for each in events if each.story})
        return {
            event.id: len(told_of(event, stories[event.story]))
            for event in events
            if event.story in stories
        }

    async def _news(
        self, events: Sequence[MissionEvent], told: Mapping[str, int], now: datetime
    ) -> list[Delivery]:
        """Promise edits of the reminders of events that outlets have told more of."""
        fresh = [each for each in events if told[each.id] > self._told.get(each.id, 0)]
        posts = [(event, await self._store.posts_of(event.key)) for event in fresh]
        return [edit for event, stand in posts for edit in told_news(event, stand, now)]

    async def _tied(self, events: Sequence[MissionEvent], now: datetime) -> list[MissionEvent]:
        """Return the events about this time, those of no story tied to the one that tells them:
        stories come while a calendar stays as it is.
        """
        untold = [each for each in events if each.story is None and each.topics]
        if not untold or abs(now - self._looked) < _LOOK_EVERY:
            return list(events)
        self._looked = now
        stories = await self._store.latest_stories(limit=_STORIES)
        entities = self._ruleset().entities
        found = {each.id: story_of(each, stories, entities) for each in untold}
        ties = {id: story for id, story in found.items() if story is not None}
        if ties:
            await self._store.tie_events(ties)
        return [replace(each, story=ties.get(each.id, each.story)) for each in events]

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
