"""Limits requests: a few at a time per host, with a gap between them, none while it is paused.

Rule 1: a request that hangs soon gives up its place among all requests, so that dead servers never
delay healthy ones; only its own host stays busy.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.reading.poll_result import HOST_PAUSED
from bot.core.reasons.feed_failures import FeedFailure
from bot.feeds.failures import FeedFailed

_PATIENCE, _LOOK_EVERY = 0.1, 0.05
"""Seconds until a hanging request gives up its place, and between checks for such requests."""
_PLACES = 64
_SOCKETS = 512
"""Requests open at once, hanging ones included; well below the usual 1,024 files per process."""
_HOSTS = 2_000
"""Hosts remembered; beyond that, idle ones are forgotten."""

_OWN = ("127.", "localhost", "[::1]", "::1")
_OWN_AT_ONCE = 32
"""Requests at once to a server of this machine, which has no other readers."""


@dataclass(slots=True)
class _Host:
    seats: asyncio.Semaphore
    visitors: int = 0
    next_at: float = 0.0
    paused_until: float = 0.0
    """Seconds of the event loop's monotonic clock, like all times here."""

    def is_idle(self, now: float) -> bool:
        return not self.visitors and max(self.next_at, self.paused_until) < now


@dataclass(slots=True, eq=False)
class Visit:
    """The right to send a host one request; `HostQueue.leave` gives it back."""

    host: _Host
    since: float


@dataclass(slots=True)
class HostQueue:
    """Limits per host and in all; one for the life of a Reader."""

    host_gap: timedelta
    host_concurrency: int
    spare_own: bool = True
    """False: servers of this machine are asked without a gap, `_OWN_AT_ONCE` at a time."""
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_PLACES))
    _holding: dict[Visit, None] = field(default_factory=dict)
    """Visits that hold one of the `_places`, the oldest first."""
    _open: int = 0
    _look: asyncio.TimerHandle | None = None

    async def enter(self, name: str) -> Visit:
        """Wait until the host may be sent a request. Raises FeedFailed while it is paused."""
        host = self._host(name)
        host.visitors += 1
        try:
            _refuse_paused(name, host)
            await host.seats.acquire()
            try:
                await self._wait_for_gap(name, host)
                await self._places.acquire()
                return self._admit(host)
            except BaseException:
                host.seats.release()
                raise
        except BaseException:
            host.visitors -= 1
            raise

    def leave(self, visit: Visit) -> None:
        """End a visit."""
        self._open -= 1
        visit.host.visitors -= 1
        visit.host.seats.release()
        if visit in self._holding:
            del self._holding[visit]
            self._places.release()

    def pause(self, visit: Visit, wait: timedelta) -> None:
        """Send the host nothing for `wait`, as it has asked; this holds for all its feeds."""
        until = asyncio.get_running_loop().time() + wait.total_seconds()
        visit.host.paused_until = max(visit.host.paused_until, until)

    def _admit(self, host: _Host) -> Visit:
        loop = asyncio.get_running_loop()
        visit = Visit(host, loop.time())
        self._holding[visit] = None
        self._open += 1
        if self._look is None:
            self._look = loop.call_later(_LOOK_EVERY, self._release_late)
        return visit

    def _release_late(self) -> None:
        loop = asyncio.get_running_loop()
        # a hanging visit gives up its place, not its socket: those are bounded by _SOCKETS
        late = [visit for visit in self._holding if visit.since + _PATIENCE <= loop.time()]
        for visit in late[: max(_SOCKETS - self._open, 0)]:
            del self._holding[visit]
            self._places.release()
        again = bool(self._holding)
        self._look = loop.call_later(_LOOK_EVERY, self._release_late) if again else None

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            if len(self._hosts) >= _HOSTS:
                self._forget()
            at_once = self.host_concurrency if self._spares(name) else _OWN_AT_ONCE
            self._hosts[name] = _Host(asyncio.Semaphore(at_once))
        return self._hosts[name]

    def _spares(self, name: str) -> bool:
        return self.spare_own or not name.startswith(_OWN)

    def _forget(self) -> None:
        now = asyncio.get_running_loop().time()
        for name in [name for name, host in self._hosts.items() if host.is_idle(now)]:
            del self._hosts[name]

    async def _wait_for_gap(self, name: str, host: _Host) -> None:
        now = asyncio.get_running_loop().time()
        start = max(now, host.next_at)
        host.next_at = start + (self.host_gap.total_seconds() if self._spares(name) else 0.0)
        if start > now:
            await asyncio.sleep(start - now)
        _refuse_paused(name, host)


def _refuse_paused(name: str, host: _Host) -> None:
    if not host.paused_until:
        return
    left = host.paused_until - asyncio.get_running_loop().time()
    if left > 0:
        rest = timedelta(seconds=left)
        raise FeedFailed(HOST_PAUSED, FeedFailure.LEFT_ALONE(host=name), retry_after=rest)
