"""Feeds in: read what is due, plan, remember.

Rule 1: downloads overlap, decisions take turns.
Rule 2: an entry becomes seen in the transaction that promises its deliveries.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from bot.core.audience import Wish, wishes_by_story
from bot.core.edition import Edition
from bot.core.ledger import report_of
from bot.core.phrases import Inflect, PhraseIndex
from bot.core.planner import (
    Plan,
    PlannedEntry,
    ReportOf,
    Told,
    judged,
    new_entries,
    plan_poll,
    told,
)
from bot.core.polls import Changed, Failed, PollResult, Unchanged
from bot.core.schedule import FeedState, after_poll
from bot.core.threader import CAPACITY, Threads
from bot.core.types import Entry, Feed, Placement, Report
from bot.errors import StorageError
from storage.store import Store

logger = logging.getLogger(__name__)

Read = Callable[[Feed, FeedState, datetime], Awaitable[PollResult]]
Clock = Callable[[], datetime]

_ATTEMPTS = 5
"""Times a plan is made anew because another process recorded in between."""

_PHRASES_ASKED_AFTER = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll came to, for the log, the metrics and `isswire poll`."""

    feed: str
    outcome: str
    """not_modified, unchanged, changed or failed."""
    before: FeedState
    after: FeedState
    recorded: bool = False
    """The state is stored already, together with the plan."""
    new: int = 0
    matched: int = 0
    stories: int = 0
    promises: int = 0
    held: int = 0
    """Matching entries of a burst, told in digests only."""


class Newsdesk:
    """Where entries become stories: the edition in force and the memory of recent stories."""

    def __init__(self, edition: Edition, store: Store, *, inflect: Inflect) -> None:
        self.edition = edition
        self._store = store
        self._turn = asyncio.Lock()
        self._tracked = Tracked(store, inflect)
        self._forget()

    def _forget(self) -> None:
        self._memory: Threads | None = None
        self._sequence = 0
        self._placed: set[str] = set()

    @property
    def _threads(self) -> Threads:
        """The memory of stories; begun with the first entries, for most polls bring none."""
        if self._memory is None:
            self._memory = Threads(self.edition.entities)
        return self._memory

    async def take(
        self,
        feed: Feed,
        entries: tuple[Entry, ...],
        after: FeedState,
        *,
        quiet: bool,
        now: datetime,
    ) -> Plan:
        """Plan and record one changed document; raises StorageError when it cannot be recorded."""
        async with self._turn:
            for _ in range(_ATTEMPTS):
                recorded = False
                try:
                    await self._catch_up()
                    plan = await self._plan(feed, entries, quiet=quiet, now=now)
                    recorded = await self._store.record_poll(after, plan, now=now)
                finally:
                    if not recorded:  # what was planned, or cut off, must not be remembered
                        self._forget()
                if recorded:
                    return plan
        raise StorageError(f"feed {feed.id}: other processes kept recording; poll again later")

    async def _plan(
        self, feed: Feed, entries: tuple[Entry, ...], *, quiet: bool, now: datetime
    ) -> Plan:
        store, edition = self._store, self.edition
        known = await store.known_keys([key for entry in entries for key in entry.keys])
        fresh, again = new_entries(entries, known)
        planned = judged(fresh, feed=feed, matcher=edition.matcher, threads=self._threads)
        placed = [item for item in planned if item.placement is not None]
        self._placed.update(item.entry.id for item in placed)
        homes = await store.story_ids([entry.id for entry in again])
        ids = [item.placement.story for item in placed if item.placement] + [*homes.values()]
        changed = told(
            planned,
            stories=await store.stories(ids),
            report_of=self._report_of(feed),
            again=[(homes[entry.id], entry) for entry in again if entry.id in homes],
            now=now,
        )
        return plan_poll(
            planned,
            told=changed,
            wishes=await self._wishes(changed, placed, now),
            posts=await store.posts(ids),
            quiet=quiet,
            now=now,
            based_on=self._sequence,
            again=again,
        )

    async def _wishes(
        self, changed: tuple[Told, ...], placed: list[PlannedEntry], now: datetime
    ) -> dict[str, tuple[Wish, ...]]:
        """By story: the subscriptions that its topics, its id or the words of its news answer."""
        if not changed:
            return {}
        stories = [story.after for story in changed]
        topics = {topic for story in stories for topic in story.topics}
        listening = await self._store.audience(sorted(topics))
        following = await self._store.followers([story.id for story in stories])
        tracking = await self._tracked.wishes(placed, now)
        return wishes_by_story(stories, [*listening, *following], tracking)

    def _report_of(self, feed: Feed) -> ReportOf:
        edition = self.edition
        parties = edition.catalog.parties

        def made(entry: Entry, placement: Placement, episode: int) -> Report:
            return report_of(
                entry, feed, placement, cues=edition.cues, parties=parties, episode=episode
            )

        return made

    async def _catch_up(self) -> None:
        """Remember what was placed since: by this process before a restart, or by another."""
        self._sequence, placed = await self._store.placed_since(self._sequence, newest=CAPACITY)
        for entry, placement in placed:
            if entry.id not in self._placed:
                self._threads.remember(entry, placement)
            self._placed.discard(entry.id)


class Tracked:
    """The tracked phrases, compiled; asked for anew when they may have changed."""

    def __init__(self, store: Store, inflect: Inflect) -> None:
        self._store = store
        self._inflect = inflect
        self._wishes: tuple[Wish, ...] = ()
        self._index = PhraseIndex((), inflect)
        self._asked: datetime | None = None

    async def wishes(
        self, placed: Iterable[PlannedEntry], now: datetime
    ) -> dict[str, tuple[Wish, ...]]:
        """By story: the phrase subscriptions that its new entries answer."""
        if self._asked is None or abs(now - self._asked) > _PHRASES_ASKED_AFTER:
            await self._ask(now)
        found: dict[str, tuple[Wish, ...]] = {}
        for item in placed:
            if item.placement is not None:
                phrases = self._index.found(item.entry.title, item.entry.summary)
                told = (wish for wish in self._wishes if wish[1].value in phrases)
                found[item.placement.story] = (*found.get(item.placement.story, ()), *told)
        return found

    async def _ask(self, now: datetime) -> None:
        wishes = await self._store.phrases()
        if wishes != self._wishes:
            phrases = sorted({wish[1].value for wish in wishes})
            self._index = await asyncio.to_thread(PhraseIndex, phrases, self._inflect)
            self._wishes = wishes
        self._asked = now


async def poll(
    feed: Feed,
    state: FeedState,
    *,
    read: Read,
    newsdesk: Newsdesk,
    clock: Clock,
    jitter: float,
) -> Polled:
    """Read one feed and take what is new; a quiet poll's state is left to the caller to record."""
    result = await read(feed, state, clock())
    now = clock()
    after = after_poll(feed, state, result, now=now, jitter=jitter)
    match result:
        case Changed(entries=entries) if entries:
            plan = await newsdesk.take(feed, entries, after, quiet=not state.baseline, now=now)
            return _changed(feed, state, after, plan)
        case Changed():
            return Polled(feed.id, "changed", state, after)
        case Unchanged(not_modified=not_modified):
            return Polled(feed.id, "not_modified" if not_modified else "unchanged", state, after)
        case Failed(error=error):
            logger.warning("poll failed feed=%s error=%s", feed.id, error)
            return Polled(feed.id, "failed", state, after)
        case _:
            assert_never(result)


def _changed(feed: Feed, before: FeedState, after: FeedState, plan: Plan) -> Polled:
    matched = sum(item.placement is not None for item in plan.entries)
    logger.info(
        "polled feed=%s new=%d matched=%d stories=%d promises=%d",
        *(feed.id, len(plan.entries), matched, len(plan.stories), len(plan.deliveries)),
    )
    return Polled(
        feed.id,
        "changed",
        before,
        after,
        recorded=True,
        new=len(plan.entries),
        matched=matched,
        stories=len(plan.stories),
        promises=len(plan.deliveries),
        held=plan.held,
    )
