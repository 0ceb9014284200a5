"""Restarts loops that die: a passing fault costs seconds, not the process.

Rule 1: a death is logged once, and shown in /health until the loop has run for a while.
Rule 2: if a loop dies again and again, the process ends with the cause, and its platform decides.
A full disk is waited for: a restart would not empty it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.app.waiting import either
from bot.errors import BotError, ConfigError, DiskFull, first_cause

logger = logging.getLogger(__name__)

Loop = Callable[[], Awaitable[None]]

PAUSE = timedelta(seconds=1)
"""From a death to the next start; doubled after each further death, up to 4 s."""

DEATHS = 4
"""So many deaths of one loop within `WITHIN` end the process; a database's restart costs fewer."""

WITHIN = timedelta(minutes=2)

REMEMBERED = timedelta(seconds=30)
"""A loop that has run for so long since is healthy again."""


class Supervisor:
    """Keeps the loops of one process; `stop` is set when one cannot be kept."""

    def __init__(self, stop: asyncio.Event, pause: timedelta = PAUSE) -> None:
        self._stop = stop
        self._pause = pause
        self._deaths: dict[str, list[float]] = {}
        self.fatal: Exception | None = None
        """The error that ended the process."""

    async def keep(self, name: str, loop: Loop) -> None:
        """Run `loop` until it returns, restarting it when it dies."""
        while True:
            try:
                await loop()
            except Exception as error:  # a bug in one loop must not end the others
                pause = self._after(name, first_cause(error))
            else:
                return
            if await either(self._stop, within=pause):
                return

    def reasons(self) -> tuple[str, ...]:
        """Return the loops that died lately, for /health."""
        since = _now() - REMEMBERED.total_seconds()
        dead = (name for name, deaths in self._deaths.items() if deaths[-1] > since)
        return tuple(f"{name} died and was started again: see the log" for name in dead)

    def give_up(self, cause: Exception) -> None:
        """End the process; of several causes the first is reported."""
        self.fatal = self.fatal or cause
        self._stop.set()

    def _after(self, name: str, error: Exception) -> timedelta:
        """Log a death; return how long to wait before the next start."""
        is_bug = not isinstance(error, BotError)
        logger.error("loop died name=%s error=%s", name, error, exc_info=error if is_bug else None)
        since = _now() - WITHIN.total_seconds()
        deaths = [*(at for at in self._deaths.get(name, ()) if at > since), _now()]
        self._deaths[name] = deaths
        is_hopeless = len(deaths) >= DEATHS and not isinstance(error, DiskFull)
        if is_hopeless or isinstance(error, ConfigError):
            self.give_up(error)
        return self._pause * min(4, 1 << len(deaths) - 1)


def _now() -> float:
    return asyncio.get_running_loop().time()
