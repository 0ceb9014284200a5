"""The database fails in the worst moment: what was on the wire is unknown, never lost."""

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.messages import Outgoing
from bot.core.delivery.outbox import SendResult, Sent
from bot.core.types import DeliveryState
from bot.errors import DiskFull, StorageError
from bot.sender.sender import Sender
from storage.store import Store
from tests.build import a_chat
from tests.integration.promised import AT_ONCE, Figure, posts, promise, stories, with_chats
from tests.integration.pushed import Telegram, an_open_line, clock, fresh, settled, worded


@pytest.mark.fault("F6")
@pytest.mark.fault("F3")
async def test_a_sent_that_cannot_be_committed_is_known_when_the_database_is_back(
    tmp_path: Path, record_property: Figure
) -> None:
    file = tmp_path / "isswire.db"
    away = sqlite3.connect(file, isolation_level=None)

    async def the_table_goes(outgoing: Outgoing) -> SendResult:
        if len(telegram.took) == 1:
            away.execute("ALTER TABLE post RENAME TO away")
        return Sent(len(telegram.took))

    telegram = Telegram(the_table_goes)
    async with await Store.open(f"sqlite:///{file}") as store:
        await with_chats(store, 7, stories=stories(3))
        await promise(store, *(fresh(each) for each in posts([7], 3)))
        sender = Sender(
            store, worded, telegram.send, clock, "test", an_open_line(), limits=AT_ONCE
        )
        with pytest.raises(ExceptionGroup) as ended:
            await asyncio.wait_for(sender.push(asyncio.Event()), 10)
        assert isinstance(ended.value.exceptions[0], StorageError)
        took = len(telegram.took)
        away.execute("ALTER TABLE away RENAME TO post")
        stop = asyncio.Event()
        pushing = asyncio.create_task(sender.push(stop))
        await settled(store, 3)
        stop.set()
        await pushing
        sizes = await store.queue_sizes()
    away.close()
    copies = len(telegram.took) - len(set(telegram.took))
    record_property("figure", f"L=0 D={copies}, requests before it was mended {took}")
    record_property("limit", "L=0 D=1, 1 request")
    assert (took, copies, sizes) == (1, 0, {DeliveryState.SENT: 3})


@pytest.mark.fault("F6")
async def test_more_work_than_connections_waits_its_turn(
    migrated_postgres: str, record_property: Figure
) -> None:
    async def hold(db: AsyncConnection) -> None:
        await db.execute(text("SELECT pg_sleep(1)"))

    async with await Store.open(migrated_postgres) as store:
        began = time.monotonic()
        await asyncio.gather(
            *(store.run_question(hold) for _ in range(10)),
            *(store.record_chat(a_chat(number)) for number in range(1, 51)),
        )
        waited, found = time.monotonic() - began, len(await store.chats())
    record_property("figure", f"errors 0, {found} of 50 changes within {waited:.1f} s")
    record_property("limit", "errors 0")
    assert found == 50


@pytest.mark.fault("F7")
@pytest.mark.parametrize("state", ["40001", "40P01", "55P03"])
async def test_a_collision_is_tried_again(
    migrated_postgres: str, record_property: Figure, state: str
) -> None:
    tries = 0

    async def collide(db: AsyncConnection) -> int:
        nonlocal tries
        tries += 1
        await db.execute(text("UPDATE counter SET value = value + 1"))
        if tries < 4:
            await db.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$"))
        return int(await db.scalar(text("SELECT max(value) FROM counter")))

    async with await Store.open(migrated_postgres) as store:
        value = await store.run_change(collide)
    record_property("figure", f"{tries} tries, counted {value} time")
    record_property("limit", "6 tries, once")
    assert (tries, value) == (4, 1)


@pytest.mark.fault("F2")
async def test_a_full_disk_of_postgresql_is_called_so(migrated_postgres: str) -> None:
    async def fill(db: AsyncConnection) -> None:
        said = "MESSAGE = 'could not extend file: No space left on device'"
        await db.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '53100' USING {said}; END $$"))

    async with await Store.open(migrated_postgres) as store:
        with pytest.raises(DiskFull, match="free some space on the database server's disk"):
            await store.run_change(fill)
