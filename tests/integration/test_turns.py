"""Processes that plan at the same time: one after the other, and nobody waits for a sleeper."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot.core.schedule import first_state
from bot.newsdesk import Newsdesk
from bot.rules.inflections import inflections
from storage.store import Store
from tests.build import NOON, a_feed, an_entry
from tests.e2e.feeds import headlines
from tests.integration.newsroom import a_newsroom
from tests.integration.promised import Figure


@asynccontextmanager
async def stores(database: str, count: int) -> AsyncIterator[list[Store]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(await Store.open(database)) for _ in range(count)]


async def test_one_process_has_the_turn(migrated_postgres: str) -> None:
    inside, most = 0, 0
    async with stores(migrated_postgres, 3) as processes:

        async def plans(store: Store) -> None:
            nonlocal inside, most
            for _ in range(5):
                async with store.turn():
                    inside += 1
                    most = max(most, inside)
                    await asyncio.sleep(0.01)
                    inside -= 1

        await asyncio.gather(*map(plans, processes))
    assert (inside, most) == (0, 1)


async def test_nobody_waits_for_a_process_that_stands_still(
    migrated_postgres: str, record_property: Figure
) -> None:
    async with stores(migrated_postgres, 2) as (still, other), still.turn():
        began = time.monotonic()
        async with other.turn():
            waited = time.monotonic() - began
    record_property("figure", f"{waited:.1f} s")
    assert 1.5 < waited < 4


async def test_a_turn_ends_with_its_connection(migrated_postgres: str) -> None:
    async with stores(migrated_postgres, 2) as (dead, other):
        async with dead.turn():
            await other.changed(lambda db: db.exec_driver_sql(OTHERS_ENDED))
            began = time.monotonic()
            async with other.turn():
                waited = time.monotonic() - began
        async with dead.turn():
            pass
    assert waited < 1.5


OTHERS_ENDED = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def test_processes_that_record_at_once_lose_no_news(
    tmp_path: Path, migrated_postgres: str
) -> None:
    titles = headlines()
    entries = [an_entry(next(titles), id=f"{n:032x}", keys=(bytes([n]) * 16,)) for n in range(60)]

    async with (
        a_newsroom(tmp_path) as room,
        room.opened() as intake,
        stores(migrated_postgres, 6) as processes,
    ):
        edition = intake.newsdesk.edition
        desks = [Newsdesk(edition, store, inflect=inflections) for store in processes]

        async def take(number: int) -> None:
            feed = a_feed(f"feed{number}", topics=("iss",))
            after = first_state(feed, NOON)
            desk = desks[number % 6]
            await desk.take(feed, (entries[number],), after, quiet=True, now=NOON)

        await asyncio.gather(*map(take, range(len(entries))))
        stored = await processes[0].stats()
    assert stored["entry"] == stored["story"] == len(entries)
