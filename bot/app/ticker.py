"""APScheduler gives the beat; the work is done by the flow that waits for it.

Rule 1: its own shutdown would cancel running work: jobs here only wake a loop, and the loop ends
itself.
Rule 2: it goes by the wall clock, which may be set. Forward, and it goes through every beat left
out, years of them; so its own trigger leaves them out too. Back, and it is silent until then; so
a beat that does not come is taken half a beat later by the loop's own clock.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

Work = Callable[[], Awaitable[object]]


class _Every(BaseTrigger):  # type: ignore[misc]  # apscheduler has no types
    """The next beat lies ahead, however long ago the last was."""

    def __init__(self, every: timedelta) -> None:
        self._every = every

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        following = (previous or now) + self._every
        return following if following > now else now + self._every


class Ticker:
    """One scheduler for all loops of the process."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.start()

    async def beat(self, every: timedelta, work: Work, ended: asyncio.Event) -> None:
        """Do `work` now and at every beat until `ended`; one that comes too early is missed."""
        wake = asyncio.Event()
        job = self._scheduler.add_job(wake.set, _Every(every), misfire_grace_time=None)
        try:
            while not ended.is_set():
                wake.clear()
                await work()
                await either(wake, ended, within=every * 1.5)
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
