"""Whose turn it is to ask: few requests at a time per host, spaced, and none while it rests.

Rule 1: a request that hangs gives its place among all to the next after a moment, so that dead
servers never keep a healthy one waiting; only its own host stays busy.
Rule 2: where other processes ask the same hosts, a turn is this process's and then that of all.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.core.hosts import Resting, Visit
from bot.core.polls import HOST_PAUSED
from bot.feeds.failures import FeedFailed

_PATIENCE, _LOOK_EVERY = 0.1, 0.05
"""Seconds until a hanging request gives its place back, and between looks for such."""
_PLACES = 64
_SOCKETS = 512
"""Open at the same time, hanging ones included; well under the usual 1,024 files per process."""
_HOSTS = 2_000
"""Remembered hosts; beyond it those at rest are forgotten."""


_OWN = ("127.", "localhost", "[::1]", "::1")
_OWN_AT_ONCE = 32
"""Requests to one server of this machine: it has no other readers."""


class SharedHosts(Protocol):
    """The hosts as all processes see them."""

    async def enter(self, host: str) -> Visit | Resting:
        """The next visit to the host, once it begins."""

    async def leave(self, host: str, visit: Visit, rest: timedelta | None) -> None:
        """The visit is over; `rest`: the host asked to be left alone for so long."""


@dataclass(slots=True)
class _Host:
    seats: asyncio.Semaphore
    visitors: int = 0
    next_at: float = 0.0
    paused_until: float = 0.0
    """Seconds of the loop's monotonic clock, as all times here."""

    def at_rest(self, now: float) -> bool:
        return not self.visitors and max(self.next_at, self.paused_until) < now


@dataclass(slots=True, eq=False)
class Turn:
    """The right to ask a host once; `Manners.leave` gives it back."""

    name: str
    host: _Host
    since: float = 0.0
    visit: Visit | None = None
    """What other processes know of it."""
    rest: timedelta | None = None
    """What the host asked for in it."""


@dataclass(slots=True)
class Manners:
    """Limits per host and over all; one for the life of a Reader."""

    host_gap: timedelta
    host_concurrency: int
    spare_own: bool = True
    """False: this machine's own servers are asked without a gap, `_OWN_AT_ONCE` at a time."""
    shared: SharedHosts | None = None
    """Where other processes ask the same hosts."""
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_PLACES))
    _patient: dict[Turn, None] = field(default_factory=dict)
    """Turns that hold a place, the oldest first."""
    _open: int = 0
    _look: asyncio.TimerHandle | None = None

    async def turn(self, name: str) -> Turn:
        """Wait until the host may be asked once. Raises FeedFailed while it rests."""
        host = self._host(name)
        host.visitors += 1
        try:
            _refuse_paused(name, host)
            await host.seats.acquire()
            try:
                await self._spaced(name, host)
                return await self._taken(name, host)
            except BaseException:
                host.seats.release()
                raise
        except BaseException:
            host.visitors -= 1
            raise

    async def leave(self, turn: Turn) -> None:
        """Give the turn back. Raises StorageError when other processes cannot be told."""
        self._open -= 1
        turn.host.visitors -= 1
        turn.host.seats.release()
        if turn in self._patient:
            del self._patient[turn]
            self._places.release()
        if turn.visit is not None and self.shared is not None:
            await self.shared.leave(turn.name, turn.visit, turn.rest)

    def pause(self, turn: Turn, wait: timedelta) -> None:
        """The host asked to be left alone for `wait`; every feed of it obeys."""
        turn.rest = wait
        _pause(turn.host, wait)

    async def _taken(self, name: str, host: _Host) -> Turn:
        """The turn, once other processes let us in and there is a place."""
        turn = Turn(name, host, visit=await self._visit(name, host))
        try:
            await self._places.acquire()
        except BaseException:
            if turn.visit is not None and self.shared is not None:
                await self.shared.leave(name, turn.visit, None)
            raise
        loop = asyncio.get_running_loop()
        turn.since = loop.time()
        self._patient[turn] = None
        self._open += 1
        if self._look is None:
            self._look = loop.call_later(_LOOK_EVERY, self._free_the_late)
        return turn

    async def _visit(self, name: str, host: _Host) -> Visit | None:
        """The visit as other processes see it, begun; None where there are none."""
        if self.shared is None or not self._spares(name):
            return None
        visit = await self.shared.enter(name)
        if isinstance(visit, Resting):
            _pause(host, visit.wait)
            raise _paused(name, visit.wait)
        return visit

    def _free_the_late(self) -> None:
        loop = asyncio.get_running_loop()
        late = [turn for turn in self._patient if turn.since + _PATIENCE <= loop.time()]
        for turn in late[: max(_SOCKETS - self._open, 0)]:
            del self._patient[turn]
            self._places.release()
        again = bool(self._patient)
        self._look = loop.call_later(_LOOK_EVERY, self._free_the_late) if again else None

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
        for name in [name for name, host in self._hosts.items() if host.at_rest(now)]:
            del self._hosts[name]

    async def _spaced(self, name: str, host: _Host) -> None:
        now = asyncio.get_running_loop().time()
        start = max(now, host.next_at)
        host.next_at = start + (self.host_gap.total_seconds() if self._spares(name) else 0.0)
        if start > now:
            await asyncio.sleep(start - now)
        _refuse_paused(name, host)


def _pause(host: _Host, wait: timedelta) -> None:
    until = asyncio.get_running_loop().time() + wait.total_seconds()
    host.paused_until = max(host.paused_until, until)


def _refuse_paused(name: str, host: _Host) -> None:
    if not host.paused_until:
        return
    left = host.paused_until - asyncio.get_running_loop().time()
    if left > 0:
        raise _paused(name, timedelta(seconds=left))


def _paused(name: str, wait: timedelta) -> FeedFailed:
    return FeedFailed(HOST_PAUSED, f"{name} asked to be left alone", retry_after=wait)
