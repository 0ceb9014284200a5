"""Two processes that ask the same host: to the host they are one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.app.clock import wall_clock
from bot.app.hosts import HostTurns
from bot.core.hosts import Courtesy, Visit
from bot.core.schedule import HOST_PAUSED, Failed
from bot.feeds.reader import Reader, reading
from storage.store import Store
from tests.e2e.process import eventually
from tests.integration.feed_server import (
    Request,
    a_document,
    an_answer,
    an_item,
    polled,
    saying,
    serving,
)

Record = Callable[[str, object], None]
FEED = an_answer(a_document(an_item("Soyuz docks")))
GAP = timedelta(milliseconds=200)


@asynccontextmanager
async def readers(
    database: str, count: int, *, gap: timedelta = GAP, span: timedelta = timedelta(minutes=1)
) -> AsyncIterator[list[Reader]]:
    """Each with a database connection of its own, as if in a process of its own."""
    async with AsyncExitStack() as stack:
        opened = []
        for number in range(count):
            store = await stack.enter_async_context(await Store.open(database))
            turns = HostTurns(store, f"process{number}", Courtesy(gap, 2, span), wall_clock)
            reader = reading(allow_private=True, host_gap=gap, shared_hosts=turns)
            opened.append(await stack.enter_async_context(reader))
        yield opened


@pytest.mark.fault("A18")
async def test_one_host_is_spared_by_all_processes_together(
    migrated_postgres: str, record_property: Record
) -> None:
    async def script(_: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.write(FEED)

    async with readers(migrated_postgres, 3) as processes, serving(script) as server:
        polls = [polled(process, server, path=f"/{n}") for process in processes for n in range(4)]
        await asyncio.gather(*polls)

    times = sorted(request.at for request in server.requests)
    mean = (times[-1] - times[0]) / (len(times) - 1)
    least = min(after - before for before, after in pairwise(times))
    record_property(
        "figure",
        f"{server.most_open} at once, {mean * 1000:.0f} ms apart, least {least * 1000:.0f}",
    )
    record_property("limit", "2 at once, 200 ms apart, by 3 processes")
    assert (len(times), server.most_open) == (12, 2)
    assert mean >= 0.18
    assert least >= 0.05  # on its way to the server one request is later than the other


@pytest.mark.fault("A18")
async def test_one_refusal_rests_the_host_for_every_process(
    migrated_postgres: str, record_property: Record
) -> None:
    busy = an_answer(status="429 Slow down", headers=["Retry-After: 3600"])
    async with (
        readers(migrated_postgres, 2, gap=timedelta(0)) as (one, other),
        serving(saying(busy)) as server,
    ):
        await polled(one, server)
        after = [await polled(other, server, path=f"/{number}") for number in range(5)]

    record_property("figure", f"Q={len(server.requests) - 1}")
    record_property("limit", "Q=0")
    refused = [result for (result,), _ in after if isinstance(result, Failed)]
    assert {result.kind for result in refused} == {HOST_PAUSED}
    assert all(3590 < (r.retry_after or GAP).total_seconds() <= 3600 for r in refused)
    assert (len(refused), len(server.requests)) == (5, 1)


async def test_a_poll_that_is_cancelled_gives_its_visit_back(migrated_postgres: str) -> None:
    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.path == "/hangs":
            await asyncio.sleep(60)
        writer.write(FEED)

    async with readers(migrated_postgres, 2) as (one, other), serving(script) as server:
        hanging = [asyncio.ensure_future(polled(one, server, path="/hangs")) for _ in range(4)]
        await eventually(lambda: len(server.requests) == 2)
        for poll in hanging:
            poll.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        async with asyncio.timeout(5):
            await polled(other, server)


@pytest.mark.fault("F6")
async def test_visits_whose_answer_was_lost_keep_nobody_out(
    migrated_postgres: str, record_property: Record
) -> None:
    """The database was cut off after it had let this process in, and before it heard of it."""
    async with (
        readers(migrated_postgres, 2) as (one, other),
        serving(saying(FEED)) as server,
        await Store.open(migrated_postgres) as store,
    ):
        for number in (-1, -2):
            await let_in(store, Courtesy(GAP, 2), "process0", number)
        began = asyncio.get_running_loop().time()
        await asyncio.wait_for(asyncio.gather(polled(one, server), polled(other, server)), 30)
        seconds = asyncio.get_running_loop().time() - began
    record_property("figure", f"asked after {seconds:.1f} s")
    record_property("limit", "5 s")
    assert len(server.requests) == 2
    assert seconds < 5


async def let_in(store: Store, courtesy: Courtesy, holder: str, number: int) -> None:
    visit = await store.enter_host(
        "127.0.0.1",
        courtesy,
        holder=holder,
        number=number,
        making={-1, -2, number},
        now=wall_clock(),
    )
    assert isinstance(visit, Visit)


async def test_a_visit_whose_process_stands_still_ends_by_itself(migrated_postgres: str) -> None:
    second = timedelta(seconds=1)
    async with (
        readers(migrated_postgres, 2, span=second) as (_, other),
        serving(saying(FEED)) as server,
        await Store.open(migrated_postgres) as store,
    ):
        courtesy = Courtesy(GAP, 2, second)
        for number in (1, 2):
            await let_in(store, courtesy, "still", number)
        async with asyncio.timeout(5):
            await polled(other, server)
    assert len(server.requests) == 1
