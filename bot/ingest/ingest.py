"""Where entries become stories: one document planned on what is remembered, and recorded whole.

Rule 1: decisions take turns; one that another process has forestalled is made anew.
Rule 2: an entry becomes seen in the transaction that promises its deliveries.
"""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.alerts.admin_notices import notice_deliveries
from bot.core.alerts.audience import Subscriber, subscribers_by_story
from bot.core.editing.confidence import hold_uncertain
from bot.core.editing.editor_actions import ActOutcome, Decide, Refusal, Scene
from bot.core.editing.mute_pause import is_muted, subject_of
from bot.core.grouping.grouper import CAPACITY, Grouper
from bot.core.lang.phrase_index import Inflect
from bot.core.ledger.ledger import report_of
from bot.core.planning.full_text import worth_reading
from bot.core.planning.planner import (
    Plan,
    ReportOf,
    is_burst,
    judge_entries,
    new_entries,
    plan_poll,
    skipped_entries,
    story_changes,
)
from bot.core.planning.ruleset import Ruleset
from bot.core.reading.poll_result import FeedState
from bot.core.reading.schedule import Notice
from bot.core.reasons.news import LeftOut
from bot.core.types import Entry, Feed, Placement, Report, Story
from bot.errors import StorageError
from bot.ingest.tracked_phrases import News, Tracked, news, texts
from storage.outbox.leases import Lease
from storage.store import Store

_ATTEMPTS = 5
"""Times a plan is made anew because another process recorded in between."""


class Ingest:
    """Where entries become stories: the edition in force and the memory of recent stories."""

    def __init__(
        self,
        ruleset: Ruleset,
        store: Store,
        *,
        inflect: Inflect,
        admins: frozenset[int] = frozenset(),
    ) -> None:
        self.ruleset = ruleset
        self._store = store
        self._admins = admins
        self._turn = asyncio.Lock()
        self._tracked = Tracked(store, inflect)
        self._forget()

    def _forget(self) -> None:
        self._memory: Grouper | None = None
        self._sequence = 0
        self._placed: dict[str, str] = {}

    @property
    def _threads(self) -> Grouper:
        """The memory of stories; begun with the first entries, for most polls bring none."""
        if self._memory is None:
            self._memory = Grouper(self.ruleset.entities)
        return self._memory

    async def take(
        self,
        feed: Feed,
        entries: tuple[Entry, ...],
        after: FeedState,
        *,
        quiet: bool,
        now: datetime,
        notices: Iterable[Notice] = (),
        lease: Lease | None = None,
    ) -> Plan:
        """Plan and record one changed document, with what the admins are told of its feed; raises
        StorageError when it cannot be recorded, NotLeading when another has taken the lease since.
        """
        async with self._turn:
            for _ in range(_ATTEMPTS):
                recorded = False
                try:
                    await self._catch_up()
                    plan = await self._plan(feed, entries, quiet=quiet, now=now)
                    plan = self._with_notices(plan, feed, notices, now)
                    recorded = await self._store.record_poll(after, plan, now=now, lease=lease)
                finally:
                    if not recorded:  # what was planned, or cut off, must not be remembered
                        self._forget()
                if recorded:
                    return plan
        raise StorageError(f"feed {feed.id}: other processes kept recording; poll again later")

    def _with_notices(
        self, plan: Plan, feed: Feed, notices: Iterable[Notice], now: datetime
    ) -> Plan:
        to_admins = notice_deliveries(
            notices, held=plan.digest_only, feed=feed.id, admins=self._admins, now=now
        )
        return replace(plan, deliveries=(*plan.deliveries, *to_admins))

    async def unread(
        self, feed: Feed, entries: tuple[Entry, ...], *, quiet: bool, now: datetime
    ) -> tuple[Entry, ...]:
        """The entries whose articles should be read before they are taken; nothing is decided."""
        if quiet or not feed.full_text:
            return ()
        known = await self._store.known_keys([key for entry in entries for key in entry.keys])
        fresh, _ = new_entries(entries, known)
        return worth_reading(fresh, feed=feed, matcher=self.ruleset.matcher, now=now)

    async def edit(
        self, decide: Decide, *, stories: Sequence[str], now: datetime, telling: bool = False
    ) -> ActOutcome | Refusal:
        """Decide and record what is done to these stories apart from their news; `telling`: it may
        be worth a post, so their subscribers are looked up. Raises StorageError when it cannot be
        recorded.
        """
        async with self._turn:
            for _ in range(_ATTEMPTS):
                based_on = await self._store.placed()
                scene = await self._scene(stories, now)
                told = scene.stories.values() if telling else ()
                subscribers = await self._subscribers(told, texts(told), now)
                acted = decide(replace(scene, subscribers=subscribers))
                if isinstance(acted, Refusal):
                    return acted
                if await self._store.record_acts(acted, based_on=based_on):
                    return acted
        raise StorageError("other processes kept recording; ask again later")

    async def _scene(self, ids: Sequence[str], now: datetime) -> Scene:
        stories = await self._store.stories(ids)
        return Scene(
            now=now,
            stories=stories,
            desk=await self._store.events_of([id for id in ids if id not in stories]),
            posts=await self._store.posts(ids),
        )

    async def _plan(
        self, feed: Feed, entries: tuple[Entry, ...], *, quiet: bool, now: datetime
    ) -> Plan:
        store, ruleset = self._store, self.ruleset
        known = await store.known_keys([key for entry in entries for key in entry.keys])
        fresh, again = new_entries(entries, known)
        if is_muted((await store.events_of([subject_of(feed.id)]))[subject_of(feed.id)], now):
            return Plan(entries=skipped_entries(fresh, LeftOut.MUTED()), based_on=self._sequence)
        planned = judge_entries(fresh, feed=feed, matcher=ruleset.matcher, grouper=self._threads)
        placed = [item for item in planned if item.placement is not None]
        self._placed.update(
            (each.entry.id, each.placement.story) for each in placed if each.placement
        )
        homes = await store.story_ids([entry.id for entry in again])
        ids = [item.placement.story for item in placed if item.placement] + [*homes.values()]
        changed = story_changes(
            planned,
            stories=await store.stories(ids),
            report_of=self._report_of(feed),
            retitled=[(homes[entry.id], entry) for entry in again if entry.id in homes],
            now=now,
        )
        if not quiet and not is_burst(planned):
            changed = hold_uncertain(changed, planned, topics=ruleset.catalog.topics, now=now)
        after = [story.after for story in changed]
        hidden = [story.before for story in changed if story.before and story.before.held]
        return plan_poll(
            planned,
            changes=changed,
            subscribers=await self._subscribers(after, (*news(placed), *texts(hidden)), now),
            posts=await store.posts(ids),
            quiet=quiet,
            now=now,
            based_on=self._sequence,
            retitled=again,
            admins=self._admins,
        )

    async def _subscribers(
        self, stories: Collection[Story], told: Iterable[News], now: datetime
    ) -> dict[str, tuple[Subscriber, ...]]:
        """By story: the subscriptions that its topics, its id or the words of its news answer."""
        if not stories:
            return {}
        topics = {topic for story in stories for topic in story.topics}
        listening = await self._store.audience(sorted(topics))
        following = await self._store.followers([story.id for story in stories])
        tracking = await self._tracked.subscribers(told, now)
        return subscribers_by_story(stories, [*listening, *following], tracking)

    def _report_of(self, feed: Feed) -> ReportOf:
        ruleset = self.ruleset
        parties = ruleset.catalog.parties

        def made(entry: Entry, placement: Placement, after: Story | None) -> Report:
            return report_of(
                entry, feed, placement, cues=ruleset.cues, parties=parties, after=after
            )

        return made

    async def _catch_up(self) -> None:
        """Remember what was placed since: by this process before a restart, or by another."""
        self._sequence, placed = await self._store.placed_since(self._sequence, newest=CAPACITY)
        for entry, placement in placed:
            if self._placed.get(entry.id) != placement.story:
                self._threads.remember(entry, placement)
            self._placed.pop(entry.id, None)
