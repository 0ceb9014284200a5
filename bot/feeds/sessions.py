"""The HTTP client's sessions: a direct one behind the guard, and one for each proxy.

A proxy resolves names itself, so behind it the guard judges only what an address shows: its
scheme, its port, a host that is a number.
"""

import asyncio
import ssl
from dataclasses import dataclass, field

import aiohttp
from aiohttp.abc import AbstractResolver

from bot.feeds.bodies import ACCEPTED
from bot.feeds.guard import Guard

_KEPT_ALIVE = 10.0
"""Seconds a connection stays open: for redirects and further feeds of a host."""
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, application/json;q=0.8, text/xml;q=0.8, */*;q=0.1"
)


@dataclass(slots=True)
class Sessions:
    """Opens a session when it is first asked for; `aclose` them at the end.

    `contact` is the address in User-Agent, `trusted` the accepted certificates.
    """

    guard: Guard
    contact: str
    resolver: AbstractResolver | None = None
    trusted: ssl.SSLContext | None = None
    _open: dict[str, aiohttp.ClientSession] = field(default_factory=dict, repr=False)

    def session(self, proxy: str = "") -> aiohttp.ClientSession:
        """Return the session for a proxy, or the direct one."""
        if proxy not in self._open:
            self._open[proxy] = self._session(self._connector(proxy))
        return self._open[proxy]

    async def aclose(self) -> None:
        await asyncio.gather(*(session.close() for session in self._open.values()))

    def _connector(self, proxy: str) -> aiohttp.BaseConnector:
        if is_socks(proxy):
            from aiohttp_socks import ProxyConnector  # slow to load, and rarely needed

            return ProxyConnector.from_url(
                proxy.replace("socks5h:", "socks5:", 1),
                rdns=True,
                limit=0,
                keepalive_timeout=_KEPT_ALIVE,
                ssl=self.trusted or True,
            )
        return aiohttp.TCPConnector(
            limit=0,
            socket_factory=None if proxy else self.guard.open_socket,
            keepalive_timeout=_KEPT_ALIVE,
            ttl_dns_cache=60,
            resolver=None if proxy else self.resolver,
            ssl=self.trusted or True,
        )

    def _session(self, connector: aiohttp.BaseConnector) -> aiohttp.ClientSession:
        """Open a session without cookies and the environment's proxies; `Body` decompresses."""
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={
                "User-Agent": f"isswire (+{self.contact})",
                "Accept": _ACCEPT,
                "Accept-Encoding": ACCEPTED,
            },
            auto_decompress=False,
            trust_env=False,
        )


def is_socks(proxy: str) -> bool:
    return proxy.startswith("socks")


def http_proxy(proxy: str) -> str | None:
    """Return the proxy if requests have to name it; a SOCKS connector knows its own."""
    return None if not proxy or is_socks(proxy) else proxy
