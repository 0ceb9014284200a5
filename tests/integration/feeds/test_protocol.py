"""A server that breaks the rules of HTTP: there is always a result with a line for people."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.core.reading.poll_result import Changed, Failed
from bot.core.reading.schedule import first_state
from bot.core.reasons import as_data, english
from bot.core.reasons.feed_failures import FeedFailure
from bot.feeds.reader import Reader, reading
from tests.build import NOON, a_feed
from tests.integration.feeds.broken_answers import (
    BOMBS,
    BROKEN,
    FORGIVEN,
    GOOD,
    bomb,
    with_headers,
)
from tests.integration.feeds.feed_figures import Stalls, mb_from_now, peak_mb
from tests.integration.feeds.feed_server import (
    Request,
    closing,
    polled,
    polled_once,
    saying,
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


@pytest.mark.fault("A4")
@pytest.mark.fault("A5")
@pytest.mark.fault("A7")
@pytest.mark.fault("A8")
@pytest.mark.fault("A12")
@pytest.mark.parametrize("what", BROKEN)
async def test_an_answer_against_the_rules_is_a_failure_with_a_reason(
    reader: Reader, what: str, record_property: Record
) -> None:
    answer, kind = BROKEN[what]
    before = mb_from_now()
    async with serving(closing(answer)) as server, Stalls() as stalls:
        (result,), state = await polled(reader, server)

    grown = peak_mb() - before
    record_property("figure", f"entries 0, M {grown:.0f} MB, S {max(stalls) * 1000:.0f} ms")
    record_property("limit", "entries 0, M 64 MB, S 100 ms")
    assert isinstance(result, Failed)
    assert (result.kind, state.etag) == (kind, b"")
    assert _is_a_line_for_people(english(result.error))
    assert grown <= 64
    assert max(stalls) <= 0.1


@pytest.mark.fault("A4")
@pytest.mark.parametrize("coding", BOMBS)
async def test_a_compressed_bomb_is_too_large(
    reader: Reader, coding: str, record_property: Record
) -> None:
    answer = bomb(coding)
    before = mb_from_now()
    async with serving(closing(answer)) as server, Stalls() as stalls:
        (result,), _ = await polled(reader, server)

    grown = peak_mb() - before
    record_property("figure", f"M {grown:.0f} MB, S {max(stalls) * 1000:.0f} ms")
    record_property("limit", "M 64 MB, S 100 ms")
    assert result == Failed("too_large", FeedFailure.TOO_LARGE(n=8))
    assert grown <= 64
    assert max(stalls) <= 0.1


@pytest.mark.fault("A7")
@pytest.mark.parametrize("what", FORGIVEN)
async def test_an_answer_a_little_off_is_read(reader: Reader, what: str) -> None:
    async with serving(closing(FORGIVEN[what])) as server:
        (result,), _ = await polled(reader, server)

    assert isinstance(result, Changed), result
    assert len(result.entries) == 30


async def _reset(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(GOOD[:-500])
    await writer.drain()
    writer.transport.abort()


@pytest.mark.fault("A5")
async def test_after_a_reset_the_next_poll_brings_everything(reader: Reader) -> None:
    scripts = [_reset, saying(GOOD)]

    async def script(request: Request, writer: asyncio.StreamWriter) -> None:
        await (scripts.pop(0) if len(scripts) > 1 else scripts[0])(request, writer)

    async with serving(script) as server:
        results, _ = await polled(reader, server, times=3)

    assert isinstance(results[0], Failed)
    assert isinstance(results[1], Changed)
    assert len(results[1].entries) == 30
    assert not isinstance(results[2], Changed)


async def test_nobody_listening_is_a_failure(reader: Reader) -> None:
    async with serving(saying(GOOD)) as server:
        pass
    (result,), _ = await polled(reader, server)

    assert isinstance(result, Failed)
    assert result.kind == "connect"


@pytest.mark.fault("A20")
async def test_a_name_that_does_not_resolve_is_a_failure(reader: Reader) -> None:
    feed = a_feed(url="http://feed.invalid/feed")
    result, _ = await polled_once(reader, feed, first_state(feed, NOON))

    assert isinstance(result, Failed)
    assert result.kind == "dns"


@pytest.mark.fault("A8")
@pytest.mark.fault("A17")
async def test_no_cookie_and_no_referer_is_ever_sent(
    reader: Reader, record_property: Record
) -> None:
    async with serving(closing(with_headers(b"Set-Cookie: id=1"))) as server:
        await polled(reader, server, times=3)

    sent = {name for request in server.requests for name in request.headers}
    record_property("figure", f"cookies sent {int('cookie' in sent)}")
    assert not sent & {"cookie", "referer", "authorization"}
    assert "+http" in server.requests[0].headers["user-agent"]


@pytest.mark.fault("A7")
async def test_bytes_of_the_wire_come_out_escaped_and_short(reader: Reader) -> None:
    answer = b"HTTP/1.1 500 \x1b[31mred\x07\xe2\x80\xae" + b"a" * 4_000 + b"\r\n\r\n"
    async with serving(closing(answer)) as server:
        (result,), _ = await polled(reader, server)

    assert isinstance(result, Failed)
    assert _is_a_line_for_people(english(result.error))
    assert json.dumps(as_data(result.error))


def _is_a_line_for_people(line: str) -> bool:
    return 0 < len(line) <= 200 and not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", line)
