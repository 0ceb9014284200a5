"""Encrypted connections: only to servers with a valid certificate, never back to plain HTTP."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.reading.poll_result import Changed, Failed, PollResult
from bot.core.reading.schedule import first_state
from bot.feeds.reader import reading
from tests.build import NOON, a_feed
from tests.integration.feeds.feed_server import (
    AllHere,
    Request,
    a_document,
    an_answer,
    an_item,
    saying,
    serving,
)

Record = Callable[[str, object], None]
CERTIFICATES = Path(__file__).parents[2] / "data" / "tls"
"""An authority of the tests' own, and its certificate for good.example."""
FEED = an_answer(a_document(an_item("Soyuz docks")))


@pytest.fixture
def secured() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "server.pem")
    return context


@pytest.fixture
def trusted() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=CERTIFICATES / "ca.pem")


async def read(url: str, trusted: ssl.SSLContext | None) -> PollResult:
    feed = a_feed(url=url)
    async with reading(
        allow_private=True, resolver=AllHere(), trusted=trusted, host_gap=timedelta(0)
    ) as reader:
        return await reader.read(feed, first_state(feed, NOON), NOON)


async def test_a_feed_is_read_over_tls(secured: ssl.SSLContext, trusted: ssl.SSLContext) -> None:
    async with serving(saying(FEED), secured=secured) as server:
        result = await read(f"https://good.example:{server.port}/", trusted)

    assert isinstance(result, Changed), result


@pytest.mark.fault("A19")
@pytest.mark.parametrize("host", ["good.example", "other.example", "127.0.0.1"])
async def test_a_certificate_nobody_vouches_for_is_refused(
    secured: ssl.SSLContext, host: str, record_property: Record
) -> None:
    async with serving(saying(FEED), secured=secured) as server:
        result = await read(f"https://{host}:{server.port}/", None)

    record_property("figure", f"requests {len(server.requests)}")
    record_property("limit", "0")
    assert isinstance(result, Failed)
    assert result.kind == "tls"
    assert server.requests == []


@pytest.mark.fault("A19")
@pytest.mark.parametrize("host", ["other.example", "127.0.0.1", "good.example.org"])
async def test_a_certificate_of_another_name_is_refused(
    secured: ssl.SSLContext, trusted: ssl.SSLContext, host: str
) -> None:
    async with serving(saying(FEED), secured=secured) as server:
        result = await read(f"https://{host}:{server.port}/", trusted)

    assert isinstance(result, Failed)
    assert result.kind == "tls"
    assert server.requests == []


@pytest.mark.fault("A19")
async def test_a_redirect_from_tls_to_plain_is_refused(
    secured: ssl.SSLContext, trusted: ssl.SSLContext
) -> None:
    async with serving(saying(FEED)) as plain:
        moved = an_answer(status="301 Moved", headers=[f"Location: {plain.url()}"])
        async with serving(saying(moved), secured=secured) as server:
            result = await read(f"https://good.example:{server.port}/", trusted)

    assert isinstance(result, Failed)
    assert result.kind == "refused_url"
    assert plain.connections == 0


async def test_a_redirect_from_plain_to_tls_is_followed(
    secured: ssl.SSLContext, trusted: ssl.SSLContext
) -> None:
    async with serving(saying(FEED), secured=secured) as server:
        target = f"https://good.example:{server.port}/"

        async def script(_: Request, writer: asyncio.StreamWriter) -> None:
            writer.write(an_answer(status="302 Found", headers=[f"Location: {target}"]))

        async with serving(script) as plain:
            result = await read(plain.url(), trusted)

    assert isinstance(result, Changed), result
