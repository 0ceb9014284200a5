"""Keeping the database copied and known: backup, figures, room on its disk."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageError
from storage.db import tables
from storage.db.engine import sqlite_file
from storage.db.transactions import Database, question

_TABLES = ("entry", "entry_key", "story", "report", "chat", "subscription", "delivery", "post")


class Maintenance(Database):
    """What an operator, or a quiet hour, asks for."""

    def room(self) -> int | None:
        """Free bytes on the disk of an SQLite database; None where it is not ours to know."""
        return self._reserve.room if self._reserve else None

    def hold_room(self) -> None:
        """Put ballast beside an SQLite database, to be given up when its disk is full."""
        if self._reserve:
            self._reserve.hold()

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


def copy(source: Path, target: Path) -> None:
    """SQLite's own online backup, page by page."""
    with closing(sqlite3.connect(source)) as reading:
        write_copy(reading, target)


def write_copy(reading: sqlite3.Connection, target: Path) -> None:
    """A half-made copy never has the final name."""
    if target.exists():
        raise FileExistsError(target)
    half = target.with_name(target.name + ".part")
    with closing(sqlite3.connect(half)) as writing:
        reading.backup(writing, pages=256)
    half.replace(target)
