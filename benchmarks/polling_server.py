"""The server of benchmarks.polling: small documents, cheaply said, in a process of its own."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from tests.integration.feeds.kinds import KINDS, Kind

PASSES = ("first", "not modified", "same bodies", "bodies differ", "a tenth changed")
"""A request for /pass/1 begins the second; /feed/12 is a document."""

_WORDS = (
    *("station", "crew", "Soyuz", "docking", "module", "launch", "Progress", "cargo", "orbit"),
    *("spacewalk", "Roscosmos", "NASA", "thruster", "schedule", "commission", "report", "flight"),
    *("engineer", "hatch", "laboratory", "expedition"),
)


def kind_of(feed: int) -> Kind:
    """Of mixed sources each kind comes as often as the others."""
    return [*KINDS.values()][feed % len(KINDS)]


async def serve(feeds: int, entries: int, mixed: bool) -> None:
    """Prints the port, then answers until it is terminated."""
    made = partial(_mixed_document if mixed else _document, entries=entries)
    documents = [made(number) for number in range(feeds)]
    loop = asyncio.get_running_loop()
    connection = partial(_Connection, documents, _Stage(), made)
    server = await loop.create_server(connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@dataclass(slots=True)
class _Stage:
    """Which pass it is, how many bodies were sent that may differ, and the news of each feed."""

    name: str = PASSES[0]
    answers: int = 0
    news: Counter[int] = field(default_factory=Counter)


class _Connection(asyncio.Protocol):
    def __init__(self, documents: list[bytes], stage: _Stage, made: Callable[..., bytes]) -> None:
        self._documents = documents
        self._stage = stage
        self._made = made
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        _, what, number = data.split(b" ", 2)[1].split(b"/")
        if what == b"pass":
            self._stage.name, self._stage.answers = PASSES[int(number)], 0
            self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        else:
            self._transport.write(self._answer(int(number), data))

    def _answer(self, number: int, request: bytes) -> bytes:
        kind = self._stage.name
        if kind == "not modified" and b"If-None-Match" in request:
            return b'HTTP/1.1 304 Not Modified\r\nETag: "one"\r\n\r\n'
        if kind == "a tenth changed":
            self._change(number)
        body = self._documents[number]
        if kind == "bodies differ":
            self._stage.answers += 1
            changed = body.replace(b"12:00:00", b"%08d" % self._stage.answers, 1)
            body = changed if changed != body else body + b"\n" * self._stage.answers
        head = 'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "one"\r\n'
        return head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body

    def _change(self, number: int) -> None:
        """Of each round another tenth of the feeds has a new item, and has lost its first."""
        turn = self._stage.answers // len(self._documents)
        self._stage.answers += 1
        if number % 10 == turn % 10:
            self._stage.news[number] += 1
            self._documents[number] = self._made(number, first=self._stage.news[number])


def _document(number: int, *, entries: int, first: int = 0) -> bytes:
    items = "".join(_item(number, entry) for entry in range(first, first + entries))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>'
        f"<title>Feed {number}</title><link>https://feed{number}.example/</link>"
        f"<lastBuildDate>Tue, 26 Jul 2022 12:00:00 GMT</lastBuildDate>{items}</channel></rss>"
    ).encode()


def _mixed_document(number: int, *, entries: int, first: int = 0) -> bytes:
    titles = (_title(number, entry) for entry in range(first, first + entries))
    return kind_of(number).body(*titles)


def _title(number: int, entry: int) -> str:
    words = [_WORDS[(number * 7 + entry * 3 + at * (entry + 1)) % len(_WORDS)] for at in range(9)]
    return f"{' '.join(words)} {entry}"


def _item(number: int, entry: int) -> str:
    words = [_WORDS[(number * 7 + entry * 3 + at * (entry + 1)) % len(_WORDS)] for at in range(90)]
    address = f"https://feed{number}.example/news/{entry}"
    return (
        f"<item><title>{' '.join(words[:9])} {entry}</title><link>{address}</link>"
        f"<guid>{address}</guid><pubDate>Tue, 26 Jul 2022 {entry % 24:02}:00:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{' '.join(words)}&lt;/p&gt;</description></item>\n"
    )
