"""Hosts that other processes of this bot ask too: turns taken in the database.

Rule 1: a visit whose end cannot be told is over when this process asks its host again, and ends
by itself; nothing waits for it longer than that.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.core.hosts import Courtesy, Resting, Visit
from bot.errors import StorageError
from storage.store import Store

logger = logging.getLogger(__name__)

_ASK_AGAIN = 0.25
"""Seconds, while others make all the visits that a host bears."""


@dataclass(frozen=True, slots=True)
class HostTurns:
    """`bot.feeds.manners.SharedHosts`, in the database."""

    store: Store
    holder: str
    courtesy: Courtesy
    clock: Callable[[], datetime]

    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _making: set[int] = field(default_factory=set)
    """Visits asked for or made; what the database has beside them was let in and never heard."""

    async def enter(self, host: str) -> Visit | Resting:
        """The next visit, once it begins. Raises StorageError."""
        number, found = next(self._numbers), None
        self._making.add(number)
        try:
            while (found := await self._next(host, number)) is None:  # noqa: ASYNC110
                await asyncio.sleep(_ASK_AGAIN)  # until others leave
        finally:
            if not isinstance(found, Visit):
                self._making.discard(number)
        if isinstance(found, Visit):
            await self._begin(host, found)
        return found

    async def leave(self, host: str, visit: Visit, rest: timedelta | None) -> None:
        """The visit is over; `rest`: the host asked to be left alone for so long."""
        self._making.discard(visit.number)
        now = self.clock()
        until = now + rest if rest is not None else None
        try:
            await self.store.leave_host(host, visit, rest_until=until, now=now)
        except StorageError as error:
            logger.warning("the end of a visit is not told host=%s error=%s", host, error)

    async def _next(self, host: str, number: int) -> Visit | Resting | None:
        return await self.store.enter_host(
            host,
            self.courtesy,
            holder=self.holder,
            number=number,
            making=self._making,
            now=self.clock(),
        )

    async def _begin(self, host: str, visit: Visit) -> None:
        try:
            await asyncio.sleep((visit.start - self.clock()).total_seconds())
        except asyncio.CancelledError:
            await self.leave(host, visit, None)
            raise
