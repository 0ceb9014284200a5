"""Servers that lie about what has changed: news is read all the same, at little cost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.core.reading.poll_result import Changed, Unchanged
from bot.core.reading.schedule import first_state
from bot.feeds.reader import Reader, reading
from tests.build import NOON, a_feed
from tests.integration.feeds.feed_server import (
    FeedServer,
    Request,
    Script,
    a_document,
    an_answer,
    an_item,
    polled_once,
    serving,
)

Record = Callable[[str, object], None]
Answer = Callable[[int, Request], bytes]
NEWS_EVERY = 12


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with reading(allow_private=True, host_gap=timedelta(0)) as reader:
        yield reader


def document(polls: int) -> bytes:
    """Add an item every two hours."""
    return a_document(*(an_item(f"Soyuz docks {n}") for n in range(polls // NEWS_EVERY + 1)))


def asked(request: Request) -> bool:
    return "if-none-match" in request.headers or "if-modified-since" in request.headers


def constant(number: int, request: Request) -> bytes:
    return an_answer(document(number), headers=['ETag: "always"'])


def ever_new(number: int, request: Request) -> bytes:
    return an_answer(document(number), headers=[f'ETag: "{number}"'])


def without_etag(number: int, request: Request) -> bytes:
    return an_answer(document(number))


def honest(number: int, request: Request) -> bytes:
    etag = f'"{number // NEWS_EVERY}"'
    if request.headers.get("if-none-match") == etag:
        return an_answer(status="304 Not Modified", headers=[f"ETag: {etag}"])
    return an_answer(document(number), headers=[f"ETag: {etag}"])


def forgetful(number: int, request: Request) -> bytes:
    """Answer 304 without an ETag: the old one still holds."""
    etag = f'"{number // NEWS_EVERY}"'
    if request.headers.get("if-none-match") == etag:
        return b"HTTP/1.1 304 Not Modified\r\n\r\n"
    return an_answer(document(number), headers=[f"ETag: {etag}"])


def frozen(number: int, request: Request) -> bytes:
    """Answer 304 to every conditional request, whatever has changed."""
    if asked(request):
        return an_answer(status="304 Not Modified")
    return an_answer(document(number), headers=['ETag: "frozen"'])


SERVERS: dict[str, tuple[Answer, int]] = {
    "a constant ETag": (constant, 24),
    "an ETag that always changes": (ever_new, 24),
    "no ETag": (without_etag, 24),
    "an honest ETag": (honest, 24),
    "a 304 without its ETag": (forgetful, 24),
    "304 for ever": (frozen, 2),
}


def numbered(answer: Answer) -> Script:
    polls = 0

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal polls
        writer.write(answer(polls, request))
        polls += 1

    return script


@pytest.mark.fault("A16")
@pytest.mark.parametrize("how", SERVERS)
async def test_news_is_read_whatever_the_validators_say(
    reader: Reader, how: str, record_property: Record
) -> None:
    answer, least = SERVERS[how]
    async with serving(numbered(answer)) as server:
        read = await _two_days(reader, server)
    conditional = sum(map(asked, server.requests)) / len(server.requests)
    record_property("figure", f"{read} of 24 read, {conditional:.0%} conditional")
    record_property("limit", f"L=0 ({least} of 24), 95 % where it has an ETag")
    assert read >= least
    assert conditional >= 0.95 or answer is without_etag


async def _two_days(reader: Reader, server: FeedServer) -> int:
    """Poll every ten minutes; return how many items were read."""
    feed = a_feed(url=server.url())
    state, found = first_state(feed, NOON), set[str]()
    for _ in range(24 * NEWS_EVERY):
        result, state = await polled_once(reader, feed, state)
        assert isinstance(result, Changed | Unchanged)
        found |= (
            {entry.title for entry in result.entries} if isinstance(result, Changed) else set()
        )
    return len(found)


ODD = {
    "weak": 'W/"a,b"',
    "without quotes": "abc",
    "empty": '""',
    "long": f'"{"x" * 1000}"',
    "commas": '"a", "b"',
    "a tab": '"a\tb"',
}


@pytest.mark.fault("A16")
@pytest.mark.parametrize("what", ODD)
async def test_an_odd_etag_goes_back_as_it_came(reader: Reader, what: str) -> None:
    assert await _echoed(reader, ODD[what]) == ODD[what]


@pytest.mark.fault("A16")
@pytest.mark.parametrize("etag", ['"\xe9\xff"', f'"{"x" * 4000}"'], ids=["latin-1", "4 kB"])
async def test_an_etag_that_cannot_go_back_as_it_came_is_not_used(
    reader: Reader, etag: str
) -> None:
    assert await _echoed(reader, etag) is None


async def _echoed(reader: Reader, etag: str) -> str | None:
    """Return what the second request sends of the first response's ETag."""

    async def script(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(an_answer(document(0), headers=[f"ETag: {etag}"]))

    async with serving(script) as server:
        feed = a_feed(url=server.url())
        state = first_state(feed, NOON)
        for _ in range(2):
            _, state = await polled_once(reader, feed, state)
    return server.requests[1].headers.get("if-none-match")
