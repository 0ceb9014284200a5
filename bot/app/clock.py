"""The bot's time: the wall clock's at the start, carried on by one that nobody can set.

Rule 1: leases, pace, intervals and the life of alerts go by this time, and it never jumps.
Rule 2: a wall clock that was set, and has stayed so for ten minutes, was put right: the bot starts
over by it (app/run_loop.py), and what it had stored until then is clamped
(bot/core/reading/clamping.py).
Rule 3: processes that share a database go by its clock: claims of one would else be over, or
begin in hours, to another.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

logger = logging.getLogger(__name__)

DRIFT = timedelta(seconds=2)
"""Less is a clock being steered, or two that tick a little differently."""

BELIEVED_AFTER = timedelta(minutes=10)

SLOW = timedelta(seconds=0.5)
"""An answer that took longer does not say what time it is."""


def wall_clock() -> datetime:
    return datetime.now(UTC)


def uptime() -> timedelta:
    """Since the machine was started; goes on while it sleeps, where the system can tell."""
    boot = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(seconds=time.clock_gettime(boot))


class SteadyClock:
    """Called for the time."""

    def __init__(
        self,
        wall: Callable[[], datetime] = wall_clock,
        uptime: Callable[[], timedelta] = uptime,
    ) -> None:
        self._wall, self._uptime = wall, uptime
        self._start = wall() - uptime()
        """What the wall clock would have said when the machine was started."""
        self._doubted: tuple[datetime, timedelta] | None = None
        """Another such start that the wall clock claims, and since when it does."""
        self._off: timedelta | None = None
        """From the wall clock to one that is followed."""
        self.overruled = asyncio.Event()
        """Set once the wall clock, set to another time, has stayed there."""

    async def follow(self, other: Callable[[], Awaitable[datetime]]) -> None:
        """Go by another clock: at once the first time, afterwards as by the wall clock."""
        asked = self._uptime()
        told = await other()
        took = self._uptime() - asked
        off = told + took / 2 - self._wall()
        if self._off is None:
            self._off, self._start = off, told + took / 2 - self._uptime()
            if abs(off) > DRIFT:
                logger.warning("the clock is not the database's, which is taken off=%s", off)
        elif took <= SLOW:
            self._off = off

    def __call__(self) -> datetime:
        up = self._uptime()
        claimed = self._wall() + (self._off or timedelta()) - up
        if abs(claimed - self._start) <= DRIFT:
            self._doubted = None
            self._start = max(self._start, claimed)
        elif self._doubted is None or abs(claimed - self._doubted[0]) > DRIFT:
            self._doubted = claimed, up
            logger.warning("the clock was set off=%s: not believed yet", claimed - self._start)
        elif up - self._doubted[1] >= BELIEVED_AFTER:
            self.overruled.set()
        return self._start + up
