"""The operator's commands on the database: migrate, backup, restore. Each names what it works on.

Rule 1: none makes a database but `migrate`: a wrong DATABASE_URL is an error, not a new file.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.settings import Settings
from storage import backup as copying
from storage.db.engine import database_name
from storage.db.migrate import HEAD
from storage.restore import held_by, restore
from storage.store import Store

Progress = Callable[[int, int, str], None]
"""Told how much of how much is done, and of what."""


def migrate(settings: Settings, *, progress: Progress) -> str:
    """Bring the database to this version; return a line that says so."""
    reached: list[str] = []

    def told(version: str) -> None:
        reached.append(version)
        progress(int(version), int(HEAD), f"schema {version}")

    async def opened() -> None:
        async with await Store.open(settings.database_url, migrating=told):
            pass

    asyncio.run(opened())
    name = database_name(settings.database_url)
    if not reached:
        return f"{name}: at this version already, schema {HEAD}"
    return f"{name}: migrated, schema {HEAD}"


def backup(settings: Settings, target: Path, *, progress: Progress) -> str:
    """Copy the SQLite database while it is in use; raises StorageError if that fails."""

    def told(done: int, pages: int) -> None:
        progress(done, pages, "pages copied")

    held = copying.backup(settings.database_url, target, progress=told)
    return f"copied {database_name(settings.database_url)} to {held}"


def restored(settings: Settings, source: Path | None, *, progress: Progress) -> str:
    """Put a backup in place; raises StorageError if that fails."""

    def told(done: int, pages: int) -> None:
        progress(done, pages, "pages copied")

    held = f" from {held_by(source)}" if source else ""
    asked = restore(settings.database_url, source, now=datetime.now(UTC), progress=told)
    feeds = asyncio.run(asked)
    name = database_name(settings.database_url)
    kept = f"what it replaced is {name}-replaced; " if Path(f"{name}-replaced").exists() else ""
    quietly = f"what {feeds} feeds have brought since is read quietly at the next start"
    return f"restored {name}{held}; {kept}{quietly}"
