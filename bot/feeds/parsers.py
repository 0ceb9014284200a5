"""Child processes that parse documents: started on demand, killed when slow, replaced when old.

Rule 1: whatever may be slow is parsed one at a time: documents of unknown feeds, pages, and second
attempts, item by item. So one of two children is always left for feeds that were read well last
time; they wait for one slow document at most.
Rule 2: a child is trusted with nothing. Its answer is data; if it dies, the document is to blame.
"""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from secrets import randbelow
from typing import TypeVar

import bot
from bot.core.reasons.feed_failures import ArticleFailure, FeedFailure
from bot.feeds.child_protocol import (
    LENGTH,
    LENGTHS,
    ArticleText,
    Document,
    Order,
    PageOrder,
    Unreadable,
    packed_order,
    unpacked_article,
    unpacked_document,
)

_WALL = timedelta(seconds=5.5)
"""Real time allowed for one document; the child's own CPU limit strikes earlier."""
_USES = 500
"""A child is replaced after this many documents: parsers leak memory."""
_A_PAGE = 10
"""How many documents a page counts for: its extractor leaks more."""
_PAGE_WALL = timedelta(seconds=10)
"""Longer, because the first page also waits for the extractor to load."""
_LARGEST_ANSWER = 64 * 1024 * 1024

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL", "TZ")
"""Environment variables a child gets. The bot's token and database URL are not among them."""

_SEED = str(randbelow(2**32))
"""Of Python's hashes, the same in all children: what one has hashed, another compares."""

_NO_ANSWER = (ValueError, KeyError, TypeError)
"""What unpacking raises for bytes that our child did not write."""

_Parsed = TypeVar("_Parsed")


class _Died(Exception):
    """The child died, or was killed, before it answered."""


@dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used: int = 0

    async def ask(
        self, body: bytes, packed: bytes, unpacked: Callable[[bytes], _Parsed], wall: timedelta
    ) -> _Parsed:
        """Have one document parsed. Raises _Died, or TimeoutError after `wall`."""
        try:
            async with asyncio.timeout(wall.total_seconds()):
                self.writer.write(LENGTHS.pack(len(packed), len(body)) + packed)
                self.writer.write(body)
                await self.writer.drain()
                (length,) = LENGTH.unpack(await self.reader.readexactly(LENGTH.size))
                if length > _LARGEST_ANSWER:
                    raise _Died
                return unpacked(await self.reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError, *_NO_ANSWER) as error:
            raise _Died from error

    async def end(self) -> None:
        self.process.kill()
        self.writer.close()
        await asyncio.to_thread(self.process.wait)


@dataclass(slots=True)
class Parsers:
    """A pool of `size` children. Documents that may be slow take turns for one of them."""

    size: int
    _places: asyncio.Semaphore = field(init=False)
    _slow: asyncio.Lock = field(default_factory=asyncio.Lock)
    _idle: list[_Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.size)

    async def parse(
        self, body: bytes, order: Order, *, trusted: bool = False
    ) -> Document | Unreadable:
        """Parse a document; whatever it holds, this does not raise.

        `trusted`: its feed was read well last time, so it waits for one slow document at most.
        """
        async with nullcontext() if trusted else self._slow:
            found = await self._parse(body, order)
        if isinstance(found, Document) or not found.retry:
            return found
        async with self._slow:
            return await self._parse(body, replace(order, careful=True))

    async def page(self, body: bytes, order: PageOrder) -> ArticleText | Unreadable:
        """Extract the article of a web page; whatever the page holds, this does not raise."""
        try:
            async with self._slow, self._child() as child:
                child.used += _A_PAGE
                return await child.ask(body, packed_order(order), unpacked_article, _PAGE_WALL)
        except TimeoutError:
            return Unreadable("page_timeout", ArticleFailure.SLOW_PAGE())
        except _Died:
            return Unreadable("page_died", ArticleFailure.CRASHED_PAGE())

    async def end(self) -> None:
        """Kill the children."""
        for child in self._idle:
            await child.end()
        self._idle.clear()

    async def _parse(self, body: bytes, order: Order) -> Document | Unreadable:
        again = not order.careful
        try:
            async with self._child() as child:
                child.used += 1
                return await child.ask(body, packed_order(order), unpacked_document, _WALL)
        except TimeoutError:
            return Unreadable("parse_timeout", FeedFailure.SLOW(), retry=again)
        except _Died:
            return Unreadable("parse_died", FeedFailure.CRASHED(), retry=again)

    @asynccontextmanager
    async def _child(self) -> AsyncIterator[_Child]:
        """Take a child for one order; kill it after a failure, or when it is used up."""
        async with self._places:
            child = self._idle.pop() if self._idle else await _started()
            try:
                yield child
            except BaseException:
                await asyncio.shield(child.end())
                raise
            if child.used < _USES:
                self._idle.append(child)
            else:
                await child.end()


@asynccontextmanager
async def parsing(children: int = 2) -> AsyncIterator[Parsers]:
    """Open a pool of up to `children` processes, and kill them at the end."""
    parsers = Parsers(children)
    try:
        yield parsers
    finally:
        await parsers.end()


async def _started() -> _Child:
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            process = await asyncio.to_thread(_process, theirs.fileno())
        except OSError as error:
            ours.close()
            raise _Died from error
    reader, writer = await asyncio.open_connection(sock=ours)
    return _Child(process, reader, writer)


def _process(descriptor: int) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment["PYTHONHASHSEED"] = _SEED
    environment["PYTHONPATH"] = str(Path(bot.__file__).parents[1])
    return subprocess.Popen(  # noqa: S603  # our own module, nothing from outside
        [sys.executable, "-m", "bot.feeds.child", str(descriptor)],
        pass_fds=(descriptor,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
