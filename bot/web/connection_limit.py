"""Limits the connections to the bot's own port: so many at once, so many from one address.

Rule 1: where an address has its share, or all places are taken, a newcomer takes the place of
whoever has been idle longest; a request that is being answered is never cut off for another.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PLACES = 100
"""Connections at once: a platform's proxy, a scraper, Telegram's webhook (up to 40)."""

SHARE = 50
"""Of them for one address, which may be the proxy that everybody comes through."""


class ConnectionLimit:
    """Makes the protocol of each connection: the server's own, counted."""

    def __init__(self, make: Callable[[], asyncio.Protocol], *, places: int, share: int) -> None:
        self.open = 0
        self._make, self._places, self._share = make, places, share
        self._from = Counter[str]()
        self._idle: dict[asyncio.BaseProtocol, _Connection] = {}
        """By the server's own protocol; the one that has been idle longest comes first."""

    def __call__(self) -> asyncio.Protocol:
        return _Connection(self, self._make())

    @contextmanager
    def answering(self, inner: asyncio.BaseProtocol | None) -> Iterator[None]:
        """Keep the connection of this protocol from being ended as long as the block lasts."""
        connection = self._idle.pop(inner, None) if inner else None
        try:
            yield
        finally:
            if connection and connection.is_open:
                self._idle[connection.inner] = connection

    def opened(self, connection: "_Connection") -> None:
        self.open += 1
        self._from[connection.address] += 1
        self._idle[connection.inner] = connection
        if self._from[connection.address] > self._share:
            next(each for each in self._idle.values() if each.address == connection.address).end()
        elif self.open > self._places:
            next(iter(self._idle.values())).end()

    def closed(self, connection: "_Connection") -> None:
        self.open -= 1
        self._from[connection.address] -= 1
        self._from += Counter()  # drops the addresses nobody comes from any more
        self._idle.pop(connection.inner, None)


class _Connection(asyncio.Protocol):
    """Passes everything on to the server's own protocol; the limit counts it."""

    def __init__(self, limit: ConnectionLimit, inner: asyncio.Protocol) -> None:
        self.inner = inner
        self.address = ""
        self.is_open = False
        self._limit = limit

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # TCP has no other
        self._transport = transport
        self.address = str((transport.get_extra_info("peername") or ("",))[0])
        self.inner.connection_made(transport)
        self.is_open = True
        self._limit.opened(self)

    def data_received(self, data: bytes) -> None:
        self.inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self.inner.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        self._leave()
        self.inner.connection_lost(error)

    def pause_writing(self) -> None:
        self.inner.pause_writing()

    def resume_writing(self) -> None:
        self.inner.resume_writing()

    def end(self) -> None:
        """Abort it; its place is free at once, before the transport tells of the end."""
        self._leave()
        self._transport.abort()

    def _leave(self) -> None:
        if self.is_open:
            self.is_open = False
            self._limit.closed(self)
