"""A copy of the database: whole, named, and of nothing that is not there."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StorageError
from storage.backup import backup, contents
from storage.restore import held_by, restore
from storage.store import Store
from tests.build import NOON, a_chat


async def test_a_backup_is_made_while_the_store_is_in_use(tmp_path: Path) -> None:
    live, copy = tmp_path / "isswire.db", tmp_path / "backup.db"
    async with await Store.open(f"sqlite:///{live}") as store:
        await store.record_chat(a_chat(1))
        held = backup(f"sqlite:///{live}", copy)
        await store.record_chat(a_chat(2))
    assert (held.file, held.rows["chat"]) == (copy, 1)
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    async with await Store.open(f"sqlite:///{copy}") as restored:
        assert [chat.id for chat in await restored.chats()] == [1]


async def test_a_backup_says_what_it_holds_and_how_far_it_is(tmp_path: Path) -> None:
    async with await Store.open(f"sqlite:///{tmp_path / 'isswire.db'}") as store:
        await store.record_chat(a_chat(1))
    steps: list[tuple[int, int]] = []
    told = lambda done, pages: steps.append((done, pages))  # noqa: E731
    held = backup(f"sqlite:///{tmp_path / 'isswire.db'}", tmp_path / "copy.db", progress=told)
    assert "copy.db (0 stories, 0 entries, 1 chats, 0 deliveries; 0." in str(held)
    assert steps[-1][0] == steps[-1][1] > 0


def test_no_backup_is_made_of_a_database_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"isswire\.db does not exist.* set DATABASE_URL"):
        backup(f"sqlite:///{tmp_path / 'isswire.db'}", tmp_path / "copy.db")
    (tmp_path / "isswire.db").touch()
    with pytest.raises(StorageError, match=r"isswire\.db is empty"):
        backup(f"sqlite:///{tmp_path / 'isswire.db'}", tmp_path / "copy.db")
    assert [each.name for each in tmp_path.iterdir()] == ["isswire.db"]


async def test_a_backup_overwrites_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "backup.db"
    copy.write_text("precious")
    url = f"sqlite:///{tmp_path / 'isswire.db'}"
    async with await Store.open(url):
        with pytest.raises(StorageError, match="exists"):
            backup(url, copy)
        with pytest.raises(StorageError, match="backup"):
            backup(url, tmp_path / "nowhere" / "backup.db")
    assert copy.read_text() == "precious"


def test_postgresql_is_backed_up_by_its_own_tool(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="pg_dump"):
        backup("postgresql://db/isswire", tmp_path / "backup.db")


@pytest.mark.parametrize("what", ["nothing there", "empty", "another program's", "no database"])
async def test_what_is_no_backup_is_refused_and_changes_nothing(tmp_path: Path, what: str) -> None:
    live, junk = tmp_path / "isswire.db", tmp_path / "junk.db"
    async with await Store.open(f"sqlite:///{live}") as store:
        await store.record_chat(a_chat(1))
    if what == "empty":
        junk.touch()
    if what == "no database":
        junk.write_bytes(b"a letter " * 100)
    if what == "another program's":
        with closing(sqlite3.connect(junk)) as db:
            db.execute("CREATE TABLE song (name)")
    with pytest.raises(StorageError, match=r"restore: .*junk.db .*nothing was changed") as said:
        await restore(f"sqlite:///{live}", junk, now=NOON)
    assert "isswire.db" not in str(said.value)
    assert contents(live).rows["chat"] == 1


async def test_a_database_that_is_not_there_is_not_said_to_be_restored(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"isswire\.db is empty or not there"):
        await restore(f"sqlite:///{tmp_path / 'isswire.db'}", None, now=NOON)
    assert not (tmp_path / "isswire.db").exists()


async def test_an_empty_postgresql_database_is_not_said_to_be_restored(
    empty_postgres: str,
) -> None:
    with pytest.raises(StorageError, match="is empty or not there"):
        await restore(empty_postgres, None, now=NOON)


async def test_what_a_backup_holds_is_named_before_it_is_restored(tmp_path: Path) -> None:
    async with await Store.open(f"sqlite:///{tmp_path / 'copy.db'}") as store:
        await store.record_chat(a_chat(1))
    assert "1 chats" in str(held_by(tmp_path / "copy.db"))
