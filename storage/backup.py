"""Copy the SQLite database while it is in use, and say what a copy holds.

Rule 1: nothing is made or migrated for a copy: where no database is, none is copied.
Rule 2: a half-made copy never has the final name.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StorageError
from storage.db.engine import database_url
from storage.db.sqlite import sqlite_file

Progress = Callable[[int, int], None]
"""Told how many of how many pages are copied."""

_NAMED = {"story": "stories", "entry": "entries", "chat": "chats", "delivery": "deliveries"}

_PAGES = 256
"""Copied at a time; between them others may write."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database file holds."""

    file: Path
    size: int
    """Bytes."""
    rows: dict[str, int]

    def __str__(self) -> str:
        held = ", ".join(f"{self.rows[name]:,} {noun}" for name, noun in _NAMED.items())
        return f"{self.file} ({held}; {self.size / 1e6:,.1f} MB)"


def backup(url: str, target: Path, *, progress: Progress | None = None) -> Contents:
    """Copy the database of DATABASE_URL into a new file; return what the copy holds.

    Raises StorageError, in one line that says what to do, if there is none or it fails.
    """
    source = sqlite_file(database_url(url))
    if source is None:
        raise StorageError("backup: this database is PostgreSQL; use pg_dump")
    if not source.exists():
        raise StorageError(
            f"backup: {source.absolute()} does not exist, so there is nothing to copy; "
            "set DATABASE_URL to the bot's own"
        )
    try:
        copy(source, target, progress=progress)
    except FileExistsError as error:
        raise StorageError(f"backup: {target} exists; name a new file") from error
    except (sqlite3.Error, OSError) as error:
        raise StorageError(f"backup: {target}: {error}") from error
    return contents(target)


def contents(file: Path) -> Contents:
    """Return what a database file holds. Raises StorageError if it is none of the bot's."""
    if not file.exists():
        raise StorageError(f"{file} does not exist")
    try:
        with closing(sqlite3.connect(file)) as db:
            rows = {name: _count(db, name) for name in _NAMED}
    except sqlite3.DatabaseError as error:
        raise StorageError(f"{file} is no database of isswire ({error})") from error
    return Contents(file.absolute(), file.stat().st_size, rows)


def _count(db: sqlite3.Connection, table: str) -> int:
    counted: int = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # ours
    return counted


def copy(source: Path, target: Path, *, progress: Progress | None = None) -> None:
    """Copy a database by SQLite's online backup, page by page."""
    with closing(sqlite3.connect(source)) as reading:
        if reading.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
            raise StorageError(f"{source} is empty; name the bot's own database")
        write_copy(reading, target, progress=progress)


def write_copy(
    reading: sqlite3.Connection, target: Path, *, progress: Progress | None = None
) -> None:
    """Copy what `reading` has open into a new file."""
    if target.exists():
        raise FileExistsError(target)
    half = target.with_name(target.name + ".part")
    told = (lambda _, left, pages: progress(pages - left, pages)) if progress else None
    with closing(sqlite3.connect(half)) as writing:
        reading.backup(writing, pages=_PAGES, progress=told)
    half.replace(target)
