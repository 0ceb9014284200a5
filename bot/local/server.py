"""Serves the local Telegram: the Bot API, its control endpoint and the chat page.

Rule 1: it listens on loopback only, and answers only a loopback Host header.
Rule 2: the URL contains the token, so nothing here logs a URL.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from yarl import URL

from bot.errors import ConfigError
from bot.local.api import Api
from bot.local.control import add_control
from bot.local.faults import Faults
from bot.local.flood_limits import Limits
from bot.local.journal import Journal
from bot.local.page import add_page
from bot.local.persons import Persons
from bot.local.world import World

TOKEN = "123456:local-telegram"  # noqa: S105  # opens nothing but this stand-in
PERSON_ID = 1001
CHANNEL_ID = -1001000000001
GROUP_ID = -1001000000002
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_MAX_BODY = 20_000_000
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class LocalTelegram:
    """The running stand-in; `url` goes into TELEGRAM_API_URL."""

    url: str
    token: str
    world: World
    people: Persons
    faults: Faults
    limits: Limits
    journal: Journal


def bot_id(token: str) -> int:
    return int(token.partition(":")[0])


def furnished(world: World) -> World:
    """Add the demo's three chats: the channel @isswire, a person and a group."""
    world.add_person(PERSON_ID, "Anna", started=False)
    members = {PERSON_ID: "creator"}
    world.add_chat(CHANNEL_ID, "channel", "isswire", username="isswire", members=members)
    world.add_chat(GROUP_ID, "supergroup", "Space club", bot="member", members=members)
    return world


@asynccontextmanager
async def serving(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    token: str = TOKEN,
    world: World | None = None,
    enforced: bool = False,
    seed: int = 0,
    clock: Callable[[], datetime] | None = None,
    first_id: int = 1,
) -> AsyncIterator[LocalTelegram]:
    """Serve until the block ends. `enforced`: limits answer 429; `seed` is for random faults.

    Without a `world` there are a channel, a person and a group; `clock` dates their messages.
    `first_id` is the id of the first message: choose it above those of an earlier run, whose
    messages may still be edited.

    Raises ConfigError if the host is not loopback, OSError if the port is taken.
    """
    if host not in _LOOPBACK:
        raise ConfigError(f"the local Telegram listens on this machine only, not on {host}")
    world = world or furnished(World(bot_id(token), clock=clock, first_id=first_id))
    faults, limits, journal = Faults(seed), Limits(enforced=enforced), Journal()
    people = Persons(world)
    app = _with_api(Api(token, world, faults, limits, journal))
    add_control(app, people=people, faults=faults, limits=limits, journal=journal)
    add_page(app, world)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, handler_cancellation=True)
    await runner.setup()
    bringing = asyncio.ensure_future(world.updates.post_to_webhook())
    try:
        await web.TCPSite(runner, host, port).start()
        address = runner.addresses[0]
        url = str(URL.build(scheme="http", host=address[0], port=address[1]))
        yield LocalTelegram(url, token, world, people, faults, limits, journal)
    finally:
        bringing.cancel()
        with suppress(asyncio.CancelledError):
            await bringing
        await runner.cleanup()


def _with_api(api: Api) -> web.Application:
    app = web.Application(client_max_size=_MAX_BODY, middlewares=[_loopback_only])
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", api.file)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", api.answer)
    return app


@web.middleware
async def _loopback_only(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Refuse requests of other sites.

    A page elsewhere must not read this one (DNS rebinding), nor act here: even a GET of the Bot
    API sends messages.
    """
    host = URL(f"//{request.host}").host if request.host else None
    if host not in _LOOPBACK:
        raise web.HTTPForbidden(text="open this page as 127.0.0.1 or localhost\n")
    own = (None, f"{request.scheme}://{request.host}")
    site = request.headers.get("Sec-Fetch-Site")
    if request.headers.get("Origin") not in own or site not in (None, "none", "same-origin"):
        raise web.HTTPForbidden(text="requests from other pages are refused\n")
    return await handler(request)
