"""Where hubs find us (WebSub): they verify that we have asked, and tell of news.

Rule 1: who does not know a token, which is in the path, learns and changes nothing.
Rule 2: of what a hub sends only the signature is worked out, piece by piece; nothing is kept.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Mapping
from typing import Protocol

from aiohttp import web

from bot.web import CALLBACK

MOST = 8_000_000
"""Bytes of one push."""
PATIENCE = 10.0
"""Seconds for it."""
_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})
_LATER = {"Retry-After": "60"}


class Hubs(Protocol):
    """What the bot knows of its subscriptions at hubs."""

    leads: bool

    def challenge(self, token: str, query: Mapping[str, str]) -> str | None: ...
    def secret(self, token: str) -> str | None: ...
    def pushed(self, token: str) -> None: ...


def hub_routes(prefix: str, hubs: Hubs) -> list[web.RouteDef]:
    """Return the routes; `prefix` is PUBLIC_URL's own path."""

    async def verify(request: web.Request) -> web.StreamResponse:
        _require_lead(hubs)
        answer = hubs.challenge(request.match_info["token"], request.query)
        if answer is None:
            raise web.HTTPNotFound
        return web.Response(text=answer, headers={"X-Content-Type-Options": "nosniff"})

    async def push(request: web.Request) -> web.StreamResponse:
        _require_lead(hubs)
        token = request.match_info["token"]
        secret = hubs.secret(token)
        if secret is None:
            raise web.HTTPGone
        if not secret or await _is_signed(request, secret.encode()):
            hubs.pushed(token)
        return web.Response(status=202)

    where = prefix + CALLBACK + "{token:[A-Za-z0-9_-]{1,64}}"
    return [web.get(where, verify, allow_head=False), web.post(where, push)]


def _require_lead(hubs: Hubs) -> None:
    if not hubs.leads:
        raise web.HTTPServiceUnavailable(headers=_LATER)


async def _is_signed(request: web.Request, secret: bytes) -> bool:
    """Whether the body has the signature that goes with it."""
    method, _, signature = request.headers.get("X-Hub-Signature", "").partition("=")
    if method not in _METHODS or not signature.isascii():
        return False
    digest = hmac.new(secret, digestmod=getattr(hashlib, method))
    size = 0
    try:
        async with asyncio.timeout(PATIENCE):
            async for piece in request.content.iter_any():
                size += len(piece)
                if size > MOST:
                    raise web.HTTPRequestEntityTooLarge(MOST, size)
                digest.update(piece)
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    except (web.RequestPayloadError, ConnectionError) as error:
        raise web.HTTPBadRequest from error
    return hmac.compare_digest(digest.hexdigest(), signature.lower())
