"""Backup and figures."""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import StorageError
from storage.db.disk_reserve import SIZE
from storage.store import Store
from tests.build import a_chat


async def test_a_backup_is_made_while_the_store_is_in_use(tmp_path: Path) -> None:
    live, copy = tmp_path / "isswire.db", tmp_path / "backup.db"
    async with await Store.open(f"sqlite:///{live}") as store:
        await store.record_chat(a_chat(1))
        await store.backup(copy)
        await store.record_chat(a_chat(2))
    with sqlite3.connect(copy) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    opened.close()
    async with await Store.open(f"sqlite:///{copy}") as restored:
        assert [chat.id for chat in await restored.chats()] == [1]


async def test_a_backup_overwrites_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    copy.write_text("precious")
    async with await Store.open(f"sqlite:///{tmp_path / 'isswire.db'}") as store:
        with pytest.raises(StorageError, match="exists"):
            await store.backup(copy)
        with pytest.raises(StorageError, match="backup"):
            await store.backup(tmp_path / "nowhere" / "backup.db")
    assert copy.read_text() == "precious"


async def test_postgresql_is_backed_up_by_its_own_tool(
    migrated_postgres: str, tmp_path: Path
) -> None:
    async with await Store.open(migrated_postgres) as store:
        with pytest.raises(StorageError, match="pg_dump"):
            await store.backup(tmp_path / "backup.db")


async def test_room_is_taken_where_no_system_call_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fallocate", raising=False)  # as on macOS
    async with await Store.open(f"sqlite:///{tmp_path / 'isswire.db'}") as store:
        store.hold_room()
    assert (tmp_path / "isswire.db-ballast").stat().st_blocks * 512 >= SIZE


async def test_the_databases_clock_is_aware_utc(store: Store) -> None:
    now = await store.time()
    assert now.utcoffset() == timedelta()
    assert await store.time() >= now
