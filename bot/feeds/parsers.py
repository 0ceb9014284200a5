"""The children that parse: started when needed, killed when they take too long, replaced.

Rule 1: a document may be slow, and waits for its like: strangers, pages, and whatever is tried a
second time, item by item, are read one at a time. So of two children one is always there for
feeds that were read well last time, which wait for one slow document at most.
Rule 2: a child is trusted with nothing; its answer is data, its death is the document's fault.
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
from typing import TypeVar

import bot
from bot.core.reasons.feeds import ArticleFailure, FeedFailure
from bot.feeds.exchange import (
    LENGTH,
    LENGTHS,
    Document,
    Order,
    Page,
    PageOrder,
    Unreadable,
    packed_order,
    unpacked_page,
    unpacked_reading,
)

_WALL = timedelta(seconds=5.5)
"""For one document, from handing it over; the child limits its own CPU time before that."""
_USES = 500
"""A child is replaced after so many documents: parsers leak."""
_A_PAGE = 10
"""Documents that a page counts for: its extractor leaks more."""
_PAGE_WALL = timedelta(seconds=10)
"""The first page also waits for the extractor to be loaded."""
_LARGEST_ANSWER = 64 * 1024 * 1024

_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "LANG", "LC_ALL", "TZ")
"""Of the environment; the bot's token and database are none of a parser's business."""


_NO_ANSWER = (ValueError, KeyError, TypeError)
"""What unpacking raises for an answer that no child of ours has written."""

_Reading = TypeVar("_Reading")


class _Died(Exception):
    """The child ended, or had to be ended, before it answered."""


@dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used: int = 0

    async def answer(
        self, body: bytes, packed: bytes, unpacked: Callable[[bytes], _Reading], wall: timedelta
    ) -> _Reading:
        """Raises _Died; TimeoutError after `wall`."""
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
    """A pool of children. Those that may take long have one of them between them."""

    size: int
    _places: asyncio.Semaphore = field(init=False)
    _slow: asyncio.Lock = field(default_factory=asyncio.Lock)
    _idle: list[_Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.size)

    async def reading(
        self, body: bytes, order: Order, *, trusted: bool = False
    ) -> Document | Unreadable:
        """Never raises for what the document holds. `trusted`: its feed was read well last time;
        so it waits for at most one document that is slow.
        """
        async with nullcontext() if trusted else self._slow:
            found = await self._tried(body, order)
        if isinstance(found, Document) or not found.retry:
            return found
        async with self._slow:
            return await self._tried(body, replace(order, careful=True))

    async def page(self, body: bytes, order: PageOrder) -> Page | Unreadable:
        """The article of a page. Never raises for what it holds."""
        try:
            async with self._slow, self._child() as child:
                child.used += _A_PAGE
                return await child.answer(body, packed_order(order), unpacked_page, _PAGE_WALL)
        except TimeoutError:
            return Unreadable("page_timeout", ArticleFailure.SLOW_PAGE())
        except _Died:
            return Unreadable("page_died", ArticleFailure.CRASHED_PAGE())

    async def end(self) -> None:
        for child in self._idle:
            await child.end()
        self._idle.clear()

    async def _tried(self, body: bytes, order: Order) -> Document | Unreadable:
        again = not order.careful
        try:
            async with self._child() as child:
                child.used += 1
                return await child.answer(body, packed_order(order), unpacked_reading, _WALL)
        except TimeoutError:
            return Unreadable("parse_timeout", FeedFailure.SLOW(), retry=again)
        except _Died:
            return Unreadable("parse_died", FeedFailure.CRASHED(), retry=again)

    @asynccontextmanager
    async def _child(self) -> AsyncIterator[_Child]:
        """A child for one order, killed where it does not end well or has been used enough."""
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
    """At most so many children, ended at the end."""
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
