"""A loop that dies is restarted within seconds; one that keeps dying ends the process."""

import asyncio
import logging
import time

import pytest

from bot.app.supervisor import DEATHS, PAUSE, Supervisor
from bot.errors import ConfigError, DiskFull, StorageError
from tests.integration.promised import Figure


@pytest.mark.fault("E11")
async def test_a_loop_that_dies_is_started_again(
    caplog: pytest.LogCaptureFixture, record_property: Figure
) -> None:
    stop = asyncio.Event()
    supervisor, starts = Supervisor(stop), []

    async def loop() -> None:
        starts.append(time.monotonic())
        if len(starts) == 1:
            raise ZeroDivisionError
        await stop.wait()

    keeping = asyncio.create_task(supervisor.keep("sending", loop))
    await asyncio.sleep(1.5)
    stop.set()
    await keeping
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    record_property("figure", f"R={starts[1] - starts[0]:.1f} s, logged {len(errors)} time")
    record_property("limit", "R=5 s, once")
    assert starts[1] - starts[0] <= 5
    assert [record.message.split()[:3] for record in errors] == [["loop", "died", "name=sending"]]
    assert supervisor.reasons() == ("sending died and was started again: see the log",)
    assert supervisor.fatal is None


async def test_a_loop_that_keeps_dying_ends_the_process_with_its_cause() -> None:
    stop = asyncio.Event()
    supervisor, broken = (
        Supervisor(stop, PAUSE / 50),
        StorageError("database: disk I/O error; check the disk"),
    )
    starts = 0

    async def loop() -> None:
        nonlocal starts
        starts += 1
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_raising(broken))

    await asyncio.wait_for(supervisor.keep("leading", loop), 20)
    assert (stop.is_set(), supervisor.fatal, starts) == (True, broken, DEATHS)


async def test_an_error_that_people_must_fix_ends_the_process_at_once() -> None:
    stop = asyncio.Event()
    supervisor, wrong = Supervisor(stop), ConfigError("PORT: 80 is taken")
    await asyncio.wait_for(supervisor.keep("serving", lambda: _raising(wrong)), 5)
    assert (stop.is_set(), supervisor.fatal) == (True, wrong)


async def _raising(error: Exception) -> None:
    raise error


@pytest.mark.fault("F2")
async def test_a_full_disk_is_waited_for() -> None:
    stop = asyncio.Event()
    supervisor, starts = Supervisor(stop, PAUSE / 100), 0

    async def loop() -> None:
        nonlocal starts
        starts += 1
        if starts <= 2 * DEATHS:
            raise DiskFull("database: database or disk is full")

    await asyncio.wait_for(supervisor.keep("pruning", loop), 10)
    assert (starts, stop.is_set(), supervisor.fatal) == (2 * DEATHS + 1, False, None)
