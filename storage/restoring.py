"""A backup put in the place of the database, and nobody flooded by what came after it.

Rule 1: nothing is replaced while a bot works on it, and what is replaced stays beside it.
Rule 2: what the backup has not seen is read quietly: it is in lists and digests, no alert repeats.
"""

import asyncio
import sqlite3
from datetime import datetime
from pathlib import Path

from bot.core.schedule import restored
from bot.errors import StorageError
from storage.engine import database_url, sqlite_file
from storage.files import prepare
from storage.holders import holder_name
from storage.store import Store
from storage.upkeep import copy

_PARTS = ("", "-wal", "-shm")


async def restore(url: str, backup: Path | None, *, now: datetime) -> int:
    """Put `backup` in place and have its feeds read quietly; how many. None: it is in place.

    Raises StorageError where it cannot be; the database is then as it was.
    """
    if backup is not None:
        await _put_in_place(url, backup, now)
    async with await Store.open(url) as store:
        await _refuse_beside_a_bot(store, now)
        states = [restored(state, now) for state in (await store.feed_states()).values()]
        await store.record_polls(states)
    return len(states)


async def _put_in_place(url: str, backup: Path, now: datetime) -> None:
    file = sqlite_file(database_url(url))
    if file is None:
        raise StorageError("restore: PostgreSQL has pg_restore; then `isswire restore` alone")
    if await asyncio.to_thread(_replaces, file, backup):
        await _refuse_while_in_use(url, now)
    try:
        await asyncio.to_thread(_replace, file, backup)
    except (sqlite3.Error, OSError) as error:
        raise StorageError(f"restore: {error}") from error


def _replaces(file: Path, backup: Path) -> bool:
    """Whether there is a database already; raises StorageError where the backup is none."""
    if not backup.exists():
        raise StorageError(f"restore: {backup} does not exist")
    prepare(backup)
    return file.exists()


async def _refuse_while_in_use(url: str, now: datetime) -> None:
    try:
        opened = await Store.open(url)
    except StorageError:
        return  # no bot can work on it either: this is what backups are for
    async with opened:
        await _refuse_beside_a_bot(opened, now)


async def _refuse_beside_a_bot(store: Store, now: datetime) -> None:
    lease = await store.take_lease("leader", holder=holder_name(), now=now)
    if lease is None:
        raise StorageError("restore: a bot works on this database; stop it first")
    await store.give_lease(lease, now=now)


def _replace(file: Path, backup: Path) -> None:
    kept = file.with_name(file.name + "-replaced")
    if kept.exists():
        raise FileExistsError(f"{kept} is there from an earlier time; move it away")
    fresh = file.with_name(file.name + "-restored")
    fresh.unlink(missing_ok=True)
    copy(backup, fresh)
    for part in _PARTS:
        old = file.with_name(file.name + part)
        if old.exists():
            old.replace(kept.with_name(kept.name + part))
    fresh.replace(file)
