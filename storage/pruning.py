"""What is too old to be asked for is dropped, in a quiet hour.

Rule 1: an identity key is kept for half a year, and as long as its feed may still show the entry.
Rule 2: no step holds the database for long: pruning goes slice by slice.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.types import DeliveryState
from storage import tables
from storage.database import Database, change, question

BODY_LIFE = timedelta(days=30)
"""An entry that is not ours keeps its texts for so long, for whoever asks why it was not told."""

KEY_LIFE = timedelta(days=180)

STILL_SHOWN = 1_000
"""A feed's newest entries are kept whatever their age: no document has more that are read."""

SETTLED_LIFE = timedelta(days=30)
"""Deliveries that ended are kept for so long, for whoever asks what became of an alert."""

_OVER = [
    state.value
    for state in DeliveryState
    if state not in (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN)
]

_EMPTY: ColumnElement[str] = literal_column("''")
"""Spelled as in the partial index."""

_entry = tables.entry.c
_it = tables.delivery.c


class Pruning(Database):
    """Retention."""

    async def prune(self, now: datetime) -> int:
        """Drop what is too old to be asked for; how many rows changed. Short transactions only."""
        changed = await self._prune_bodies(now)
        changed += await self._prune_deliveries(now)
        feed = ""
        while feed := await self._feed_after(feed):
            changed += await self._prune_entries(feed, now)
        for first in range(16):
            changed += await self._prune_keys(first)
        return changed

    @question
    async def _feed_after(self, db: AsyncConnection, feed: str) -> str:
        """The next feed that has entries; all of them at once would read the whole index."""
        return await db.scalar(select(func.min(_entry.feed)).where(_entry.feed > feed)) or ""

    @change
    async def _prune_bodies(self, db: AsyncConnection, now: datetime) -> int:
        old = and_(
            _entry.story.is_(None),
            _entry.seen < now - BODY_LIFE,
            or_(_entry.summary != _EMPTY, _entry.text != _EMPTY),
        )
        bare = {"summary": "", "text": "", "more": {}, "reasons": []}
        return (await db.execute(update(tables.entry).where(old).values(bare))).rowcount

    @change
    async def _prune_deliveries(self, db: AsyncConnection, now: datetime) -> int:
        over = and_(_it.state.in_(_OVER), _it.settled < now - SETTLED_LIFE)
        return (await db.execute(delete(tables.delivery).where(over))).rowcount

    @change
    async def _prune_entries(self, db: AsyncConnection, feed: str, now: datetime) -> int:
        """Entries that are not ours, beyond the feed's newest."""
        newest = select(_entry.number).where(_entry.feed == feed).order_by(_entry.number.desc())
        last = await db.scalar(newest.offset(STILL_SHOWN).limit(1))
        if last is None:
            return 0
        old = and_(
            _entry.feed == feed,
            _entry.number <= last,
            _entry.story.is_(None),
            _entry.seen < now - KEY_LIFE,
        )
        return (await db.execute(delete(tables.entry).where(old))).rowcount

    @change
    async def _prune_keys(self, db: AsyncConnection, first: int) -> int:
        """Keys of entries that are no more, in one sixteenth of all keys."""
        key = tables.entry_key.c.key
        mine = key >= bytes([first << 4])
        if first < 15:
            mine = and_(mine, key < bytes([first + 1 << 4]))
        entry = select(_entry.number).where(_entry.number == tables.entry_key.c.entry)
        orphan = and_(mine, entry.scalar_subquery().is_(None))  # a join may read all entries
        return (await db.execute(delete(tables.entry_key).where(orphan))).rowcount
