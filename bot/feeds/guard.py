"""The door to the network: every address is judged again when a socket to it is made."""

import socket
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address

from aiohttp import AddrInfoType
from yarl import URL

from bot.core.reading.address_rules import PRIVATE, refused_address, refused_url
from bot.core.reasons.feeds import FeedFailure
from bot.core.types import ReasonKind
from bot.feeds.failures import AddressRefused, FeedFailed


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be connected to; `also` names single addresses that always may, with their port."""

    allow_private: bool = False
    also: frozenset[tuple[str, int]] = frozenset()

    def checked(self, url: str) -> URL:
        """Raises FeedFailed for a URL that must not be asked, whoever gave it."""
        if any(f"//{host}:{port}/" in url for host, port in self.also):
            return URL(url)
        return _checked(url, self.allow_private)

    def open_socket(self, found: AddrInfoType) -> socket.socket:
        """For aiohttp's connector, which calls it with the address it is about to connect to.

        Raises AddressRefused for what must not be connected to.
        """
        family, kind, protocol, _, place = found
        refused = self._refused(str(place[0]), int(place[1]))
        if refused is not None:
            raise AddressRefused(refused(host=str(place[0])))
        return socket.socket(family, kind, protocol)

    def _refused(self, host: str, port: int) -> ReasonKind | None:
        if (host, port) in self.also:
            return None
        refused = refused_address(ip_address(host.partition("%")[0]))
        return None if self.allow_private and refused in PRIVATE else refused


@lru_cache(maxsize=4_096)
def _checked(url: str, allow_private: bool) -> URL:
    refused = refused_url(url, allow_private=allow_private)
    if refused is not None:
        raise FeedFailed("refused_url", FeedFailure.NOT_FETCHED(url=url, reason=refused))
    return URL(url)
