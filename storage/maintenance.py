"""Keeping the database known: figures, damage, room on its disk."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.db import tables
from storage.db.transactions import Database, question

_TABLES = ("entry", "entry_key", "story", "report", "chat", "subscription", "delivery", "post")


class Maintenance(Database):
    """Figures and checks for operators, `doctor` and housekeeping."""

    def room(self) -> int | None:
        """Return the free bytes on an SQLite database's disk; None for PostgreSQL."""
        return self._reserve.room if self._reserve else None

    def hold_room(self) -> None:
        """Write the ballast file beside an SQLite database, to be deleted on a full disk."""
        if self._reserve:
            self._reserve.hold()

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
