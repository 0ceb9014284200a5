"""Whose turn it is to ask: few requests at a time per host, spaced, and none while it rests.

Rule 1: a request that hangs gives its place among all to the next after a moment, so that dead
servers never keep a healthy one waiting; only its own host stays busy.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.reading.poll_result import HOST_PAUSED
from bot.core.reasons.feeds import FeedFailure
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

    host: _Host
    since: float


@dataclass(slots=True)
class Manners:
    """Limits per host and over all; one for the life of a Reader."""

    host_gap: timedelta
    host_concurrency: int
    spare_own: bool = True
    """False: this machine's own servers are asked without a gap, `_OWN_AT_ONCE` at a time."""
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
                await self._places.acquire()
                return self._taken(host)
            except BaseException:
                host.seats.release()
                raise
        except BaseException:
            host.visitors -= 1
            raise

    def leave(self, turn: Turn) -> None:
        """Give the turn back."""
        self._open -= 1
        turn.host.visitors -= 1
        turn.host.seats.release()
        if turn in self._patient:
            del self._patient[turn]
            self._places.release()

    def pause(self, turn: Turn, wait: timedelta) -> None:
        """The host asked to be left alone for `wait`; every feed of it obeys."""
        until = asyncio.get_running_loop().time() + wait.total_seconds()
        turn.host.paused_until = max(turn.host.paused_until, until)

    def _taken(self, host: _Host) -> Turn:
        loop = asyncio.get_running_loop()
        turn = Turn(host, loop.time())
        self._patient[turn] = None
        self._open += 1
        if self._look is None:
            self._look = loop.call_later(_LOOK_EVERY, self._free_the_late)
        return turn

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


def _refuse_paused(name: str, host: _Host) -> None:
    if not host.paused_until:
        return
    left = host.paused_until - asyncio.get_running_loop().time()
    if left > 0:
        rest = timedelta(seconds=left)
        raise FeedFailed(HOST_PAUSED, FeedFailure.LEFT_ALONE(host=name), retry_after=rest)
