"""Whose turn it is to ask: few requests at a time per host, spaced, and none while it rests.

Rule 1: a request that hangs gives its place among all to the next after a moment, so that dead
servers never keep a healthy one waiting; only its own host stays busy.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.polls import HOST_PAUSED
from bot.feeds.failures import FeedFailed

_PATIENCE = timedelta(milliseconds=500)
_PLACES = 64
_SOCKETS = 512
"""Open at the same time, hanging ones included; well under the usual 1,024 files per process."""
_HOSTS = 2_000
"""Remembered hosts; beyond it those at rest are forgotten."""


@dataclass(slots=True)
class _Host:
    seats: asyncio.Semaphore
    visitors: int = 0
    next_at: float = 0.0
    paused_until: float = 0.0
    """Seconds of the loop's monotonic clock, as all times here."""

    def at_rest(self, now: float) -> bool:
        return not self.visitors and max(self.next_at, self.paused_until) < now


@dataclass(slots=True)
class Manners:
    """Limits per host and over all; one for the life of a Reader."""

    host_gap: timedelta
    host_concurrency: int
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_PLACES))
    _sockets: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_SOCKETS))

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until `host` may be asked once. Raises FeedFailed while it rests."""
        place = self._host(host)
        place.visitors += 1
        try:
            _refuse_paused(host, place)
            async with place.seats:
                await self._spaced(host, place)
                async with self._sockets, self._one_of_all():
                    yield
        finally:
            place.visitors -= 1

    def pause(self, host: str, wait: timedelta) -> None:
        """The host asked to be left alone for `wait`; every feed of it obeys."""
        until = asyncio.get_running_loop().time() + wait.total_seconds()
        place = self._host(host)
        place.paused_until = max(place.paused_until, until)

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            if len(self._hosts) >= _HOSTS:
                self._forget()
            self._hosts[name] = _Host(asyncio.Semaphore(self.host_concurrency))
        return self._hosts[name]

    def _forget(self) -> None:
        now = asyncio.get_running_loop().time()
        for name in [name for name, host in self._hosts.items() if host.at_rest(now)]:
            del self._hosts[name]

    async def _spaced(self, name: str, host: _Host) -> None:
        now = asyncio.get_running_loop().time()
        start = max(now, host.next_at)
        host.next_at = start + self.host_gap.total_seconds()
        if start > now:
            await asyncio.sleep(start - now)
        _refuse_paused(name, host)

    @asynccontextmanager
    async def _one_of_all(self) -> AsyncIterator[None]:
        await self._places.acquire()
        loop = asyncio.get_running_loop()
        given_back = loop.call_later(_PATIENCE.total_seconds(), self._places.release)
        try:
            yield
        finally:
            if given_back.when() > loop.time():
                given_back.cancel()
                self._places.release()


def _refuse_paused(name: str, host: _Host) -> None:
    left = host.paused_until - asyncio.get_running_loop().time()
    if left > 0:
        wait = timedelta(seconds=left)
        raise FeedFailed(HOST_PAUSED, f"{name} asked to be left alone", retry_after=wait)
