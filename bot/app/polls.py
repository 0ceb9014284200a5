"""The polls of one process: which feeds are due, in flight, and waiting to be remembered."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from random import uniform

from bot.core.due import at_once, due, is_others, waiting
from bot.core.notices import notice_deliveries
from bot.core.pacing import EPOCH
from bot.core.polls import Failed
from bot.core.schedule import FeedState, after_poll, known_state, notices
from bot.core.types import Delivery, Feed
from bot.errors import BotError, TakenOver
from bot.newsdesk import Newsdesk
from bot.scheduler import Polled, Read, ReadArticles, poll
from storage.store import Store

logger = logging.getLogger(__name__)

BROKEN = Failed("bug", "the bot broke on it: see the log")

_CLOSE_BATCH = 200
"""Quiet polls remembered in one transaction."""


class Polls:
    """Feed states as last known, and the polls under way; opened once per process."""

    def __init__(
        self,
        states: dict[str, FeedState],
        *,
        store: Store,
        holder: str = "",
        newsdesk: Newsdesk,
        read: Read,
        read_articles: ReadArticles,
        clock: Callable[[], datetime],
        admins: frozenset[int] = frozenset(),
        polled: Callable[[Polled], None],
    ) -> None:
        self.states = states
        self._store = store
        self._holder = holder
        self._newsdesk = newsdesk
        self._read = read
        self._read_articles = read_articles
        self._clock = clock
        self._admins = admins
        self._polled = polled
        self.promised = asyncio.Event()
        """Set when deliveries have been recorded: the pusher need not wait for its next look."""
        self.paused = False
        """Nothing is due: there is no room to remember what would be read."""
        self.others = frozenset[str]()
        """Feeds that another process asks at another address: its feeds.yaml differs from ours."""
        self._since = clock()
        """The catalog in force was taken over."""
        self._flying: set[str] = set()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._quiet: list[FeedState] = []
        self._notices: dict[str, tuple[Delivery, ...]] = {}

    async def recall(self) -> None:
        """Take over what other processes have polled since, and keep what this one still reads."""
        await self._keep()
        stored = await self._store.feed_states()
        for feed, state in self.states.items():
            if feed not in stored or _polled_at(state) > _polled_at(stored[feed]):
                stored[feed] = state  # ours, not recorded yet
        self.states = stored
        if self._store.is_shared:
            self._leave_to_others()

    def _leave_to_others(self) -> None:
        """Those are not asked for until the next recall, unless our own catalog is edited."""
        before, feeds, now = self.others, self._feeds(), self._clock()
        self.others = frozenset(
            feed.id
            for feed in feeds.values()
            if is_others(feed, self.states.get(feed.id), since=self._since, now=now)
        )
        if self.others - before:
            names = ",".join(sorted(self.others))
            logger.warning("another process has another feeds.yaml, and reads feeds=%s", names)

    async def claim(self) -> tuple[Feed, ...]:
        """The due feeds that are this process's to read, and no other's until they are recorded.

        Where there can be no others: all of them. Raises StorageError.
        """
        if not self._store.is_shared:
            return self.due()
        feeds, now = self._feeds(), self._clock()
        ours = {name: feed for name, feed in feeds.items() if name not in self.others}
        late = [state.feed for state in waiting(self._idle(ours), now)]
        if not late:
            return ()

        def is_due(feed: str, stored: FeedState | None) -> bool:
            if is_others(feeds[feed], stored, since=self._since, now=now):
                return False
            return bool(waiting([known_state(feeds[feed], stored, now)], now))

        most = at_once(len(feeds))
        claimed = await self._store.claim_feeds(
            late, holder=self._holder, is_due=is_due, most=most, now=now
        )
        self.states |= claimed.states
        return tuple(feeds[feed] for feed in late if feed in claimed.feeds)

    async def _keep(self) -> None:
        reading = self._flying | {state.feed for state in self._quiet}
        if self._store.is_shared and reading:
            await self._store.keep_feeds(reading, holder=self._holder, now=self._clock())

    async def let_go(self) -> None:
        """Leave what was claimed and not read to others."""
        if self._store.is_shared:
            await self._store.stop_reading(self._holder)

    def due(self) -> tuple[Feed, ...]:
        """The catalog's feeds whose time has come and that are not being read."""
        feeds = self._feeds()
        return tuple(feeds[state.feed] for state in due(self._idle(feeds), self._clock()))

    def _feeds(self) -> dict[str, Feed]:
        return {feed.id: feed for feed in self._newsdesk.edition.catalog.feeds}

    def _idle(self, feeds: Mapping[str, Feed]) -> list[FeedState]:
        """What is known of the feeds that might be read now."""
        if self.paused:
            return []
        return [self._state(feed) for feed in feeds.values() if feed.id not in self._flying]

    def all_due(self) -> tuple[Feed, ...]:
        """Every feed whose time has come, without the spread that `due` gives a running bot."""
        now = self._clock()
        feeds = self._newsdesk.edition.catalog.feeds
        return tuple(feed for feed in feeds if self._state(feed).next_poll <= now)

    async def claim_now(self, feeds: Sequence[Feed]) -> tuple[Feed, ...]:
        """Those of the feeds that no other process reads just now, claimed."""
        if not self._store.is_shared:
            return tuple(feeds)
        claimed = await self._store.claim_feeds(
            [feed.id for feed in feeds],
            holder=self._holder,
            is_due=lambda feed, stored: True,
            most=len(feeds),
            now=self._clock(),
        )
        self.states |= claimed.states
        return tuple(feed for feed in feeds if feed.id in claimed.feeds)

    async def poll(self, feeds: Iterable[Feed]) -> None:
        """Poll these side by side and remember what came of it."""
        async with asyncio.TaskGroup() as group:
            for feed in feeds:
                group.create_task(self._poll(feed))
        await self.remember()

    def start(self, feeds: Iterable[Feed], tasks: asyncio.TaskGroup) -> None:
        """Begin polls that end in their own time; `remember` records the quiet ones."""
        for feed in feeds:
            self._flying.add(feed.id)
            task = self._tasks[feed.id] = tasks.create_task(self._poll(feed))
            task.add_done_callback(partial(self._landed, feed.id))

    def _landed(self, feed: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(feed) is task:
            del self._tasks[feed]
            self._flying.discard(feed)  # cancelled before its first step it never began

    def halt(self) -> None:
        """Cancel what is under way: nothing of it is recorded, the next poll repeats it."""
        for task in tuple(self._tasks.values()):
            task.cancel()

    def withdraw(self) -> None:
        """Cancel the polls of feeds, or addresses, that are no longer in the catalog."""
        self._since, self.others = self._clock(), frozenset()
        kept = {feed.id: feed.url for feed in self._newsdesk.edition.catalog.feeds}
        for feed, task in tuple(self._tasks.items()):
            if kept.get(feed) != self.states[feed].configured_url:
                task.cancel()

    async def remember(self) -> None:
        """Record the quiet polls that have ended since."""
        quiet, self._quiet = self._quiet, []
        told, self._notices = self._notices, {}
        if not quiet:
            return
        try:
            await self._store.record_polls(quiet, told, claimed_by=self._holder)
        except BaseException:
            self._quiet, self._notices = quiet + self._quiet, told | self._notices
            raise
        if told:
            self.promised.set()

    async def _poll(self, feed: Feed) -> None:
        self._flying.add(feed.id)
        try:
            result = await self._result(feed, self._state(feed))
        except TakenOver as error:
            logger.warning("%s", error)
            return
        finally:
            self._flying.discard(feed.id)
        self.states[feed.id] = result.after
        if not result.recorded:
            self._quiet.append(result.after)
            if told := self._told(result):
                self._notices[feed.id] = told
        if len(self._quiet) >= _CLOSE_BATCH:
            await self.remember()
        if result.promises:
            self.promised.set()
        self._polled(result)

    async def _result(self, feed: Feed, state: FeedState) -> Polled:
        """One poll; what breaks us in it is a failure of this feed alone."""
        jitter = uniform(-1, 1)  # noqa: S311  # spreads polls, guards nothing
        try:
            return await poll(
                feed,
                state,
                read=self._read,
                read_articles=self._read_articles,
                newsdesk=self._newsdesk,
                clock=self._clock,
                jitter=jitter,
            )
        except BotError:
            raise
        except Exception:
            logger.exception("poll broke feed=%s", feed.id)
            after = after_poll(feed, state, BROKEN, now=self._clock(), jitter=jitter)
            return Polled(feed.id, "failed", state, after)

    async def failing_parties(self) -> frozenset[str]:
        """Parties no feed of whose own can be read just now, or that have none: their silence
        says nothing.
        """
        catalog = self._newsdesk.edition.catalog
        own: dict[str, list[bool]] = {party.id: [] for party in catalog.parties}
        for feed in catalog.feeds:
            if feed.speaks_for:
                state = self.states.get(feed.id)
                own.setdefault(feed.speaks_for, []).append(bool(state and state.failures))
        return frozenset(party for party, failing in own.items() if all(failing))

    def _told(self, polled: Polled) -> tuple[Delivery, ...]:
        """What the admins are told of a poll that brought nothing."""
        now = self._clock()
        told = notices(polled.before, polled.after, now)
        return notice_deliveries(told, feed=polled.feed, admins=self._admins, now=now)

    def _state(self, feed: Feed) -> FeedState:
        state = known_state(feed, self.states.get(feed.id), self._clock())
        self.states[feed.id] = state
        return state


def _polled_at(state: FeedState) -> datetime:
    return state.last_poll or EPOCH
