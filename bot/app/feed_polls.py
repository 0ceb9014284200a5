"""The polls of one process: which feeds are due, being read, and waiting to be recorded."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from random import uniform

from bot.app.network_watch import NetworkWatch, none_answers
from bot.core.alerts.admin_notices import notice_deliveries
from bot.core.delivery.pacing import EPOCH
from bot.core.reading import hubs
from bot.core.reading.poll_result import Failed, FeedState, Hub
from bot.core.reading.schedule import after_poll, due_states, notices, state_to_poll
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.renderer.nothing_yet import FeedsStand
from bot.core.types import Delivery, Feed
from bot.errors import BotError, NotLeading
from bot.ingest.ingest import Ingest
from bot.ingest.mission_calendar import MissionCalendar
from bot.ingest.poll import Polled, Read, ReadArticles, poll
from storage.outbox.leases import Lease
from storage.store import Store

logger = logging.getLogger(__name__)

BROKEN = Failed("bug", FeedFailure.BUG())

_CLOSE_BATCH = 200
"""Quiet polls recorded in one transaction."""


class Polls:
    """Feed states as last known, and the polls under way; opened once per process."""

    def __init__(
        self,
        states: dict[str, FeedState],
        *,
        store: Store,
        ingest: Ingest,
        calendar: MissionCalendar,
        read: Read,
        read_articles: ReadArticles,
        clock: Callable[[], datetime],
        admins: frozenset[int] = frozenset(),
        polled: Callable[[Polled], None],
    ) -> None:
        self.states = states
        self._store = store
        self._ingest = ingest
        self._calendar = calendar
        self._read = read
        self._read_articles = read_articles
        self._clock = clock
        self._admins = admins
        self._polled = polled
        self.promised = asyncio.Event()
        """Set when deliveries have been recorded: the sender need not wait for its next look."""
        self.paused = False
        """No feed is due: the disk has no room for what would be read."""
        self.lease: Lease | None = None
        """The leader's lease; None where no other process can lead, as in the demo."""
        self._network = NetworkWatch()
        self._flying: set[str] = set()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._quiet: list[FeedState] = []
        self._notices: dict[str, tuple[Delivery, ...]] = {}
        self._prompted: set[str] = set()
        """Feeds whose hub says that they have news."""

    async def recall(self) -> None:
        """Load what another process has polled; of two states of a feed, the later one counts."""
        stored = await self._store.feed_states()
        for feed, state in self.states.items():
            if feed not in stored or _polled_at(state) > _polled_at(stored[feed]):
                stored[feed] = state  # ours, not recorded yet
        self._quiet = [
            state for state in self._quiet if _polled_at(state) >= _polled_at(stored[state.feed])
        ]
        stored |= {state.feed: state for state in self._quiet}  # not recorded yet either
        for feed in self._prompted & stored.keys():
            stored[feed] = hubs.after_push(stored[feed], self._clock())
        self.states = stored

    async def may_read(self) -> bool:
        """Return whether no other process has taken the lead."""
        return self.lease is None or await self._store.holds_lease(self.lease)

    def due(self) -> tuple[Feed, ...]:
        """Return the catalog's feeds that are due and not being read."""
        if self.paused:
            return ()
        feeds = {feed.id: feed for feed in self._ingest.ruleset.catalog.feeds}
        idle = (self._state(feed) for feed in feeds.values() if feed.id not in self._flying)
        return tuple(feeds[state.feed] for state in due_states(idle, self._clock()))

    def all_due(self) -> tuple[Feed, ...]:
        """Return all feeds that are due, without the spread that `due` gives a running bot."""
        feeds = self._ingest.ruleset.catalog.feeds
        next_polls = [self._state(feed).next_poll for feed in feeds]
        now = self._clock()  # after that of feeds never polled, which are due at once
        return tuple(feed for feed, at in zip(feeds, next_polls, strict=True) if at <= now)

    async def poll(self, feeds: Iterable[Feed]) -> None:
        """Poll these feeds at once, wait for all, and record the quiet polls."""
        async with asyncio.TaskGroup() as group:
            for feed in feeds:
                group.create_task(self._poll(feed))
        await self.remember()

    def start(self, feeds: Iterable[Feed], tasks: asyncio.TaskGroup) -> None:
        """Start polls without waiting for them; `remember` records the quiet ones later."""
        for feed in feeds:
            self._flying.add(feed.id)
            task = self._tasks[feed.id] = tasks.create_task(self._poll(feed))
            task.add_done_callback(partial(self._landed, feed.id))

    def _landed(self, feed: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(feed) is task:
            del self._tasks[feed]
            self._flying.discard(feed)  # cancelled before its first step it never began

    def halt(self) -> None:
        """Cancel the polls under way: nothing of them is recorded, the next polls repeat them."""
        for task in tuple(self._tasks.values()):
            task.cancel()

    def withdraw(self) -> None:
        """Cancel the polls of feeds, or addresses, that are no longer in the catalog."""
        kept = {feed.id: feed.url for feed in self._ingest.ruleset.catalog.feeds}
        for feed, task in tuple(self._tasks.items()):
            if kept.get(feed) != self.states[feed].configured_url:
                task.cancel()

    async def remember(self) -> None:
        """Record the quiet polls that have ended since the last call."""
        quiet, self._quiet = [*{state.feed: state for state in self._quiet}.values()], []
        notices, self._notices = self._notices, {}
        if not quiet:
            return
        try:
            await self._store.record_polls(quiet, notices, lease=self.lease)
        except NotLeading as error:
            logger.warning("%s", error)
        except BaseException:
            self._quiet, self._notices = quiet + self._quiet, notices | self._notices
            raise
        if notices:
            self.promised.set()

    def set_hub(self, feed: str, hub: Hub) -> None:
        """Remember how a feed's hub stands."""
        self.states[feed] = hubs.with_hub(self.states[feed], hub)
        self._quiet.append(self.states[feed])

    def prompt(self, feed: str) -> None:
        """Poll a feed soon, as its hub has told of news; not one that fails or asks for rest."""
        state = self.states[feed]
        if not state.failures:
            self._prompted.add(feed)
            self.states[feed] = hubs.after_push(state, self._clock())

    async def _poll(self, feed: Feed) -> None:
        self._flying.add(feed.id)
        told = feed.id in self._prompted
        self._prompted.discard(feed.id)
        try:
            result = await self._result(feed, self._state(feed))
        except NotLeading as error:
            logger.warning("%s", error)
            return
        finally:
            self._flying.discard(feed.id)
        latest, missed = self.states[feed.id].hub, result.new > 0 and not told
        after = hubs.after_poll(result.before, result.after, latest, missed=missed)
        self.states[feed.id] = after
        if feed.id in self._prompted:  # while it was read
            self.prompt(feed.id)
        if result.outcome == "failed":
            self._network.failed(feed.id, self.states, self._ingest.ruleset.catalog.feeds)
        else:
            self._network.answered()
        if not result.recorded or after != result.after:
            self._quiet.append(after)
        if not result.recorded and (to_admins := self._notices_of(result)):
            self._notices[feed.id] = to_admins
        if len(self._quiet) >= _CLOSE_BATCH:
            await self.remember()
        if result.promises:
            self.promised.set()
        self._polled(result)

    async def _result(self, feed: Feed, state: FeedState) -> Polled:
        """Poll one feed; a bug that its document triggers is a failure of this feed alone."""
        jitter = uniform(-1, 1)  # noqa: S311  # spreads polls, guards nothing
        try:
            return await poll(
                self._hurried(feed),
                state,
                read=self._read,
                read_articles=self._read_articles,
                ingest=self._ingest,
                calendar=self._calendar,
                clock=self._clock,
                jitter=jitter,
                lease=self.lease,
            )
        except BotError:
            raise
        except Exception:
            logger.exception("poll broke feed=%s", feed.id)
            after = after_poll(feed, state, BROKEN, now=self._clock(), jitter=jitter)
            return Polled(feed.id, "failed", state, after)

    def none_answers(self) -> bool:
        """Whether every feed fails as it would without a network."""
        return none_answers(self.states, self._ingest.ruleset.catalog.feeds)

    def stand(self) -> FeedsStand:
        """Return how the feeds stand, for an answer that has nothing to show."""
        feeds = self._ingest.ruleset.catalog.feeds
        known = [self.states.get(feed.id) for feed in feeds]
        read = sum(bool(state and state.baseline) for state in known)
        return FeedsStand(len(feeds), read, self.none_answers())

    def _hurried(self, feed: Feed) -> Feed:
        """Ask a calendar, and who tells of its events, twice as often around a start; and rarely
        where a hub tells us of news.
        """
        if self._calendar.is_near(feed):
            return replace(feed, every=feed.every / 2)
        is_told = hubs.tells(self.states[feed.id].hub, self._clock())
        return replace(feed, every=feed.every * hubs.PACE) if is_told else feed

    async def failing_parties(self) -> frozenset[str]:
        """Return the parties none of whose own feeds is readable now."""
        catalog = self._ingest.ruleset.catalog
        own: dict[str, list[bool]] = {}
        for feed in catalog.feeds:
            if feed.speaks_for:
                state = self.states.get(feed.id)
                own.setdefault(feed.speaks_for, []).append(bool(state and state.failures))
        return frozenset(party for party, failing in own.items() if all(failing))

    async def answered(self, feed: str) -> datetime | None:
        """Return when a feed last answered, as far as this process knows."""
        state = self.states.get(feed)
        return state.last_success if state else None

    def _notices_of(self, polled: Polled) -> tuple[Delivery, ...]:
        """Return the notices to the admins about a poll that brought no entries."""
        now = self._clock()
        about = notices(polled.before, polled.after, now)
        return notice_deliveries(about, feed=polled.feed, admins=self._admins, now=now)

    def _state(self, feed: Feed) -> FeedState:
        state = state_to_poll(feed, self.states.get(feed.id), self._clock())
        self.states[feed.id] = state
        return state


def _polled_at(state: FeedState) -> datetime:
    return state.last_poll or EPOCH
