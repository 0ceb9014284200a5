"""The bot's port: /health for the platform, /metrics for the operator, Telegram's webhook, hubs,
and the public pages.

Rule 1: /health says what a platform needs and no more. /metrics needs the token; without one set,
it answers this machine only, and not a proxy on it that forwards for others.
Rule 2: a webhook call is checked for secret, method and size before any of it is parsed.
Rule 3: a request that breaks HTTP is counted; it is not an error of ours.
"""

import asyncio
import hmac
import json
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.web.connection_limit import PLACES, SHARE, ConnectionLimit
from bot.web.public_pages import PublicPages

PATIENCE = 10.0
"""Seconds for a request's head, for its body, and between requests on a connection."""

MAX_UPDATE = 1_000_000
"""Bytes; Telegram's updates are far smaller."""

_REMEMBERED_UPDATES = 10_000

_log = logging.getLogger(__name__)
_BROKEN = (HttpProcessingError, web.RequestPayloadError)


@dataclass(frozen=True, slots=True)
class Health:
    """`live`: the process works. `ready`: it can do its job; if not, `reasons` say why. `notes`
    deserve a look but stop nothing.
    """

    live: bool
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        return self.live and not self.reasons


@dataclass(frozen=True, slots=True)
class Webhook:
    """The path Telegram posts to, its secret, and what takes the update."""

    path: str
    secret: str
    take: Callable[[dict[str, object]], Awaitable[None]]


@asynccontextmanager
async def serving(
    *,
    host: str,
    port: int,
    health: Callable[[], Awaitable[Health]],
    metrics: Callable[[], Awaitable[bytes]],
    metrics_token: str = "",
    webhook: Webhook | None = None,
    hubs: Sequence[web.RouteDef] = (),
    pages: PublicPages | None = None,
    on_broken: Callable[[], None] = lambda: None,
    patience: float = PATIENCE,
) -> AsyncIterator[int]:
    """Serve until the block ends; yield the port. Raises OSError if it is taken.

    `on_broken` is called for every request that breaks HTTP.
    """

    @web.middleware
    async def kept(request: web.Request, handler: _Page) -> web.StreamResponse:
        with limit.answering(request.protocol):
            return await handler(request)

    app = web.Application(client_max_size=MAX_UPDATE, middlewares=[kept])
    own = [("/health", _health_page(health)), ("/metrics", _metrics_page(metrics, metrics_token))]
    app.add_routes([*(web.get(*each) for each in own), *_chosen_routes(webhook, hubs, pages)])
    app.on_response_prepare.append(_unsigned)
    log = _Requests(_log, on_broken)
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=patience, logger=log)
    await runner.setup()
    assert runner.server is not None  # noqa: S101  # `setup` has made it
    limit = ConnectionLimit(runner.server, places=PLACES, share=SHARE)
    try:
        listening = await asyncio.get_running_loop().create_server(limit, host, port)
        try:
            yield listening.sockets[0].getsockname()[1]
        finally:
            listening.close()
    finally:
        await runner.cleanup()


class _Requests(logging.LoggerAdapter[logging.Logger]):
    """Filters what aiohttp logs about requests.

    Anybody may send nonsense, so that is one line at DEBUG; the rest are our own faults.
    """

    def __init__(self, log: logging.Logger, on_broken: Callable[[], None]) -> None:
        super().__init__(log)
        self._on_broken = on_broken

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        error = kwargs.get("exc_info")
        if isinstance(error, _BROKEN):
            self._on_broken()
            self.logger.debug("broken request: %s", type(error).__name__)
        else:
            super().log(level, msg, *args, **kwargs)


async def _unsigned(request: web.Request, response: web.StreamResponse) -> None:
    """Hide the versions that aiohttp puts into the Server header."""
    response.headers["Server"] = "isswire"


_Page = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _chosen_routes(
    webhook: Webhook | None, hubs: Sequence[web.RouteDef], pages: PublicPages | None
) -> list[web.RouteDef]:
    """Return the routes that settings ask for; pages come last and take what is left."""
    called = [web.post(webhook.path, _webhook_handler(webhook))] if webhook else []
    return [*called, *hubs, *(pages.routes() if pages else [])]


def _health_page(health: Callable[[], Awaitable[Health]]) -> _Page:
    async def page(request: web.Request) -> web.StreamResponse:
        state = await health()
        ok = state.live if "live" in request.query else state.ready
        body = {
            "live": state.live,
            "ready": state.ready,
            "reasons": state.reasons,
            "notes": state.notes,
        }
        return web.json_response(body, status=200 if ok else 503)

    return page


def _metrics_page(metrics: Callable[[], Awaitable[bytes]], token: str) -> _Page:
    async def page(request: web.Request) -> web.StreamResponse:
        given = _sent(request, "Authorization")
        known = hmac.compare_digest(given, f"Bearer {token}".encode()) if token else _near(request)
        if not known:
            raise web.HTTPForbidden(
                text="send METRICS_TOKEN as a bearer; if it is not set, ask from here\n"
            )
        return web.Response(body=await metrics(), content_type="text/plain", charset="utf-8")

    return page


def _near(request: web.Request) -> bool:
    """Whether the request is from this machine and not forwarded by a proxy on it."""
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.remote in ("127.0.0.1", "::1") and not forwarded


def _webhook_handler(webhook: Webhook) -> _Page:
    seen: OrderedDict[int, None] = OrderedDict()

    async def handle(request: web.Request) -> web.StreamResponse:
        secret = _sent(request, "X-Telegram-Bot-Api-Secret-Token")
        if not hmac.compare_digest(secret, webhook.secret.encode()):
            raise web.HTTPForbidden
        number, update = _update(await _body(request))
        if _first_time(seen, number):
            try:
                await webhook.take(update)
            except BaseException:
                seen.pop(number, None)  # it was not taken: Telegram will send it again
                raise
        return web.Response()

    return handle


def _sent(request: web.Request, header: str) -> bytes:
    """Return a header's bytes as they came."""
    return request.headers.get(header, "").encode("utf-8", "surrogateescape")


async def _body(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    except (*_BROKEN, ConnectionError) as error:
        raise web.HTTPBadRequest from error


def _update(body: bytes) -> tuple[int, dict[str, object]]:
    """Parse an update; return its number and it."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise web.HTTPBadRequest from error
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        raise web.HTTPBadRequest
    return update["update_id"], update


def _first_time(seen: "OrderedDict[int, None]", number: int) -> bool:
    if number in seen:
        return False
    seen[number] = None
    if len(seen) > _REMEMBERED_UPDATES:
        seen.popitem(last=False)
    return True
