"""A response without end is given up at the deadline, or cut at the limit."""

import asyncio
import time
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.core.reading.poll_result import Failed
from bot.core.reasons.feed_failures import FeedFailure
from bot.feeds.reader import Reader, reading
from tests.integration.feeds.broken_answers import (
    BODY,
    CHUNKED,
    GOOD,
    HEAD,
    without_length,
)
from tests.integration.feeds.feed_figures import Stalls, mb_from_now, peak_mb
from tests.integration.feeds.feed_server import (
    Request,
    Script,
    an_item,
    polled,
    serving,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

DEADLINE = timedelta(seconds=1)
Record = Callable[[str, object], None]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[Reader]:
    async with reading(
        allow_private=True, host_gap=timedelta(0), host_concurrency=99, deadline=DEADLINE
    ) as reader:
        yield reader


async def _silence(_: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def _drip(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"\r\n\r\n")
    for byte in BODY:
        writer.write(bytes([byte]))
        await asyncio.sleep(0.05)


async def _half(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(GOOD[: len(GOOD) // 2])
    await asyncio.sleep(60)


async def _dripping_headers(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000):
        writer.write(b"X-%d: a\r\n" % number)
        await asyncio.sleep(0.05)


async def _dripping_chunks(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(without_length(CHUNKED, body=b""))
    while True:
        writer.write(b"1\r\na\r\n")
        await asyncio.sleep(0.05)


SLOW: dict[str, Script] = {
    "never answers": _silence,
    "drips its body": _drip,
    "stalls mid-body": _half,
    "drips its headers": _dripping_headers,
    "drips chunks for ever": _dripping_chunks,
}


@pytest.mark.fault("A1")
@pytest.mark.parametrize("how", SLOW)
async def test_a_slow_server_is_given_up_at_the_deadline(
    reader: Reader, how: str, record_property: Record
) -> None:
    async with serving(SLOW[how]) as server:
        started = time.monotonic()
        (result,), _ = await polled(reader, server)
        took = time.monotonic() - started

    record_property("figure", f"{took:.2f} s of {DEADLINE.total_seconds()} s")
    record_property("limit", "deadline + 0.5 s")
    assert result == Failed("timeout", FeedFailure.NO_ANSWER(n="1"))
    assert took <= DEADLINE.total_seconds() + 0.5


async def _endless(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(without_length(body=b"<rss><channel>"))
    while True:
        writer.write(b"a" * 65_536)
        await writer.drain()


async def _endless_items(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(without_length(body=b"<rss><channel>"))
    item = an_item("Soyuz docks").encode() * 300
    while True:
        writer.write(item)
        await writer.drain()


async def _endless_chunks(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(without_length(CHUNKED, body=b""))
    while True:
        writer.write(b"ffff\r\n" + b"a" * 65_535 + b"\r\n")
        await writer.drain()


async def _endless_gzip(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(without_length(b"Content-Encoding: gzip", body=b""))
    stream = zlib.compressobj(wbits=31)
    writer.write(stream.compress(b"a") + stream.flush(zlib.Z_FULL_FLUSH))
    piece = stream.compress(b"a" * 1_000_000) + stream.flush(zlib.Z_FULL_FLUSH)
    while True:
        writer.write(piece)
        await writer.drain()


async def _endless_header(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX-A: ")
    while True:
        writer.write(b"a" * 65_536)
        await writer.drain()


ENDLESS: dict[str, tuple[Script, str]] = {
    "body": (_endless, "too_large"),
    "items": (_endless_items, "too_large"),
    "chunks": (_endless_chunks, "too_large"),
    "gzip": (_endless_gzip, "too_large"),
    "header": (_endless_header, "protocol"),
}


@pytest.mark.fault("A3")
@pytest.mark.parametrize("what", ENDLESS)
async def test_an_endless_answer_is_cut_at_the_limit(what: str, record_property: Record) -> None:
    script, kind = ENDLESS[what]
    before = mb_from_now()
    async with (
        reading(allow_private=True, host_gap=timedelta(0)) as reader,
        serving(script) as server,
        Stalls() as stalls,
    ):
        (result,), _ = await polled(reader, server)

    grown = peak_mb() - before
    record_property("figure", f"M {grown:.0f} MB, S {max(stalls) * 1000:.0f} ms")
    record_property("limit", "M 64 MB, S 100 ms")
    assert isinstance(result, Failed)
    assert result.kind == kind
    assert grown <= 64


@pytest.mark.fault("A3")
async def test_twenty_endless_answers_at_once_take_little_memory(record_property: Record) -> None:
    before = mb_from_now()
    async with (
        reading(allow_private=True, host_gap=timedelta(0), host_concurrency=20) as reader,
        serving(_endless) as server,
    ):
        polls = await asyncio.gather(*(polled(reader, server) for _ in range(20)))

    grown = peak_mb() - before
    record_property("figure", f"M {grown:.0f} MB")
    record_property("limit", "64 MB")
    assert {result.kind for (result,), _ in polls if isinstance(result, Failed)} == {"too_large"}
    assert grown <= 64
