"""Regular beats from APScheduler; the loop that waits for a beat does the work.

Rule 1: APScheduler's shutdown would cancel running work, so jobs here only wake a loop, and the
loop ends by itself.
Rule 2: APScheduler goes by the wall clock, which may be set. Forward: it would run every missed
beat, years of them, so our trigger skips them. Back: it would be silent until the old time is
reached again, so a loop whose beat is missing goes on half a beat later by its own clock.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.app.waiting import either

Work = Callable[[], Awaitable[object]]


class _Every(BaseTrigger):  # type: ignore[misc]  # apscheduler has no types
    """Fires next in the future, however long ago it fired last."""

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
        """Do `work` now and at every beat until `ended`; beats during the work are skipped."""
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
