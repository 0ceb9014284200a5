"""Keeps feeds from reaching private addresses (SSRF).

A URL is checked before it is requested, and the address again when its socket is made. The second
check is the one that counts: a public host name may resolve to 127.0.0.1, or to a public address
when checked and to a private one a moment later (DNS rebinding). It covers redirects too.
"""

import socket
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address

from aiohttp import AddrInfoType
from yarl import URL

from bot.core.reading.address_rules import PRIVATE, refused_address, refused_url
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import ReasonKind
from bot.feeds.failures import AddressRefused, FeedFailed


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be connected to; the (host, port) pairs of `also` always may."""

    allow_private: bool = False
    also: frozenset[tuple[str, int]] = frozenset()

    def checked(self, url: str) -> URL:
        """Parse a URL. Raises FeedFailed for one that must not be requested."""
        if any(f"//{host}:{port}/" in url for host, port in self.also):
            return URL(url)
        return _checked(url, self.allow_private)

    def open_socket(self, info: AddrInfoType) -> socket.socket:
        """Make a socket for the address that aiohttp's connector is about to connect to.

        Raises AddressRefused if it must not connect there.
        """
        family, kind, protocol, _, address = info
        refused = self._refused(str(address[0]), int(address[1]))
        if refused is not None:
            raise AddressRefused(refused(host=str(address[0])))
        return socket.socket(family, kind, protocol)

    def _refused(self, host: str, port: int) -> ReasonKind | None:
        if (host, port) in self.also:
            return None
        # "fe80::1%eth0": the zone after the percent sign is no part of the address
        refused = refused_address(ip_address(host.partition("%")[0]))
        return None if self.allow_private and refused in PRIVATE else refused


@lru_cache(maxsize=4_096)
def _checked(url: str, allow_private: bool) -> URL:
    refused = refused_url(url, allow_private=allow_private)
    if refused is not None:
        raise FeedFailed("refused_url", FeedFailure.NOT_FETCHED(url=url, reason=refused))
    return URL(url)
