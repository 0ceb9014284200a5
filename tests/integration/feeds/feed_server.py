"""A feed server on loopback that sends, byte by byte, what a test scripts."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core.reading.poll_result import FeedState, PollResult
from bot.core.reading.schedule import after_poll, first_state
from bot.core.types import Feed
from bot.feeds.reader import Reader
from tests.build import NOON, a_feed


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    headers: dict[str, str]
    """Header names are in lower case."""
    at: float
    """Seconds on the event loop's clock."""


class AllHere(AbstractResolver):
    """Resolves every name to 127.0.0.1, so that one server can be many hosts."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host="127.0.0.1", port=port, family=2, proto=6, flags=0)
        ]

    async def close(self) -> None:
        pass


Script = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class FeedServer:
    script: Script
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    connections: int = 0

    def url(self, path: str = "/feed") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await _head(reader):
                request = _request(head)
                self.requests.append(request)
                self.open += 1
                self.most_open = max(self.most_open, self.open)
                try:
                    await self.script(request, writer)
                    await writer.drain()
                finally:
                    self.open -= 1
        except (ConnectionError, asyncio.CancelledError):
            pass  # the reader has had enough, or the test is over
        finally:
            writer.close()


@asynccontextmanager
async def serving(
    script: Script, *, secured: ssl.SSLContext | None = None
) -> AsyncIterator[FeedServer]:
    """Run a server that answers every request by `script`; close what is open at the end."""
    server = FeedServer(script)
    talks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.ensure_future(server._talk(reader, writer))
        talks.add(talk)
        talk.add_done_callback(talks.discard)

    listening = await asyncio.start_server(connected, "127.0.0.1", 0, limit=2**20, ssl=secured)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for talk in list(talks):
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


def saying(*answers: bytes) -> Script:
    """Answer each request with the next script, and all later ones with the last."""
    left = list(answers)

    async def script(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(left.pop(0) if len(left) > 1 else left[0])

    return script


def closing(answer: bytes) -> Script:
    async def script(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        writer.close()

    return script


def an_answer(
    body: bytes = b"",
    *,
    status: str = "200 OK",
    headers: Iterable[str] = (),
    content_type: str = "application/rss+xml",
) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def an_item(title: str, *, guid: str = "", link: str = "", more: str = "") -> str:
    link = link or f"https://news.example/{title.lower().replace(' ', '-')}"
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{guid or link}</guid>"
        f"<pubDate>Tue, 26 Jul 2022 11:00:00 GMT</pubDate>{more}</item>"
    )


def a_document(*items: str, built: str = "Tue, 26 Jul 2022 12:00:00 GMT") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News</title>'
        f"<link>https://news.example/</link><lastBuildDate>{built}</lastBuildDate>"
        f"{''.join(items)}</channel></rss>"
    ).encode()


async def polled(
    reader: Reader, server: FeedServer, *, times: int = 1, path: str = "/feed"
) -> tuple[list[PollResult], FeedState]:
    """Poll one feed repeatedly; return the results and its state afterwards."""
    feed = a_feed(url=server.url(path))
    state, results = first_state(feed, NOON), []
    for _ in range(times):
        result, state = await polled_once(reader, feed, state)
        results.append(result)
    return results, state


async def polled_once(
    reader: Reader, feed: Feed, state: FeedState
) -> tuple[PollResult, FeedState]:
    now = max(state.next_poll, NOON) + timedelta(seconds=1)
    result = await reader.read(feed, state, now)
    return result, after_poll(feed, state, result, now=now, jitter=0.0)


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


def _request(head: bytes) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.split(": ", 1) for line in lines if ": " in line)
    headers = {name.lower(): value for name, value in pairs}
    return Request(first.split(" ")[1], headers, asyncio.get_running_loop().time())
