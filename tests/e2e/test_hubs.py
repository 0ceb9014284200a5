"""A feed's hub and the real process (WebSub): asked, verified, signed, renewed, and dead."""

import asyncio
import hashlib
import hmac
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, web

from bot.core.reading.hubs import GAP
from storage.store import Store
from tests.e2e.feeds import document
from tests.e2e.process import OWN_PYTHON, Process, eventually
from tests.e2e.world import World

CERTIFICATE = Path(__file__).parents[1] / "data" / "tls" / "here.pem"
"""Of 127.0.0.1, signed by itself."""
SLOW, QUICK = "slow", "quick"
NEWS = "Soyuz MS-28 docks at the International Space Station"
LATER = "Progress MS-33 undocks from the International Space Station"


@dataclass
class Hub:
    """What it was asked, by feed, and what the bot said when it verified."""

    base: str = ""
    asked: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    echoed: list[str] = field(default_factory=list)
    verifying: list[asyncio.Task[None]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        name = form["hub.topic"].rpartition("/")[2].removesuffix(".xml")
        self.asked.setdefault(name, []).append(form)
        challenge = f"challenge {len(self.verifying) + 1}"
        self.verifying.append(asyncio.create_task(self._verify(form, challenge)))
        return web.Response(status=202)

    async def _verify(self, form: dict[str, str], challenge: str) -> None:
        query = {
            "hub.mode": "subscribe",
            "hub.topic": form["hub.topic"],
            "hub.challenge": challenge,
            "hub.lease_seconds": form["hub.lease_seconds"],
        }
        async with (
            ClientSession() as client,
            client.get(f"{form['hub.callback']}?{urlencode(query)}") as answer,
        ):
            self.echoed.append(await answer.text())

    async def push(self, name: str, secret: str = "") -> int:
        """Tell of news, signed with the secret that we were given, or this one."""
        form, body = self.asked[name][-1], b"<rss/>"
        key = (secret or form["hub.secret"]).encode()
        signed = {"X-Hub-Signature": "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()}
        async with (
            ClientSession() as client,
            client.post(form["hub.callback"], data=body, headers=signed) as answer,
        ):
            return answer.status


@asynccontextmanager
async def a_hub() -> AsyncIterator[Hub]:
    hub = Hub()
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(CERTIFICATE)
    app = web.Application()
    app.router.add_post("/", hub.answer)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=secured).start()
    hub.base = f"https://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield hub
    finally:
        await runner.cleanup()


def name_hub(world: World, hub: Hub) -> None:
    """Let both feeds name the hub. One is asked every half hour, the other all the time."""

    async def named(request: web.Request) -> web.Response:
        name = request.match_info["feed"]
        head = f'<link rel="hub" href="{hub.base}"/>'
        body = document(name, head + "".join(world.feeds.items[name]))
        return web.Response(body=body, content_type="application/rss+xml")

    for name in (SLOW, QUICK):
        world.feeds.add(name)
        world.feeds.broken[name] = named
    often = world.feeds.catalog("2s")
    at = often.index(f"  {SLOW}:")
    world.feeds_file.write_text(
        often[:at] + often[at:].replace("every: 2s", "every: 30m", 1), encoding="utf-8"
    )


async def a_bot(world: World, port: int) -> Process:
    bot = world.process(
        PORT=str(port), PUBLIC_URL=f"http://127.0.0.1:{port}", SSL_CERT_FILE=str(CERTIFICATE)
    )
    await bot.start()
    return bot


async def renewal_is_due(world: World) -> None:
    """The leases are nearly over."""
    async with await Store.open(world.database_url) as store:
        states = [each for each in (await store.feed_states()).values() if each.hub]
        now = datetime.now(UTC)
        hubs = [replace(each.hub, ask_at=now) for each in states if each.hub]
        await store.record_polls(
            [replace(state, hub=hub) for state, hub in zip(states, hubs, strict=True)]
        )


@pytest.mark.timeout(300)
async def test_a_hub_is_believed_while_it_signs_and_missed_by_nobody_when_it_is_gone(
    world: World, database: str
) -> None:
    world.database, world.within = database, OWN_PYTHON
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    async with a_hub() as hub:
        name_hub(world, hub)
        bot = await a_bot(world, port)
        await eventually(lambda: len(hub.echoed) == 2, said=lambda: (bot.said, hub.asked))
        echoed = sorted(hub.echoed)
        assert echoed == ["challenge 1", "challenge 2"], "what it verifies is not echoed"
        asked = world.feeds.asked[SLOW]
        world.feeds.publish(SLOW, NEWS)
        assert await hub.push(SLOW, "a guess") == 202
        await asyncio.sleep(GAP.total_seconds())
        assert world.feeds.asked[SLOW] == asked, "a push with a wrong signature was believed"
        assert await hub.push(SLOW) == 202
        await world.told(NEWS)
        await bot.kill()
        await renewal_is_due(world)
        first = hub.asked[SLOW][0]
        bot = await a_bot(world, port)
        await eventually(lambda: len(hub.echoed) == 4, said=lambda: (bot.said, hub.asked))
        assert hub.asked[SLOW][1] == first, "renewed under another token"
    await eventually(lambda: "channel settled" in bot.said, said=lambda: bot.said)
    world.feeds.publish(QUICK, LATER)
    await world.told(LATER)
    assert first["hub.secret"] not in bot.said
