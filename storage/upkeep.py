"""Keeping the database small, copied and known: retention, backup, figures.

Rule 1: an identity key is kept for half a year, and as long as its feed may still show the entry.
Rule 2: no step holds the database for long: pruning goes slice by slice.
"""

import asyncio
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.types import DeliveryState
from bot.errors import StorageError
from storage import tables
from storage.database import Database, change, question
from storage.engine import sqlite_file

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
_TABLES = ("entry", "entry_key", "story", "report", "chat", "subscription", "delivery", "post")


class Upkeep(Database):
    """What an operator, or a quiet hour, asks for."""

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

    def room(self) -> int | None:
        """Free bytes on the disk of an SQLite database; None where it is not ours to know."""
        return self._ballast.room if self._ballast else None

    def hold_room(self) -> None:
        """Put ballast beside an SQLite database, to be given up when its disk is full."""
        if self._ballast:
            self._ballast.hold()

    async def backup(self, path: Path) -> None:
        """Copy the SQLite database while it is in use; PostgreSQL has pg_dump for this."""
        source = sqlite_file(self._engine.url)
        if source is None:
            raise StorageError("backup: this database is PostgreSQL; use pg_dump")
        try:
            await asyncio.to_thread(copy, source, path)
        except FileExistsError as error:
            raise StorageError(f"backup: {path} exists; name a new file") from error
        except (sqlite3.Error, OSError) as error:
            raise StorageError(f"backup: {path}: {error}") from error

    @question
    async def stats(self, db: AsyncConnection) -> dict[str, int]:
        """Rows per table."""
        counts: dict[str, int] = {}
        for name in _TABLES:
            table = tables.metadata.tables[name]
            counts[name] = await db.scalar(select(func.count()).select_from(table)) or 0
        return counts

    @question
    async def time(self, db: AsyncConnection) -> datetime:
        """The database's clock; what several processes agree on."""
        asked = "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
        if db.dialect.name == "postgresql":
            asked = "SELECT clock_timestamp()"
        now: Any = await db.scalar(text(asked))
        return now if isinstance(now, datetime) else datetime.fromisoformat(now)

    @question
    async def damage(self, db: AsyncConnection) -> str:
        """What SQLite finds wrong with its pages; empty where nothing is, and for PostgreSQL."""
        if db.dialect.name == "postgresql":
            return ""
        found: str | None = await db.scalar(text("PRAGMA quick_check(1)"))
        return "" if found == "ok" else str(found)

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


def copy(source: Path, target: Path) -> None:
    """SQLite's own online backup, page by page; a half-made copy never has the final name."""
    if target.exists():
        raise FileExistsError(target)
    half = target.with_name(target.name + ".part")
    with sqlite3.connect(source) as reading, sqlite3.connect(half) as writing:
        reading.backup(writing, pages=256)
    reading.close()
    writing.close()
    half.replace(target)
