"""Where entries become stories: plans one document on what is remembered, and records the plan.

Rule 1: plans take turns; if another process records first, the plan is made again.
Rule 2: an entry becomes seen in the transaction that promises its deliveries.
Rule 3: what core works out runs in a thread: one document of 500 items, or a story of ten thousand
chats, holds up nobody who is to be answered meanwhile.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.core.alerts.admin_notices import notice_deliveries
from bot.core.alerts.audience import Subscriber, subscribers_by_story
from bot.core.alerts.bursts import TOGETHER
from bot.core.alerts.promises import StoryChange
from bot.core.editing.confidence import hold_uncertain
from bot.core.editing.editor_actions import ActOutcome, Decide, Refusal, Scene
from bot.core.editing.mute_pause import is_muted, subject_of
from bot.core.grouping.grouper import CAPACITY, Grouper
from bot.core.lang.phrase_index import Inflect
from bot.core.ledger.ledger import report_of
from bot.core.planning.archive import read_archive
from bot.core.planning.full_text import worth_reading
from bot.core.planning.planner import (
    BURST,
    Plan,
    PlannedEntry,
    ReportOf,
    judge_entries,
    late_news,
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
from bot.ingest.ingest_store import IngestStore
from bot.ingest.tracked_phrases import News, Tracked, news, texts
from storage.outbox.leases import Lease

_ATTEMPTS = 5
"""How often a plan is made because other processes recorded in between."""


class Ingest:
    """Turns entries into stories; holds the ruleset in force and the window of recent entries."""

    def __init__(
        self,
        ruleset: Ruleset,
        store: IngestStore,
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
        """Drop what is remembered; `_catch_up` loads it again from the store."""
        self._window: Grouper | None = None
        self._sequence = 0
        self._placed: dict[str, str] = {}

    @property
    def _grouper(self) -> Grouper:
        """The grouper, made with the first entries: most polls bring none."""
        if self._window is None:
            self._window = Grouper(self.ruleset.entities)
        return self._window

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
        """Plan and record one changed document, with notices to the admins about its feed. Raises
        StorageError when it cannot be recorded, NotLeading when another has taken the lease since.
        """
        async with self._turn:
            for _ in range(_ATTEMPTS):
                recorded = False
                try:
                    # Plan on everything recorded so far. If another process records first, the
                    # store refuses the plan, and the next attempt sees what that process placed.
                    await self._catch_up()
                    plan = await self._plan(feed, entries, quiet=quiet, now=now)
                    plan = self._with_notices(plan, feed, notices, now)
                    recorded = await self._store.record_poll(after, plan, now=now, lease=lease)
                finally:
                    if not recorded:  # refused or cancelled: the grouper has learnt too much
                        self._forget()
                if recorded:
                    return plan
        raise StorageError(f"feed {feed.id}: other processes kept recording; poll again later")

    def _with_notices(
        self, plan: Plan, feed: Feed, notices: Iterable[Notice], now: datetime
    ) -> Plan:
        to_admins = notice_deliveries(
            notices, burst=plan.burst, feed=feed.id, admins=self._admins, now=now
        )
        return replace(plan, deliveries=(*plan.deliveries, *to_admins))

    async def unread(
        self, feed: Feed, entries: tuple[Entry, ...], *, quiet: bool, now: datetime
    ) -> tuple[Entry, ...]:
        """Return the entries whose articles should be read before they are taken."""
        if quiet or not feed.full_text:
            return ()
        fresh, _ = await self._told_apart(feed, entries)
        return worth_reading(fresh, feed=feed, matcher=self.ruleset.matcher, now=now)

    async def edit(
        self, decide: Decide, *, stories: Sequence[str], now: datetime, telling: bool = False
    ) -> ActOutcome | Refusal:
        """Decide and record what editors, or time, do to these stories. `telling`: it may be worth
        a post, so their subscribers are looked up. Raises StorageError when it cannot be recorded.
        """
        async with self._turn:
            for _ in range(_ATTEMPTS):
                based_on = await self._store.placed()
                scene = await self._scene(stories, now)
                posted = scene.stories.values() if telling else ()
                subscribers = await self._subscribers(posted, texts(posted), now)
                acted = await asyncio.to_thread(decide, replace(scene, subscribers=subscribers))
                if isinstance(acted, Refusal):
                    return acted
                if await self._store.record_acts(acted, based_on=based_on):
                    return acted
        raise StorageError("other processes kept recording; ask again later")

    async def _scene(self, ids: Sequence[str], now: datetime) -> Scene:
        stories, messages = await self._store.stories_with_messages(ids)
        return Scene(
            now=now,
            stories=stories,
            desk=await self._store.events_of([id for id in ids if id not in stories]),
            messages=messages,
        )

    async def _plan(
        self, feed: Feed, entries: tuple[Entry, ...], *, quiet: bool, now: datetime
    ) -> Plan:
        store = self._store
        fresh, again = await self._told_apart(feed, entries)
        if await self._is_muted(feed, now):
            return Plan(entries=skipped_entries(fresh, LeftOut.MUTED()), based_on=self._sequence)
        # Match and group: an entry's topics, and the story it belongs to.
        planned = await self._judged(fresh, feed)
        placed = {each.entry.id: each.placement.story for each in planned if each.placement}
        self._placed |= placed
        # Ledger: each touched story before and after.
        homes = await store.story_ids([entry.id for entry in again]) if again else {}
        ids = [*placed.values(), *homes.values()]
        stories, messages = await store.stories_with_messages(ids)
        changes = await self._changed(
            feed,
            planned,
            stories=stories,
            retitled=[(homes[entry.id], entry) for entry in again if entry.id in homes],
            sure=quiet,
            now=now,
        )
        # What is worth telling, and to whom. Of a story held until now, everything is news.
        hidden = [each.before for each in changes if each.before and each.before.held]
        every = (*news(planned), *texts(hidden))
        return await asyncio.to_thread(
            plan_poll,
            planned,
            changes=changes,
            subscribers=await self._subscribers([each.after for each in changes], every, now),
            messages=messages,
            lately=await store.promised_since(now - TOGETHER) if late_news(planned, now) else {},
            quiet=quiet,
            now=now,
            based_on=self._sequence,
            retitled=again,
            admins=self._admins,
        )

    async def _told_apart(
        self, feed: Feed, entries: tuple[Entry, ...]
    ) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        """Return the entries never met, and the known ones under their known id."""
        known = await self._store.known_keys([key for entry in entries for key in entry.keys])
        fresh, again = new_entries(entries, known)
        if len(fresh) <= BURST:
            return fresh, again
        archive = read_archive(fresh, await self._store.titles_of(feed.id))
        return archive.fresh, (*again, *archive.again)

    async def _judged(self, fresh: tuple[Entry, ...], feed: Feed) -> tuple[PlannedEntry, ...]:
        if not fresh:
            return ()
        judge = partial(judge_entries, matcher=self.ruleset.matcher, grouper=self._grouper)
        return await asyncio.to_thread(judge, fresh, feed=feed)

    async def _changed(
        self,
        feed: Feed,
        planned: Sequence[PlannedEntry],
        *,
        stories: Mapping[str, Story],
        retitled: Sequence[tuple[str, Entry]],
        sure: bool,
        now: datetime,
    ) -> tuple[StoryChange, ...]:
        """Return each touched story before and after its new reports and headlines."""
        changes = await asyncio.to_thread(
            story_changes,
            planned,
            stories=stories,
            report_of=self._report_of(feed),
            retitled=retitled,
            now=now,
        )
        if sure:
            return tuple(changes)
        # Confidence: doubtful new stories are held for an editor, held ones let go once sure.
        topics = self.ruleset.catalog.topics
        return tuple(hold_uncertain(changes, planned, topics=topics, now=now))

    async def _is_muted(self, feed: Feed, now: datetime) -> bool:
        subject = subject_of(feed.id)
        return is_muted((await self._store.events_of([subject]))[subject], now)

    async def _subscribers(
        self, stories: Collection[Story], items: Iterable[News], now: datetime
    ) -> dict[str, tuple[Subscriber, ...]]:
        """Return, by story, who subscribed to its topics, to itself, or to phrases in its news."""
        if not stories:
            return {}
        topics = {topic for story in stories for topic in story.topics}
        asked = await self._store.audience(sorted(topics), [story.id for story in stories])
        tracking = await self._tracked.subscribers(items, now)
        return await asyncio.to_thread(subscribers_by_story, stories, asked, tracking)

    def _report_of(self, feed: Feed) -> ReportOf:
        ruleset = self.ruleset
        parties = ruleset.catalog.parties

        def made(entry: Entry, placement: Placement, after: Story | None) -> Report:
            return report_of(
                entry, feed, placement, cues=ruleset.cues, parties=parties, after=after
            )

        return made

    async def _catch_up(self) -> None:
        """Load the entries placed since the last plan: by this process or another, or moved by an
        editor.
        """
        self._sequence, placed = await self._store.placed_since(self._sequence, newest=CAPACITY)
        # The grouper knows an entry it placed itself, unless an editor has moved it since.
        strange = [(each, at) for each, at in placed if self._placed.get(each.id) != at.story]
        for entry, _ in placed:
            self._placed.pop(entry.id, None)
        if strange:
            await asyncio.to_thread(_remember, self._grouper, strange)


def _remember(grouper: Grouper, placed: Iterable[tuple[Entry, Placement]]) -> None:
    for entry, placement in placed:
        grouper.remember(entry, placement)
