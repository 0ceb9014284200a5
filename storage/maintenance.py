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
    """Backups, figures and checks for operators, `doctor` and housekeeping."""

    def room(self) -> int | None:
        """Return the free bytes on an SQLite database's disk; None for PostgreSQL."""
        return self._reserve.room if self._reserve else None

    def hold_room(self) -> None:
        """Write the ballast file beside an SQLite database, to be deleted on a full disk."""
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
        """Return the number of rows in each table."""
        counts: dict[str, int] = {}
        for name in _TABLES:
            table = tables.metadata.tables[name]
            counts[name] = await db.scalar(select(func.count()).select_from(table)) or 0
        return counts

    @question
    async def time(self, db: AsyncConnection) -> datetime:
        """Return the database's time, by which all processes that share it go."""
        asked = "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
        if db.dialect.name == "postgresql":
            asked = "SELECT clock_timestamp()"
        now: Any = await db.scalar(text(asked))
        return now if isinstance(now, datetime) else datetime.fromisoformat(now)

    @question
    async def damage(self, db: AsyncConnection) -> str:
        """Return what SQLite finds wrong with its pages; empty if nothing, or for PostgreSQL."""
        if db.dialect.name == "postgresql":
            return ""
        found: str | None = await db.scalar(text("PRAGMA quick_check(1)"))
        return "" if found == "ok" else str(found)


def copy(source: Path, target: Path) -> None:
    """Copy a database by SQLite's online backup, page by page."""
    with closing(sqlite3.connect(source)) as reading:
        write_copy(reading, target)


def write_copy(reading: sqlite3.Connection, target: Path) -> None:
    """Copy what `reading` has open into a new file; a half-made copy never has the final name."""
    if target.exists():
        raise FileExistsError(target)
    half = target.with_name(target.name + ".part")
    with closing(sqlite3.connect(half)) as writing:
        reading.backup(writing, pages=256)
    half.replace(target)
