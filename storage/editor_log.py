"""What the editors do, one transaction each, and the log of it.

Rule 1: acts and plans take turns by the counter `placed`: if another plan or act was recorded
since this one was made, this one is stale and nothing of it is recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import and_, delete, exists, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.wishes import is_taken_back
from bot.core.editing.editor_actions import ActOutcome, LogLine
from bot.core.types import (
    Delivery,
    Story,
    StoryEvent,
    SubscriptionKind,
)
from storage.chats import STORY_KINDS
from storage.db import tables
from storage.db.columns import from_row, to_json
from storage.db.statements import IN_ONE_GO, PLACED, advance_from, counter_value, insert, slices
from storage.db.transactions import Undone, change, question
from storage.feeds import placement_of
from storage.outbox.enqueue import Bundle, Enqueue, in_bundles, promise
from storage.stories import load_events, select_stories, write_events, write_stories

_event = tables.event.c
_entry = tables.entry.c
_it = tables.delivery.c
_subscription = tables.subscription.c
_STALE = False


class EditorLog(Enqueue):
    """Questions and changes of the editors."""

    @question
    async def placed(self, db: AsyncConnection) -> int:
        """Return the counter an act is based on: how many entries and acts are recorded."""
        return await counter_value(db, PLACED)

    @question
    async def events_of(
        self, db: AsyncConnection, subjects: Sequence[str]
    ) -> Mapping[str, tuple[StoryEvent, ...]]:
        """Return what the editors did to the bot as a whole, or to single feeds."""
        return await load_events(db, subjects)

    async def record_acts(self, acted: ActOutcome, *, based_on: int) -> bool:
        """Record an act with all it promises; return False, recording nothing, if it is stale."""
        bundles = await in_bundles(acted.deliveries)
        recorded = await self._record_acts(acted, bundles, based_on)
        self.bundles_wait |= bool(bundles)
        return recorded

    @change
    async def _record_acts(
        self, db: AsyncConnection, acted: ActOutcome, bundles: Sequence[Bundle], based_on: int
    ) -> bool:
        if not await advance_from(db, PLACED, based_on, max(len(acted.moved), 1)):
            raise Undone(_STALE)
        await _move(db, acted.moved, after=based_on)
        await _withdraw(db, acted.withdrawn)
        await write_stories(db, acted.stories)
        await _copy_subscriptions(db, acted.followed)
        if await write_events(db, acted.desk) < len(acted.desk):
            raise Undone(_STALE)
        await promise(db, acted.deliveries, bundles)
        if acted.paused is not None:
            await db.execute(update(tables.pace).values(paused=acted.paused))
        return True

    @question
    async def paused(self, db: AsyncConnection) -> bool:
        """Whether the editors have stopped all sending."""
        return bool(await db.scalar(select(tables.pace.c.paused)))

    @question
    async def held_stories(self, db: AsyncConnection, *, limit: int = 10) -> tuple[Story, ...]:
        """Return the stories waiting for an editor, longest waiting first."""
        story = tables.story.c
        waiting = select(tables.story).where(tables.HELD, story.merged_into.is_(None))
        return await select_stories(db, waiting.order_by(story.opened).limit(limit))

    @question
    async def log(
        self, db: AsyncConnection, *, limit: int = 10, offset: int = 0
    ) -> tuple[LogLine, ...]:
        """Return what the editors, or the rules on their behalf, did; newest first."""
        newest = (_event.at.desc(), _event.story, _event.position.desc())
        numbered = tables.event.outerjoin(tables.story, tables.story.c.id == _event.story)
        asked = select(tables.event, tables.story.c.number).select_from(numbered)
        shown = asked.where(_event.by != "").order_by(*newest).limit(limit).offset(offset)
        rows = (await db.execute(shown)).mappings()
        return tuple(
            LogLine(row["story"], row["position"], from_row(StoryEvent, row), row["number"])
            for row in rows
        )


async def _move(db: AsyncConnection, moved: Iterable[tuple[str, str]], *, after: int) -> None:
    """Give entries their new story, and a new place in the sequence every window follows."""
    for sequence, (entry, story) in enumerate(moved, after + 1):
        row = (
            (await db.execute(select(_entry.placement).where(_entry.id == entry)))
            .mappings()
            .first()
        )
        if row is not None and row["placement"]:
            placement = replace(placement_of(row), story=story)
            values = {"story": story, "sequence": sequence, "placement": to_json(placement)}
            await db.execute(update(tables.entry).where(_entry.id == entry).values(values))


async def _copy_subscriptions(db: AsyncConnection, followed: Iterable[tuple[str, str]]) -> None:
    """Copy subscriptions and mutes from one story to another; a chat that follows the other story
    does not get a mute for it.
    """
    there = tables.subscription.alias().c
    same_place = and_(
        there.chat_id == _subscription.chat_id, there.thread_id == _subscription.thread_id
    )
    for gone, home in followed:
        follows = and_(same_place, there.kind == SubscriptionKind.STORY.value, there.value == home)
        mutes = _subscription.kind == SubscriptionKind.MUTED_STORY.value
        copies = select(
            _subscription.chat_id, _subscription.thread_id, _subscription.kind, literal(home)
        ).where(
            _subscription.kind.in_(STORY_KINDS),
            _subscription.value == gone,
            ~and_(mutes, exists().where(follows)),
        )
        into = insert(db, tables.subscription).from_select(list(_subscription.keys()), copies)
        await db.execute(into.on_conflict_do_nothing())


async def _withdraw(db: AsyncConnection, stories: Sequence[str]) -> None:
    """Delete these stories' deliveries that were certainly never sent; publishing a story again
    promises them again.
    """
    unsent = and_(_it.story.in_(stories), tables.is_unsent(_it.state), _it.sender == "")
    rows = (await db.execute(select(tables.delivery).where(unsent))).mappings().all()
    ids = [row["id"] for row in rows if is_taken_back(from_row(Delivery, row))]
    for some in slices(ids, IN_ONE_GO):
        await db.execute(delete(tables.delivery).where(unsent, _it.id.in_(some)))
