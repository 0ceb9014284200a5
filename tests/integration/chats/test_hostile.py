"""Whatever text is sent and whatever comes back, a send ends in time with a result."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Bot

from bot.chats import talking
from bot.chats.transport import NotSent, Transport
from bot.core.delivery.messages import Message, Send
from bot.core.delivery.outbox import Gone, Later, Never, SendResult, Sent, Unknown
from bot.core.reasons import verbatim
from bot.local import faults
from bot.local.server import CHANNEL_ID, serving
from tests.telegram import a_line, eventually

HELLO = Send(CHANNEL_ID, Message("hello"))
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


@asynccontextmanager
async def a_server_saying(said: bytes, *, every: float = 0.0) -> AsyncIterator[str]:
    """Serve these bytes to any request, one by one if `every` is given, then hang up."""

    answering: set[asyncio.Task[object] | None] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.add(asyncio.current_task())
        with suppress(ConnectionError):
            await reader.read(65536)
            for part in [said[i : i + 1] for i in range(len(said))] if every else [said]:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(every)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        server.close()
        await asyncio.wait_for(_all_ended(answering), 5)


async def _all_ended(tasks: set[asyncio.Task[object] | None]) -> None:
    for task in tasks:
        if task:
            await task


async def sent_to(url: str, *, read: float = 1.0) -> SendResult:
    second = timedelta(seconds=read)
    async with talking(token="1:x", api_url=url, connect=second, read=second) as telegram:
        return await telegram.send(HELLO)


@pytest.mark.fault("D1")
@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00" * 100,
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"220 mail.example ESMTP\r\n",
        b"<html>",
        b"HTTP/1.1 999 What\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
        OK + b"Content-Length: 50\r\n\r\n" + b'{"ok": true, "resu',
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        OK + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        OK + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        OK + b"Content-Length: 2\r\n\r\n[]",
        OK + b"Content-Length: 2\r\n\r\n{}",
        OK + b'Content-Length: 12\r\n\r\n{"ok": true}',
        OK + b'Content-Length: 27\r\n\r\n{"ok": true, "result": "x"}',
        OK + b'Content-Length: 26\r\n\r\n{"ok": true, "result": {}}',
        OK + b'Content-Length: 12\r\n\r\n{"ok":false}',
        b"HTTP/1.1 500 Oops\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ],
)
async def test_a_senseless_answer_is_unknown(said: bytes) -> None:
    async with a_server_saying(said) as url:
        assert isinstance(await sent_to(url), Unknown)


@pytest.mark.parametrize("status", [b"400", b"401", b"403", b"404", b"407", b"429", b"418"])
async def test_a_refusal_that_is_not_telegrams_is_tried_again_later(status: bytes) -> None:
    said = b"HTTP/1.1 " + status + b" No\r\nConnection: close\r\n\r\n<html>"
    async with a_server_saying(said) as url:
        assert isinstance(await sent_to(url), Later)


async def test_a_dripping_answer_ends_with_the_deadline() -> None:
    async with a_server_saying(OK + b"X-Drip: " + b"y" * 10_000, every=0.05) as url:
        began = time.monotonic()
        assert isinstance(await sent_to(url, read=0.3), Unknown)
        assert time.monotonic() - began < 3


@given(st.lists(st.text(max_size=200), max_size=5))
@settings(max_examples=30, deadline=None)
def test_any_text_is_sent_or_refused_for_ever(texts: list[str]) -> None:
    async def results() -> list[SendResult]:
        async with a_line() as line:
            return [await line.telegram.send(Send(CHANNEL_ID, Message(text))) for text in texts]

    assert all(isinstance(result, Sent | Never) for result in asyncio.run(results()))


@given(st.integers(400, 499), st.text(max_size=40))
@settings(max_examples=30, deadline=None)
def test_any_refusal_of_telegram_is_never_taken_for_sent(code: int, words: str) -> None:
    async def result() -> SendResult:
        async with a_line() as line:
            line.local.faults.add(faults.refused(code, words))
            return await line.telegram.send(HELLO)

    assert not isinstance(asyncio.run(result()), Sent | Unknown)


@pytest.mark.fault("D19")
async def test_an_answer_after_eight_seconds_is_certain(
    record_property: Callable[[str, object], None],
) -> None:
    async with a_line(read=60) as line:
        line.local.faults.add(faults.slow(8.0))
        result = await line.telegram.send(HELLO)
    record_property("figure", f"unknown answers {int(isinstance(result, Unknown))}")
    record_property("limit", "0")
    assert result == Sent(1)


@pytest.mark.fault("D3")
async def test_waiting_for_a_free_connection_in_vain_was_certainly_not_sent() -> None:
    short, long = timedelta(seconds=0.2), timedelta(seconds=5)
    async with serving() as local, Transport(connections=1, connect=short, read=long) as one:
        bot = Bot(local.token, f"{local.url}/bot", request=one, get_updates_request=one)
        local.faults.add(faults.slow(1.0))
        first = asyncio.create_task(bot.send_message(CHANNEL_ID, "first"))
        await eventually(lambda: len(local.journal.calls) == 1)
        with pytest.raises(NotSent, match="ConnectionTimeoutError"):
            await bot.send_message(CHANNEL_ID, "second")
        assert (await first).message_id == 1
        assert len(local.journal.messages()) == 1


async def test_gone_chats_say_why_in_telegrams_words() -> None:
    async with a_line() as line:
        line.local.faults.add(faults.blocked())
        assert await line.telegram.send(HELLO) == Gone(
            verbatim("Forbidden: bot was blocked by the user")
        )


async def _nobody(update: object) -> None:
    return None
