"""The bot's time: the wall clock's at the start, continued by the monotonic clock.

Rule 1: leases, pace, intervals and the life of alerts go by this time, and it never jumps.
Rule 2: if the wall clock was set and has stayed so for ten minutes, it is believed: the bot starts
over by it (app/run_loop.py), and times stored until then are clamped
(bot/core/reading/clamping.py).
Rule 3: processes that share a database go by its clock. Otherwise one process's claims would look
expired to another, or seem to begin in the future.

Example: at 12:00 somebody sets the wall clock to 15:00. The bot goes on with 12:00, 12:01, ... If
the wall clock is put back within ten minutes, nothing has happened; else the bot starts over at
15:10.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

logger = logging.getLogger(__name__)

DRIFT = timedelta(seconds=2)
"""A smaller difference is NTP steering the clock, or two clocks of slightly different speed."""

BELIEVED_AFTER = timedelta(minutes=10)

SLOW = timedelta(seconds=0.5)
"""An answer that took longer is too inexact to set a clock by."""


def wall_clock() -> datetime:
    return datetime.now(UTC)


def uptime() -> timedelta:
    """Return the time since the machine started, including sleep where the system counts it."""
    boot = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(seconds=time.clock_gettime(boot))


class SteadyClock:
    """The bot's clock; call it for the time."""

    def __init__(
        self,
        wall: Callable[[], datetime] = wall_clock,
        uptime: Callable[[], timedelta] = uptime,
    ) -> None:
        self._wall, self._uptime = wall, uptime
        self._start = wall() - uptime()
        """The wall clock's time at the machine's start, if it had never been set."""
        self._doubted: tuple[datetime, timedelta] | None = None
        """A different start that the wall clock implies now, and the uptime at which it began to.
        """
        self._off: timedelta | None = None
        """Difference from the wall clock to the clock that is followed."""
        self.overruled = asyncio.Event()
        """Set once the wall clock has kept another time for ten minutes."""

    async def follow(self, other: Callable[[], Awaitable[datetime]]) -> None:
        """Go by another clock: at once the first time, later with the doubts of rule 2."""
        asked = self._uptime()
        answer = await other()
        took = self._uptime() - asked
        # The answer was true about half-way between asking and hearing it.
        theirs = answer + took / 2
        off = theirs - self._wall()
        if self._off is None:
            self._off, self._start = off, theirs - self._uptime()
            if abs(off) > DRIFT:
                logger.warning("the clock differs from the database's, using that one off=%s", off)
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
