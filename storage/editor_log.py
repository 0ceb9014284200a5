"""What the editors do, in one transaction each, and the log of it.

Rule 1: acts take turns with plans by the counter `placed`: a plan or an act that was made before
another was recorded is stale, and nothing of it is recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import and_, delete, exists, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.outbox import is_taken_back
from bot.core.editing.editor_actions import Acted, Logged
from bot.core.types import (
    Delivery,
    Story,
    StoryEvent,
    SubscriptionKind,
)
from storage.chats import STORY_KINDS
from storage.db import tables
from storage.db.codec import from_row, to_json
from storage.db.sequences import PLACED, advanced_from, standing_at
from storage.db.transactions import Database, Undone, change, question
from storage.db.upsert import IN_ONE_GO, insert, slices
from storage.feeds import placement_of
from storage.outbox.enqueue import promise
from storage.stories import asked_stories, stored_events, write_events, write_stories

_event = tables.event.c
_entry = tables.entry.c
_it = tables.delivery.c
_wish = tables.subscription.c
_STALE = False


class EditorLog(Database):
    """Questions and changes of the editors' desk."""

    @question
    async def placed(self, db: AsyncConnection) -> int:
        """What an act is based on."""
        return await standing_at(db, PLACED)

    @question
    async def events_of(
        self, db: AsyncConnection, subjects: Sequence[str]
    ) -> Mapping[str, tuple[StoryEvent, ...]]:
        """What the editors did to the bot as a whole, or to sources; see `core.acts`."""
        return await stored_events(db, subjects)

    @change
    async def record_acts(self, db: AsyncConnection, acted: Acted, *, based_on: int) -> bool:
        """Record an act with all it promises; False, and nothing recorded, where it is stale."""
        if not await advanced_from(db, PLACED, based_on, max(len(acted.moved), 1)):
            raise Undone(_STALE)
        await _move(db, acted.moved, after=based_on)
        await _withdraw(db, acted.withdrawn)
        await write_stories(db, acted.stories)
        await _copy_wishes(db, acted.followed)
        if await write_events(db, acted.desk) < len(acted.desk):
            raise Undone(_STALE)
        await promise(db, acted.deliveries)
        if acted.paused is not None:
            await db.execute(update(tables.pace).values(paused=acted.paused))
        return True

    @question
    async def paused(self, db: AsyncConnection) -> bool:
        """Whether the editors have stopped all sending."""
        return bool(await db.scalar(select(tables.pace.c.paused)))

    @question
    async def held_stories(self, db: AsyncConnection, *, limit: int = 10) -> tuple[Story, ...]:
        """Stories that wait for an editor, the longest waiting first."""
        story = tables.story.c
        waiting = select(tables.story).where(tables.HELD, story.merged_into.is_(None))
        return await asked_stories(db, waiting.order_by(story.opened).limit(limit))

    @question
    async def log(
        self, db: AsyncConnection, *, limit: int = 10, offset: int = 0
    ) -> tuple[Logged, ...]:
        """What the editors, and the rules in their place, have done; newest first."""
        newest = (_event.at.desc(), _event.story, _event.position.desc())
        numbered = tables.event.outerjoin(tables.story, tables.story.c.id == _event.story)
        asked = select(tables.event, tables.story.c.number).select_from(numbered)
        shown = asked.where(_event.by != "").order_by(*newest).limit(limit).offset(offset)
        rows = (await db.execute(shown)).mappings()
        return tuple(
            Logged(row["story"], row["position"], from_row(StoryEvent, row), row["number"])
            for row in rows
        )


async def _move(db: AsyncConnection, moved: Iterable[tuple[str, str]], *, after: int) -> None:
    """Give entries their new story, and a new place in the order all memories follow."""
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


async def _copy_wishes(db: AsyncConnection, followed: Iterable[tuple[str, str]]) -> None:
    """Let whoever follows or mutes one story do so with the other; followers of the other are not
    made to mute it.
    """
    there = tables.subscription.alias().c
    same_place = and_(there.chat_id == _wish.chat_id, there.thread_id == _wish.thread_id)
    for gone, home in followed:
        follows = and_(same_place, there.kind == SubscriptionKind.STORY.value, there.value == home)
        mutes = _wish.kind == SubscriptionKind.MUTED_STORY.value
        copies = select(_wish.chat_id, _wish.thread_id, _wish.kind, literal(home)).where(
            _wish.kind.in_(STORY_KINDS), _wish.value == gone, ~and_(mutes, exists().where(follows))
        )
        into = insert(db, tables.subscription).from_select(list(_wish.keys()), copies)
        await db.execute(into.on_conflict_do_nothing())


async def _withdraw(db: AsyncConnection, stories: Sequence[str]) -> None:
    """Take back what was promised of these and certainly never sent; published again, it is
    promised again.
    """
    unsent = and_(_it.story.in_(stories), tables.is_unsent(_it.state), _it.sender == "")
    rows = (await db.execute(select(tables.delivery).where(unsent))).mappings().all()
    ids = [row["id"] for row in rows if is_taken_back(from_row(Delivery, row))]
    for some in slices(ids, IN_ONE_GO):
        await db.execute(delete(tables.delivery).where(unsent, _it.id.in_(some)))
