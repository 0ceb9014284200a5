"""Restoring a backup floods nobody with the news since, and loses none of it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StorageError
from storage.backup import copy
from storage.restore import alone, restore
from storage.store import Store
from tests.build import NOON, a_chat
from tests.integration.newsroom import a_newsroom, in_a_digest, promised
from tests.integration.promised import Figure


@pytest.mark.fault("E8")
async def test_a_restored_backup_tells_nothing_again_and_loses_nothing(
    tmp_path: Path, record_property: Figure
) -> None:
    async with a_newsroom(tmp_path) as room:
        async with room.opened() as intake:
            room.publish(3)
            await room.poll(intake)
            copy(room.database, tmp_path / "copy.db")
            for _ in range(2):
                room.publish(4)
                await room.poll(intake)
            told = len(await promised(intake.store))
        feeds = await restore(f"sqlite:///{room.database}", tmp_path / "copy.db", now=room.now)
        async with room.opened() as intake:
            await room.poll(intake)
            again = len(await promised(intake.store)) - 3
            digest = await in_a_digest(intake.store, room.now)
            room.publish()
            await room.poll(intake)
            news = len(await promised(intake.store)) - 3 - again
    record_property(
        "figure", f"D={again} of 8 in the window, {digest} in a digest, then {news} of 1"
    )
    record_property("limit", "D=0, one digest")
    assert (told, feeds, again, news, digest) == (11, 1, 0, 1, 12)


def put_back(copy: Path, database: Path) -> None:
    """Copy the files by hand, as docs/operations.md describes."""
    for part in ("", "-wal", "-shm"):
        Path(f"{database}{part}").unlink(missing_ok=True)
    copy.rename(database)


@pytest.mark.fault("E8")
async def test_a_copy_put_back_by_hand_repeats_no_more_than_its_window(
    tmp_path: Path, record_property: Figure
) -> None:
    async with a_newsroom(tmp_path) as room:
        async with room.opened() as intake:
            copy(room.database, tmp_path / "copy.db")
            for _ in range(5):
                room.publish(4)
                await room.poll(intake)
        put_back(tmp_path / "copy.db", room.database)
        async with room.opened() as intake:
            await room.poll(intake)
            again = await promised(intake.store)
    alone = sum(not each.in_catch_up for each in again)
    record_property("figure", f"D={len(again)} of 20 in the window, {alone} messages and one list")
    record_property("limit", "five messages and one list")
    assert (alone, len(again)) == (5, 20)


async def test_nothing_is_restored_under_a_working_bot(tmp_path: Path) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        copy(room.database, tmp_path / "copy.db")
        await intake.store.take_lease("leader", holder="other-machine 1 1", now=room.now)
        with pytest.raises(StorageError, match="stop it first"):
            await restore(f"sqlite:///{room.database}", tmp_path / "copy.db", now=room.now)


async def test_nothing_is_restored_under_a_bot_that_has_only_just_started(
    tmp_path: Path,
) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        copy(room.database, tmp_path / "copy.db")
        await intake.store.record_chat(a_chat(1))
        with pytest.raises(StorageError, match="stop it first"):
            await restore(f"sqlite:///{room.database}", tmp_path / "copy.db", now=room.now)
        assert await intake.store.chat(1) is not None
    assert not (tmp_path / "isswire.db-restored").exists()


async def test_a_bot_that_starts_meanwhile_waits_for_what_is_restored(tmp_path: Path) -> None:
    file, old = tmp_path / "isswire.db", tmp_path / "copy.db"
    async with await Store.open(f"sqlite:///{file}") as store:
        await store.record_chat(a_chat(1))
        copy(file, old)
        await store.record_chat(a_chat(2))
    with alone(file) as db, closing(sqlite3.connect(old)) as reading:
        opening = asyncio.create_task(Store.open(f"sqlite:///{file}"))
        await asyncio.sleep(0.3)
        assert not opening.done()
        reading.backup(db)
    async with await opening as store:
        assert [chat.id for chat in await store.chats()] == [1]


async def test_what_is_replaced_stays_beside_it_whole(tmp_path: Path) -> None:
    file, old = tmp_path / "isswire.db", tmp_path / "copy.db"
    async with await Store.open(f"sqlite:///{file}") as store:
        copy(file, old)
        await store.record_chat(a_chat(2))
    await restore(f"sqlite:///{file}", old, now=NOON)
    async with await Store.open(f"sqlite:///{file}-replaced") as store:
        assert [chat.id for chat in await store.chats()] == [2]
    async with await Store.open(f"sqlite:///{file}") as store:
        assert await store.chats() == ()


async def test_a_lost_database_is_restored_again_and_again(tmp_path: Path) -> None:
    file, old = tmp_path / "isswire.db", tmp_path / "copy.db"
    async with await Store.open(f"sqlite:///{old}") as store:
        await store.record_chat(a_chat(1))
    for _ in range(2):
        await restore(f"sqlite:///{file}", old, now=NOON)
        async with await Store.open(f"sqlite:///{file}") as store:
            assert [chat.id for chat in await store.chats()] == [1]
        file.unlink()


async def test_a_damaged_database_is_replaced_and_kept(tmp_path: Path) -> None:
    async with a_newsroom(tmp_path) as room:
        async with room.opened() as intake:
            copy(room.database, tmp_path / "copy.db")
        room.database.write_bytes(b"no database at all " * 100)
        await restore(f"sqlite:///{room.database}", tmp_path / "copy.db", now=room.now)
        async with room.opened() as intake:
            assert await promised(intake.store) == []
    assert (tmp_path / "isswire.db-replaced").read_bytes().startswith(b"no database")
