"""Who may stay connected to the bot's own port: so many at once, and none for being there first.

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


class Door:
    """Makes the protocol of each connection: the server's own, counted."""

    def __init__(self, make: Callable[[], asyncio.Protocol], *, places: int, share: int) -> None:
        self.open = 0
        self._make, self._places, self._share = make, places, share
        self._from = Counter[str]()
        self._idle: dict[asyncio.BaseProtocol, _Guest] = {}
        """By the server's own protocol; the one that has been idle longest comes first."""

    def __call__(self) -> asyncio.Protocol:
        return _Guest(self, self._make())

    @contextmanager
    def answering(self, inner: asyncio.BaseProtocol | None) -> Iterator[None]:
        """Keep the connection of this protocol from being ended as long as the block lasts."""
        guest = self._idle.pop(inner, None) if inner else None
        try:
            yield
        finally:
            if guest and guest.is_here:
                self._idle[guest.inner] = guest

    def entered(self, guest: "_Guest") -> None:
        self.open += 1
        self._from[guest.address] += 1
        self._idle[guest.inner] = guest
        if self._from[guest.address] > self._share:
            next(each for each in self._idle.values() if each.address == guest.address).end()
        elif self.open > self._places:
            next(iter(self._idle.values())).end()

    def left(self, guest: "_Guest") -> None:
        self.open -= 1
        self._from[guest.address] -= 1
        self._from += Counter()  # drops the addresses nobody comes from any more
        self._idle.pop(guest.inner, None)


class _Guest(asyncio.Protocol):
    """Passes everything on to the server's own protocol; tells the door who comes and goes."""

    def __init__(self, door: Door, inner: asyncio.Protocol) -> None:
        self.inner = inner
        self.address = ""
        self.is_here = False
        self._door = door

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # TCP has no other
        self._transport = transport
        self.address = str((transport.get_extra_info("peername") or ("",))[0])
        self.inner.connection_made(transport)
        self.is_here = True
        self._door.entered(self)

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
        """The place is free at once: many may come before the transport tells of its end."""
        self._leave()
        self._transport.abort()

    def _leave(self) -> None:
        if self.is_here:
            self.is_here = False
            self._door.left(self)
