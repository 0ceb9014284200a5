"""Who may stay connected to the bot's own port: so many at once, and nobody who says nothing.

Rule 1: a request's head comes within some seconds, or the connection ends (slowloris).
Rule 2: where all places are taken, the one that has kept us waiting longest goes, not the newest.
"""

import asyncio
from collections.abc import Callable

PLACES = 100
"""Connections at once: a platform's proxy, a scraper, Telegram's webhook (up to 40)."""

PATIENCE = 10.0
"""Seconds for the head of a connection's first request; aiohttp watches over later ones."""

_END_OF_HEAD = b"\r\n\r\n"


class Door:
    """Makes the protocol of each connection: the server's own, guarded."""

    def __init__(
        self, make: Callable[[], asyncio.Protocol], *, places: int, patience: float
    ) -> None:
        self.open = 0
        self._make, self._places, self._patience = make, places, patience
        self._silent: dict[_Guarded, None] = {}

    def __call__(self) -> asyncio.Protocol:
        return _Guarded(self, self._make())

    def entered(self, guarded: "_Guarded") -> asyncio.TimerHandle:
        if self.open >= self._places:
            next(iter(self._silent), guarded).end()
        self.open += 1
        self._silent[guarded] = None
        return asyncio.get_running_loop().call_later(self._patience, guarded.end)

    def spoke(self, guarded: "_Guarded") -> None:
        self._silent.pop(guarded, None)

    def left(self, guarded: "_Guarded") -> None:
        self.spoke(guarded)
        self.open -= 1


class _Guarded(asyncio.Protocol):
    """Passes everything on; knows whether the head of the first request is complete."""

    def __init__(self, door: Door, inner: asyncio.Protocol) -> None:
        self._door, self._inner = door, inner
        self._tail = b""
        """The last bytes so far: the end of a head may come in pieces."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # TCP has no other
        self._transport = transport
        self._inner.connection_made(transport)
        self._timer = self._door.entered(self)

    def data_received(self, data: bytes) -> None:
        if _END_OF_HEAD in self._tail + data:
            self._timer.cancel()
            self._door.spoke(self)
        self._tail = (self._tail + data)[-3:]
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        self._timer.cancel()
        self._door.left(self)
        self._inner.connection_lost(error)

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def end(self) -> None:
        self._transport.abort()
