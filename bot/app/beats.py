"""APScheduler gives the beat; the work is done by the flow that waits for it.

Its own shutdown would cancel running work: jobs here only wake a loop, and the loop ends itself.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Work = Callable[[], Awaitable[object]]


class Beats:
    """One scheduler for all loops of the process."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.start()

    async def beat(self, every: timedelta, work: Work, ended: asyncio.Event) -> None:
        """Do `work` now and at every beat until `ended`; one that comes too early is missed."""
        wake = asyncio.Event()
        seconds = every.total_seconds()
        job = self._scheduler.add_job(wake.set, "interval", seconds=seconds, coalesce=True)
        try:
            while not ended.is_set():
                wake.clear()
                await work()
                await either(wake, ended)
        finally:
            job.remove()

    def end(self) -> None:
        self._scheduler.shutdown(wait=False)


async def either(*events: asyncio.Event, within: timedelta | None = None) -> bool:
    """Wait until one of the events is set; False when `within` has passed before."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    timeout = within.total_seconds() if within else None
    try:
        done, _ = await asyncio.wait(waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
    return bool(done)
