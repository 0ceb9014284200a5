"""Faults of the databases: locks, collisions, restarts, full disks."""

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.outbox import Sent
from bot.core.types import DeliveryState
from bot.errors import DiskFull, StorageError
from storage.db import tables
from storage.db.disk_reserve import SIZE
from storage.store import Store
from tests import postgres
from tests.build import NOON, a_chat, a_delivery
from tests.disks import filled, mounted
from tests.integration.promised import (
    Figure,
    a_lease,
    claimed,
    posts,
    promise,
    record,
    stories,
    with_chats,
)

_VALUE = tables.counter.c.value
_MINE = tables.counter.c.name == "story"


async def _read_then_write(db: AsyncConnection) -> None:
    value = await db.scalar(select(_VALUE).where(_MINE).with_for_update()) or 0
    await asyncio.sleep(0)
    await db.execute(update(tables.counter).where(_MINE).values(value=value + 1))


async def test_400_concurrent_changes_lose_no_update(
    database: str, record_property: Figure
) -> None:
    async with await Store.open(database) as one, await Store.open(database) as two:
        turns = [store.run_change(_read_then_write) for store in (one, two) for _ in range(200)]
        await asyncio.gather(*turns)
        kept = await one.run_question(lambda db: db.scalar(select(_VALUE).where(_MINE)))
    record_property("figure", f"{kept} of 400")
    assert kept == 400


async def test_a_change_that_fails_leaves_nothing(store: Store) -> None:
    async def fail(db: AsyncConnection) -> None:
        await db.execute(update(tables.counter).values(value=99))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.run_change(fail)
    assert set(await store.run_question(_counters)) == {0}


async def _counters(db: AsyncConnection) -> list[int]:
    return list((await db.execute(select(_VALUE))).scalars())


async def test_a_task_cancelled_within_a_change_leaves_nothing_and_blocks_nobody(
    store: Store,
) -> None:
    inside = asyncio.Event()

    async def hang(db: AsyncConnection) -> None:
        await db.execute(update(tables.counter).values(value=99))
        inside.set()
        await asyncio.sleep(3600)

    task = asyncio.create_task(store.run_change(hang))
    await inside.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert set(await store.run_question(_counters)) == {0}


@pytest.mark.fault("F1")
async def test_another_programs_write_lock_is_waited_for(
    tmp_path: Path, record_property: Figure
) -> None:
    file = tmp_path / "isswire.db"
    async with await Store.open(f"sqlite:///{file}") as store:
        other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN IMMEDIATE")
        asyncio.get_running_loop().call_later(3, other.rollback)
        began = time.monotonic()
        reading = asyncio.create_task(store.chats())
        await asyncio.gather(*(store.record_chat(a_chat(number)) for number in range(1, 11)))
        waited = time.monotonic() - began
        await reading
        other.close()
        assert len(await store.chats()) == 10
    record_property("figure", f"errors=0 wait={waited:.1f} s")
    record_property("limit", "errors=0")
    assert 2.5 < waited < 6


@pytest.mark.fault("F1")
async def test_two_processes_writing_one_file_get_no_error(
    tmp_path: Path, record_property: Figure
) -> None:
    url = f"sqlite:///{tmp_path / 'isswire.db'}"
    async with await Store.open(url) as one, await Store.open(url) as two:
        await asyncio.gather(
            *(one.record_chat(a_chat(number)) for number in range(1, 101)),
            *(two.record_chat(a_chat(-number)) for number in range(1, 101)),
            *(store.chats() for store in (one, two) for _ in range(20)),
        )
        found = len(await one.chats())
    record_property("figure", f"errors=0 rows={found}")
    record_property("limit", "errors=0 rows=200")
    assert found == 200


@pytest.mark.fault("F2")
async def test_on_a_full_disk_the_ballast_goes_first(
    tmp_path: Path, record_property: Figure
) -> None:
    with mounted(tmp_path / "disk") as disk:
        file = disk / "isswire.db"
        async with await Store.open(f"sqlite:///{file}") as store:
            store.hold_room()
            held = (disk / "isswire.db-ballast").stat().st_blocks * 512
            await store.record_deliveries([a_delivery()])
            with filled(disk):
                await store.record_deliveries([a_delivery(chat_id=n) for n in range(1000, 4000)])
                await store.prune(NOON)
                heavy = [a_delivery(chat_id=-n, body="x" * 70_000) for n in range(1, 300)]
                with pytest.raises(DiskFull, match="free some space"):
                    await store.record_deliveries(heavy)
            await store.record_deliveries(heavy[:10])
            sizes, damage = await store.queue_sizes(), await store.damage()
    record_property("figure", f"{held / 2**20:.0f} MB given up, {sizes} of 3011")
    record_property("limit", "L=0")
    assert (sizes, damage) == ({DeliveryState.PENDING: 3011}, "")
    assert held == SIZE


@pytest.mark.fault("F2")
async def test_a_full_disk_is_one_clear_line_and_nothing_half_written(tmp_path: Path) -> None:
    file = tmp_path / "isswire.db"
    async with await Store.open(f"sqlite:///{file}") as store:
        await store.record_chat(a_chat())
        await store.run_question(lambda db: db.execute(text("PRAGMA max_page_count = 60")))
        with pytest.raises(StorageError, match="free some space"):
            await store.record_deliveries([a_delivery(chat_id=n) for n in range(5000)])
        assert await store.queue_sizes() == {}
        await store.run_question(lambda db: db.execute(text("PRAGMA max_page_count = 100000")))
        await store.record_deliveries([a_delivery(chat_id=n) for n in range(5000)])
        assert await store.queue_sizes() == {DeliveryState.PENDING: 5000}


@pytest.mark.fault("F6")
async def test_a_cut_connection_costs_no_change(
    postgres_server: postgres.Server, migrated_postgres: str, record_property: Figure
) -> None:
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
    name = migrated_postgres.rpartition("/")[2]
    async with await Store.open(migrated_postgres) as store:
        for number in range(1, 41):
            if number % 4 == 0:
                postgres_server.sql(cut.format(name))
            await store.record_chat(a_chat(number))
        found = len(await store.chats())
    record_property("figure", f"L={40 - found} of 40, 10 cuts")
    record_property("limit", "L=0")
    assert found == 40


@pytest.mark.fault("F6")
async def test_a_restart_of_postgresql_is_outlived(
    postgres_binaries: Path, record_property: Figure
) -> None:
    with postgres.server(postgres_binaries) as server:
        async with await Store.open(server.url("postgres")) as store:
            await with_chats(store, 7, stories=stories(1))
            await promise(store, *posts([7], 1))
            lease = await a_lease(store)
            sending = await claimed(store, lease)
            assert sending is not None
            await asyncio.to_thread(server.restart)
            began = time.monotonic()
            counted = await record(store, sending, Sent(1), lease)
            recovered = time.monotonic() - began
            assert counted
            assert await store.queue_sizes() == {DeliveryState.SENT: 1}
    record_property("figure", f"L=0 D=0 R={recovered:.1f} s")
    record_property("limit", "L=0")


@pytest.mark.fault("F7")
async def test_eight_workers_collide_without_an_error(
    database: str, record_property: Figure
) -> None:
    workers = [await Store.open(database) for _ in range(8)]
    await with_chats(workers[0], 7, stories=stories(1))

    async def work(store: Store, own: int) -> None:
        for turn in range(5):
            await store.record_story(stories(turn + 1)[-1], posts([7, own + 100], turn + 1))
            await store.record_chat(a_chat(own + 100))
            await store.move_chat(own + 100, -own - 100)
            await store.record_chat(a_chat(7, title=f"{own} {turn}"))

    await asyncio.gather(*(work(store, own) for own, store in enumerate(workers)))
    sizes = await workers[0].queue_sizes()
    numbers = [story.number for story in await workers[0].latest_stories(limit=50)]
    for store in workers:
        await store.close()
    record_property("figure", "errors surfaced=0")
    record_property("limit", "errors surfaced=0")
    assert sizes == {DeliveryState.PENDING: 45}
    assert sorted(number or 0 for number in numbers) == list(range(1, 6))
