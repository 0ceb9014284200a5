"""The way to a feed's server: its headers, name, password, cookies and proxy, with secrets put in.

Rule 1: a secret is named in feeds.yaml as `${FEED_...}` and comes from the environment; nothing
here shows one.
Rule 2: what a stanza says is for its own server: on a redirect elsewhere no header and no password
goes along.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import CookieJar
from yarl import URL

from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import Access
from bot.feeds.failures import FeedFailed

_VARIABLE = re.compile(r"\$\{(\w+)\}")
DIRECT = "none"
"""As a feed's proxy: none, though one is set for all."""
_PLAIN = Access()


@dataclass(frozen=True, slots=True)
class Way:
    """How one poll reaches its server; `private` are headers for `origin` alone."""

    origin: URL
    user_agent: str = ""
    private: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: str = field(default="", repr=False)
    cookies: CookieJar | None = None

    def headers(self, url: URL) -> dict[str, str]:
        """Return the headers to send to an address."""
        named = {"User-Agent": self.user_agent} if self.user_agent else {}
        return named | (dict(self.private) if url.origin() == self.origin else {})


@dataclass(frozen=True, slots=True)
class Ways:
    """Makes the ways: `variables` are those that feeds may name, `proxy` is for all of them."""

    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: str = field(default="", repr=False)

    def way(self, url: URL, access: Access | None = None) -> Way:
        """Return the way to an address. Raises FeedFailed for a variable that is not set."""
        if access in (None, _PLAIN) and not self.proxy:
            return Way(url.origin())
        access = access or _PLAIN
        private = {name: self._filled(value) for name, value in access.headers}
        if access.auth:
            password = b64encode(self._filled(access.auth).encode()).decode("ascii")
            private["Authorization"] = f"Basic {password}"
        proxy = self._filled(access.proxy) if access.proxy else self.proxy
        return Way(
            origin=url.origin(),
            user_agent=self._filled(access.user_agent),
            private=private,
            proxy="" if proxy == DIRECT else proxy,
            cookies=CookieJar(unsafe=True) if access.keeps_cookies else None,
        )

    def _filled(self, text: str) -> str:
        def value(found: re.Match[str]) -> str:
            if not (secret := self.variables.get(found[1], "")):
                raise FeedFailed("no_variable", FeedFailure.NO_VARIABLE(name=found[1]))
            return secret

        return _VARIABLE.sub(value, text)
