"""Hubs that tell of a feed's news (WebSub): honest ones, and such as lie."""

import asyncio
import hashlib
import hmac
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web

from bot.app.feed_hubs import FeedHubs
from bot.app.feed_reader import Manners
from bot.app.intake import Intake, opened_intake
from bot.catalog import load_catalog
from bot.core.reading.hubs import GAP
from bot.core.reading.poll_result import Hub
from bot.feeds.reader import reading
from bot.settings import Settings
from bot.web import CALLBACK
from bot.web.hub_callbacks import hub_routes
from bot.web.web_server import Health
from bot.web.web_server import serving as serving_ours
from tests.build import NOON
from tests.integration.feeds.feed_server import (
    AllHere,
    FeedServer,
    Request,
    a_document,
    an_answer,
    an_item,
    serving,
)
from tests.integration.feeds.test_tls import CERTIFICATES
from tests.sqlite_files import migrated

TOPIC = "https://news.example/feed"
FILE = "feeds:\n  paper: {{url: '{url}', title: P, language: en, role: press, every: 10m}}\n"
FILE += "topics: {{iss: {{title: ISS}}}}\n"
LEASE = 1_000_000


@dataclass
class TheHub:
    """A hub behind TLS; `says` is what it asks our callback, over what it should."""

    lease: int = LEASE
    says: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    status: int = 202

    async def answer(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        self.verifying = asyncio.create_task(self.verify(form))
        return web.Response(status=self.status, text="x" * 100_000)

    async def verify(self, form: dict[str, str]) -> None:
        query = {
            "hub.mode": "subscribe",
            "hub.topic": form["hub.topic"],
            "hub.challenge": "a challenge+yo",
            "hub.lease_seconds": str(self.lease),
        } | self.says
        address = f"{form['hub.callback']}?{urlencode(query)}"
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            self.answers.append((answer.status, await answer.text()))

    async def push(self, secret: str = "", method: str = "sha256", body: bytes = b"<rss/>") -> int:
        """Tell of news, signed with the secret that we were given, or this one."""
        key = (secret or self.asked[-1]["hub.secret"]).encode()
        signature = hmac.new(key, body, getattr(hashlib, method, "sha256")).hexdigest()
        headers = {"X-Hub-Signature": f"{method}={signature}"}
        address = self.asked[-1]["hub.callback"]
        async with (
            aiohttp.ClientSession() as session,
            session.post(address, data=BytesIO(body), headers=headers) as answer,
        ):
            return answer.status


@dataclass
class Desk:
    """The bot's reading half with its port, a paper, and the hub that the paper names."""

    intake: Intake
    hubs: FeedHubs
    hub: TheHub
    paper: FeedServer
    titles: list[str]

    now = NOON

    async def tick(self, **span: float) -> None:
        self.now += timedelta(**span)
        await self.intake.polls.poll(self.intake.polls.all_due())
        await self.hubs.subscribe()
        if self.hub.asked:
            await self.hub.verifying
        await self.intake.polls.remember()

    @property
    def told(self) -> Hub:
        hub = self.intake.polls.states["paper"].hub
        assert hub is not None
        return hub

    @property
    def wait(self) -> timedelta:
        return self.intake.polls.states["paper"].next_poll - self.now


@asynccontextmanager
async def a_hub(hub: TheHub) -> AsyncIterator[int]:
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(CERTIFICATES / "server.pem")
    app = web.Application()
    app.router.add_post("/", hub.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=secured)
    await site.start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def an_intake(
    stack: AsyncExitStack, folder: Path, paper: FeedServer, desks: list[Desk]
) -> Intake:
    file = folder / "feeds.yaml"
    await asyncio.to_thread(file.write_text, FILE.format(url=paper.url()))
    return await opened_intake(
        stack,
        Settings(database_url=migrated(folder / "isswire.db"), allow_private=True),
        load_catalog(file, allow_private=True),
        polled=lambda _: None,
        clock=lambda: desks[0].now if desks else NOON,
        manners=Manners(timedelta(), spare_own=False),
    )


def our_port(hubs: FeedHubs) -> AbstractAsyncContextManager[int]:
    return serving_ours(
        host="127.0.0.1", port=0, health=healthy, metrics=nothing, hubs=hub_routes("", hubs)
    )


@asynccontextmanager
async def a_desk(folder: Path, hub: TheHub | None = None) -> AsyncIterator[Desk]:
    hub, titles = hub or TheHub(), ["Soyuz docks with the space station"]
    desks: list[Desk] = []

    async def page(_: Request, writer: asyncio.StreamWriter) -> None:
        named = f'<atom:link rel="hub" href="https://good.example:{port}/"/>'
        own = f'<atom:link rel="self" href="{TOPIC}"/>'
        body = a_document(*map(an_item, titles)).replace(
            b"<link>", f"{named}{own}<link>".encode(), 1
        )
        writer.write(an_answer(body))

    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(a_hub(hub))
        paper = await stack.enter_async_context(serving(page))
        intake = await an_intake(stack, folder, paper, desks)
        reader = await stack.enter_async_context(
            reading(
                allow_private=True,
                host_gap=timedelta(0),
                resolver=AllHere(),
                trusted=ssl.create_default_context(cafile=CERTIFICATES / "ca.pem"),
            )
        )
        hubs = FeedHubs(
            intake.polls,
            feeds=lambda: intake.catalog.feeds,
            ask=reader.ask_hub,
            public_url="",
            clock=intake.clock,
        )
        hubs.leads = True
        ours = await stack.enter_async_context(our_port(hubs))
        hubs._callback = f"http://127.0.0.1:{ours}{CALLBACK}"
        desks.append(Desk(intake, hubs, hub, paper, titles))
        yield desks[0]


async def healthy() -> Health:
    return Health(live=True)


async def nothing() -> bytes:
    return b""


async def test_a_feeds_hub_is_asked_verified_and_then_tells(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        await desk.tick()
        (form,) = desk.hub.asked
        assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", TOPIC)
        assert len(form["hub.secret"]) >= 40
        assert desk.hub.answers == [(200, "a challenge+yo")]
        assert desk.told.until == NOON + timedelta(seconds=LEASE)

        await desk.tick(minutes=12)  # the next poll: then at a third of the pace
        assert desk.wait >= timedelta(minutes=30)
        asked = len(desk.paper.requests)
        desk.titles.append("Progress MS-35 undocks from the International Space Station")
        desk.now += timedelta(minutes=2)
        assert await desk.hub.push() == 202
        await desk.tick()
        stories = await desk.intake.store.latest_stories()
    assert len(desk.paper.requests) == asked + 1
    assert "Progress MS-35 undocks from the International Space Station" in {
        report.title for story in stories for report in story.reports
    }


async def test_what_others_have_polled_is_recalled_and_no_push_forgotten(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        await desk.tick()
        desk.now += timedelta(seconds=10)
        desk.intake.polls.set_hub("paper", replace(desk.told, missed=1))
        await desk.intake.polls.recall()
        assert desk.told.missed == 1
        await desk.hub.push()
        await desk.intake.polls.recall()
        await desk.tick(seconds=51)
    assert len(desk.paper.requests) == 2


async def test_what_is_remembered_outlives_the_process(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        await desk.tick()
        told = desk.told
        states = await desk.intake.store.feed_states()
    assert states["paper"].hub == told
    assert told.secret not in repr(states)
    assert told.token not in repr(states)


@pytest.mark.parametrize("method", ["sha256", "sha1", "sha384", "sha512"])
async def test_every_method_of_signing_is_known(tmp_path: Path, method: str) -> None:
    async with a_desk(tmp_path) as desk:
        await desk.tick()
        desk.now += GAP
        assert await desk.hub.push(method=method) == 202
        assert desk.wait == timedelta(0)


@pytest.mark.fault("I7")
async def test_a_forged_push_does_nothing(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        await desk.tick()
        wait = desk.wait
        callback = desk.hub.asked[0]["hub.callback"]
        async with aiohttp.ClientSession() as session:
            for headers in ({}, {"X-Hub-Signature": "sha256="}, {"X-Hub-Signature": "md5=0"}):
                async with session.post(callback, data=b"x", headers=headers) as answer:
                    assert answer.status == 202
            async with session.post(f"{callback[:-1]}_", data=b"x") as answer:
                assert answer.status == 410
            async with session.get(callback) as answer:
                assert answer.status == 404
        assert await desk.hub.push(secret="another") == 202
        assert await desk.hub.push(method="crc32") == 202
        assert await desk.hub.push(body=b"x" * 9_000_000) == 413
        assert desk.wait == wait
        await desk.tick()
    assert len(desk.paper.requests) == 1


async def test_pushes_without_end_are_one_poll_a_minute(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        await desk.tick()
        for _ in range(60):
            await desk.hub.push()
            await desk.tick(seconds=10)
    assert len(desk.paper.requests) <= 11


@pytest.mark.parametrize(
    "says",
    [
        {"hub.topic": "https://other.example/"},
        {"hub.mode": "unsubscribe"},
        {"hub.mode": "modemode"},
        {"hub.lease_seconds": "yo"},
        {"hub.lease_seconds": "-5"},
        {"hub.lease_seconds": "1"},
    ],
)
async def test_what_was_not_asked_for_is_not_confirmed(
    tmp_path: Path, says: dict[str, str]
) -> None:
    async with a_desk(tmp_path, TheHub(says=says)) as desk:
        await desk.tick()
        assert desk.hub.answers[0][0] == 404
        assert desk.told.until is None
        assert await desk.hub.push() == 410
        await desk.tick(minutes=12)
        assert desk.wait < timedelta(minutes=13)


async def test_a_hub_that_refuses_is_asked_again_a_day_later(tmp_path: Path) -> None:
    async with a_desk(tmp_path, TheHub(says={"hub.mode": "denied"})) as desk:
        await desk.tick()
        for _ in range(23):
            await desk.tick(hours=1)
        asked = len(desk.hub.asked)
        await desk.tick(hours=2)
    assert (asked, len(desk.hub.asked)) == (1, 2)


async def test_one_that_never_verifies_is_asked_more_and_more_rarely(tmp_path: Path) -> None:
    async with a_desk(tmp_path, TheHub(status=500, says={"hub.mode": "none"})) as desk:
        for _ in range(24 * 6):
            await desk.tick(minutes=10)
    assert 5 <= len(desk.hub.asked) <= 9


async def test_a_lease_is_renewed_before_it_ends_under_the_same_token(tmp_path: Path) -> None:
    async with a_desk(tmp_path, TheHub(lease=86_400)) as desk:
        await desk.tick()
        await desk.tick(hours=19)
        before = len(desk.hub.asked)
        await desk.tick(hours=1)
        until = desk.told.until
    assert (before, len(desk.hub.asked)) == (1, 2)
    assert desk.hub.asked[0]["hub.callback"] == desk.hub.asked[1]["hub.callback"]
    assert until == desk.now + timedelta(days=1)


async def test_a_hub_that_keeps_silent_about_news_is_not_relied_upon(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        await desk.tick()
        for number in range(3):
            desk.titles.append(f"Soyuz number {number} leaves the space station")
            await desk.tick(minutes=40)
        assert desk.wait < timedelta(minutes=13)
        desk.now += GAP
        await desk.hub.push()
        await desk.tick()
        assert desk.wait > timedelta(minutes=30)


async def test_a_server_that_asks_for_rest_is_not_asked_for_a_hubs_sake(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        await desk.tick()
        polls = desk.intake.polls
        polls.states["paper"] = replace(
            polls.states["paper"], failures=1, next_poll=desk.now + timedelta(hours=1)
        )
        desk.now += timedelta(minutes=10)
        await desk.hub.push()
        assert desk.wait == timedelta(minutes=50)


async def test_a_process_that_does_not_lead_asks_for_patience(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        await desk.tick()
        desk.hubs.leads = False
        assert await desk.hub.push() == 503
    assert re.fullmatch(".*/websub/[A-Za-z0-9_-]{32}", desk.hub.asked[0]["hub.callback"])
