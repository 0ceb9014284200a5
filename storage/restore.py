"""Put a backup in the database's place without flooding anybody with the news since.

Rule 1: nothing is replaced while a bot has it open, and none can open it until all is in place.
Rule 2: the replaced database stays beside it.
Rule 3: entries the backup has not seen are read quietly: they appear in lists and digests, and no
alert repeats.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from bot.core.reading.schedule import state_after_restore
from bot.errors import StorageError
from storage.backup import Contents, Progress, contents, copy, write_copy
from storage.db.engine import database_url
from storage.db.sqlite import sqlite_file
from storage.outbox.holders import holder_name
from storage.store import Store

_PARTS = ("", "-wal", "-shm")
_IN_USE = "restore: a bot works on this database; stop it first"


async def restore(
    url: str, backup: Path | None, *, now: datetime, progress: Progress | None = None
) -> int:
    """Put `backup` in place and have its feeds read quietly; return how many feeds. With None the
    backup is in place already.

    Raises StorageError if that fails; the database is then as it was.
    """
    if backup is not None:
        return await _put_back(url, backup, now, progress)
    async with await Store.open(url, new=False) as store:
        await _refuse_beside_a_bot(store, now)
        return await _read_quietly(store, now)


async def _put_back(url: str, backup: Path, now: datetime, progress: Progress | None) -> int:
    parsed = database_url(url)
    file = sqlite_file(parsed)
    if file is None:
        raise StorageError("restore: PostgreSQL has pg_restore; then `isswire restore` alone")
    fresh, kept = _beside(file, "-restored"), _beside(file, "-replaced")
    fresh_url = parsed.set(database=str(fresh)).render_as_string()
    try:
        await asyncio.to_thread(_prepare, backup, fresh, kept, progress)
        async with await Store.open(fresh_url) as store:
            feeds = await _read_quietly(store, now)
        await asyncio.to_thread(_replace, file, fresh, kept)
    except (sqlite3.Error, OSError) as error:
        raise StorageError(f"restore: {error}") from error
    finally:
        fresh.unlink(missing_ok=True)
    return feeds


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


async def _read_quietly(store: Store, now: datetime) -> int:
    states = [state_after_restore(state, now) for state in (await store.feed_states()).values()]
    await store.record_polls(states)
    return len(states)


async def _refuse_beside_a_bot(store: Store, now: datetime) -> None:
    lease = await store.take_lease("leader", holder=holder_name(), now=now)
    if lease is None:
        raise StorageError(_IN_USE)
    await store.give_lease(lease, now=now)


def held_by(backup: Path) -> Contents:
    """Return what a backup holds. Raises StorageError if it is none; nothing is changed."""
    try:
        return contents(backup)
    except StorageError as error:
        raise StorageError(f"restore: {error}; nothing was changed") from error


def _prepare(backup: Path, fresh: Path, kept: Path, progress: Progress | None) -> None:
    held_by(backup)
    if kept.exists():
        raise FileExistsError(f"{kept} is there from an earlier time; move it away")
    for part in _PARTS:
        _beside(fresh, part).unlink(missing_ok=True)
    copy(backup, fresh, progress=progress)


def _replace(file: Path, fresh: Path, kept: Path) -> None:
    """Overwrite the file page by page; a program that opens it meanwhile waits for the end."""
    try:
        with alone(file) as db, closing(sqlite3.connect(fresh)) as reading:
            if db.execute("SELECT 1 FROM sqlite_master").fetchone():
                write_copy(db, kept)
            reading.backup(db)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # damaged: no bot can open it either
        for part in _PARTS:
            if _beside(file, part).exists():
                _beside(file, part).replace(_beside(kept, part))
        fresh.replace(file)


@contextmanager
def alone(file: Path) -> Iterator[sqlite3.Connection]:
    """Open the database for this process alone; raises StorageError if another has it open."""
    with closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as db:
        try:
            db.execute("PRAGMA locking_mode=EXCLUSIVE")
            db.execute("PRAGMA journal_mode=DELETE")
            db.execute("BEGIN EXCLUSIVE").execute("COMMIT")
        except sqlite3.OperationalError as error:
            raise StorageError(
                _IN_USE if "locked" in str(error) else f"restore: {error}"
            ) from error
        yield db
