"""A backup put back: what came after it floods nobody, and nothing of it is lost."""

from pathlib import Path

import pytest

from bot.errors import StorageError
from storage.restoring import restore
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
            await intake.store.backup(tmp_path / "copy.db")
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
    """As docs/operations.md says for those who copy files."""
    for part in ("", "-wal", "-shm"):
        Path(f"{database}{part}").unlink(missing_ok=True)
    copy.rename(database)


@pytest.mark.fault("E8")
async def test_a_copy_put_back_by_hand_repeats_no_more_than_its_window(
    tmp_path: Path, record_property: Figure
) -> None:
    async with a_newsroom(tmp_path) as room:
        async with room.opened() as intake:
            await intake.store.backup(tmp_path / "copy.db")
            for _ in range(5):
                room.publish(4)
                await room.poll(intake)
        put_back(tmp_path / "copy.db", room.database)
        async with room.opened() as intake:
            await room.poll(intake)
            again = len(await promised(intake.store))
    record_property("figure", f"D={again} of 20 in the window, held {room.polled[-1].held}")
    record_property("limit", "D=10, the rest in a digest")
    assert (again, room.polled[-1].held) == (0, 20)


async def test_nothing_is_restored_under_a_working_bot(tmp_path: Path) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        await intake.store.backup(tmp_path / "copy.db")
        await intake.store.take_lease("leader", holder="other-machine 1 1", now=room.now)
        with pytest.raises(StorageError, match="stop it first"):
            await restore(f"sqlite:///{room.database}", tmp_path / "copy.db", now=room.now)


async def test_a_damaged_database_is_replaced_and_kept(tmp_path: Path) -> None:
    async with a_newsroom(tmp_path) as room:
        async with room.opened() as intake:
            await intake.store.backup(tmp_path / "copy.db")
        room.database.write_bytes(b"no database at all " * 100)
        await restore(f"sqlite:///{room.database}", tmp_path / "copy.db", now=room.now)
        async with room.opened() as intake:
            assert await promised(intake.store) == []
    assert (tmp_path / "isswire.db-replaced").read_bytes().startswith(b"no database")
