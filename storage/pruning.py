"""Retention: deletes what is too old to be asked for.

Rule 1: an identity key is kept for half a year, and as long as its feed may still show the entry.
Rule 2: no step holds the database for long: pruning goes slice by slice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.lifecycle import OVER
from bot.core.editing.objections import Objection
from bot.core.types import SubscriptionKind
from storage.chats import STORY_KINDS
from storage.db import tables
from storage.db.statements import PAUSE
from storage.db.transactions import Database, change, question
from storage.search import forget_stories

BODY_LIFE = timedelta(days=30)
"""How long an entry that matched nothing keeps its text, for /why."""

KEY_LIFE = timedelta(days=180)

TRANSLATION_LIFE = timedelta(days=400)
"""Older stories are asked for so rarely that they stand in their own words again."""

TEXT_LIFE = timedelta(days=180)
"""How long the full text of an entry in a story is kept: the story itself holds its words."""

POST_LIFE = timedelta(days=90)
"""How long it is known where a message about a story stands: an older one is neither edited nor
replied to.
"""

STORY_LIFE = timedelta(days=5 * 365)
"""How long a story is kept after it was closed, with its reports and events; for good where a chat
follows it.
"""

STILL_SHOWN = 1_000
"""A feed's newest entries are kept whatever their age: no document has more that are read."""

SETTLED_LIFE = timedelta(days=30)
"""Deliveries that ended are kept for so long, for whoever asks what became of an alert."""

SLICE = 500
"""Rows of one transaction: some 10 ms."""

STORIES = 20
"""Stories of one transaction: each has reports and entries."""

T = TypeVar("T")

_EMPTY: ColumnElement[str] = literal_column("''")
"""Spelled as in the partial index."""

_entry = tables.entry.c
_it = tables.delivery.c
_story = tables.story.c
_wish = tables.subscription.c


class Pruning(Database):
    """Retention."""

    async def prune(self, now: datetime) -> int:
        """Delete what is too old to be asked for, in short transactions; return how many rows
        changed.
        """
        changed = await sliced(partial(self._prune_bodies, now))
        changed += await sliced(partial(self._prune_deliveries, now))
        changed += await sliced(partial(self._prune_translations, now))
        changed += await sliced(partial(self._prune_texts, now))
        changed += await sliced(partial(self._prune_posts, now))
        changed += await sliced(partial(self._prune_stories, now), STORIES)
        feed, entries = "", 0
        while feed := await self._feed_after(feed):
            entries += await sliced(partial(self._prune_entries, feed, now))
        for first in range(256 if entries else 0):
            changed += await self._prune_keys(first)
            await asyncio.sleep(0)
        return changed + entries

    @question
    async def _feed_after(self, db: AsyncConnection, feed: str) -> str:
        """Return the next feed that has entries; asking for all would read the whole index."""
        return await db.scalar(select(func.min(_entry.feed)).where(_entry.feed > feed)) or ""

    @change
    async def _prune_bodies(self, db: AsyncConnection, now: datetime) -> int:
        with_body = or_(_entry.summary != _EMPTY, _entry.text != _EMPTY)
        old = and_(_entry.story.is_(None), _entry.seen < now - BODY_LIFE, with_body)
        some = _entry.number.in_(await _some(db, select(_entry.number).where(old)))
        bare = {"summary": "", "text": "", "more": {}, "reasons": []}
        return (await db.execute(update(tables.entry).where(some).values(bare))).rowcount

    @change
    async def _prune_deliveries(self, db: AsyncConnection, now: datetime) -> int:
        over = and_(tables.is_in(_it.state, *OVER), _it.settled < now - SETTLED_LIFE)
        some = _it.id.in_(await _some(db, select(_it.id).where(over)))
        return (await db.execute(delete(tables.delivery).where(some))).rowcount

    @change
    async def _prune_texts(self, db: AsyncConnection, now: datetime) -> int:
        ours = and_(_entry.story.is_not(None), _entry.text != _EMPTY)
        old = select(_entry.number).where(ours, _entry.seen < now - TEXT_LIFE)
        some = _entry.number.in_(await _some(db, old))
        return (await db.execute(update(tables.entry).where(some).values(text=""))).rowcount

    @change
    async def _prune_posts(self, db: AsyncConnection, now: datetime) -> int:
        posts = tables.post.c
        place = (posts.chat_id, posts.message_id)
        old = select(*place).where(posts.changed < now - POST_LIFE).limit(SLICE)
        rows = (await db.execute(old.with_for_update(skip_locked=True))).all()
        gone = tuple_(*place).in_([tuple(row) for row in rows])
        return (await db.execute(delete(tables.post).where(gone))).rowcount if rows else 0

    @change
    async def _prune_stories(self, db: AsyncConnection, now: datetime) -> int:
        """Delete stories, and those merged into them; their entries belong to none then."""
        follows = and_(_wish.kind == SubscriptionKind.STORY.value, _wish.value == _story.id)
        old = and_(_story.closed < now - STORY_LIFE, _story.merged_into.is_(None))
        asked = select(_story.id).where(old, ~exists().where(follows)).limit(STORIES)
        homes = list(await db.scalars(asked.with_for_update(skip_locked=True)))
        gone = await _with_merged(db, homes)
        freed = {"story": None, "relation": None, "placement": None, "sequence": None}
        await db.execute(update(tables.entry).where(_entry.story.in_(gone)).values(freed))
        await db.execute(delete(tables.subscription).where(_about(gone)))
        for table in (tables.report, tables.event):
            await db.execute(delete(table).where(table.c.story.in_(gone)))
        numbers = delete(tables.story).where(_story.id.in_(gone)).returning(_story.number)
        await forget_stories(db, await db.scalars(numbers))
        return len(homes)

    @change
    async def _prune_translations(self, db: AsyncConnection, now: datetime) -> int:
        made = tables.translation.c
        some = made.key.in_(
            await _some(db, select(made.key).where(made.at < now - TRANSLATION_LIFE))
        )
        return (await db.execute(delete(tables.translation).where(some))).rowcount

    @change
    async def _prune_entries(self, db: AsyncConnection, feed: str, now: datetime) -> int:
        """Delete entries that matched nothing and are not among the feed's newest."""
        of_feed = select(_entry.number).where(_entry.feed == feed)
        newest = of_feed.order_by(_entry.number.desc()).offset(STILL_SHOWN).limit(1)
        beyond = and_(_entry.number <= newest.scalar_subquery(), _entry.story.is_(None))
        oldest = of_feed.add_columns(_entry.seen).where(beyond).order_by(_entry.number)
        rows = await db.execute(oldest.limit(SLICE))
        some = _entry.number.in_([row.number for row in rows if row.seen < now - KEY_LIFE])
        return (await db.execute(delete(tables.entry).where(some))).rowcount

    @change
    async def _prune_keys(self, db: AsyncConnection, first: int) -> int:
        """Delete the keys that begin with this byte and whose entries are gone."""
        key = tables.entry_key.c.key
        mine = key >= bytes([first])
        if first < 255:
            mine = and_(mine, key < bytes([first + 1]))
        entry = select(_entry.number).where(_entry.number == tables.entry_key.c.entry)
        orphan = and_(mine, entry.scalar_subquery().is_(None))  # a join may read all entries
        return (await db.execute(delete(tables.entry_key).where(orphan))).rowcount


async def sliced(some: Callable[[], Awaitable[int]], size: int = SLICE) -> int:
    """Repeat `some` until a slice is not full, with pauses in which others use the database;
    return the total.
    """
    changed = last = await some()
    while last == size:
        await asyncio.sleep(PAUSE)
        last = await some()
        changed += last
    return changed


async def _with_merged(db: AsyncConnection, homes: Sequence[str]) -> list[str]:
    """Return these stories and all that were merged into them, or into those."""
    found, newest = list(homes), list(homes)
    while newest:
        merged = select(_story.id).where(_story.merged_into.in_(newest))
        newest = list(await db.scalars(merged))
        found += newest
    return found


def _about(stories: Sequence[str]) -> ColumnElement[bool]:
    """Build the condition that a subscription is a follow, a mute or an objection of these."""
    followed = and_(_wish.kind.in_(STORY_KINDS), _wish.value.in_(stories))
    objected = [f"{each} {what.value}" for each in stories for what in Objection]
    kind = SubscriptionKind.OBJECTION.value
    return or_(followed, and_(_wish.kind == kind, _wish.value.in_(objected)))


async def _some(db: AsyncConnection, old: Select[T]) -> list[T]:
    asked = old.limit(SLICE).with_for_update(skip_locked=True)
    return list((await db.execute(asked)).scalars())
