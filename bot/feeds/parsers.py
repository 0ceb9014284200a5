"""The children that parse: started when needed, killed when they take too long, replaced.

Rule 1: no document costs another one more than a moment: one that takes long once is tried again,
item by item, in a lane of its own; feeds that have been read well wait for no strangers.
Rule 2: a child is trusted with nothing; its answer is data, its death is the document's fault.
"""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
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
_DOCUMENTS = 500
"""A child is replaced after so many: parsers leak."""
_PAGES = 50
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
    documents: int = 0

    async def reading(
        self, body: bytes, packed: bytes, unpacked: Callable[[bytes], _Reading], wall: timedelta
    ) -> _Reading:
        """Raises _Died; TimeoutError after `wall`."""
        self.documents += 1
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
class _Lane:
    """At most `size` children at work, each kept for so many `documents`."""

    size: int
    documents: int
    wall: timedelta = _WALL
    _places: asyncio.Semaphore = field(init=False)
    _idle: list[_Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.size)

    async def reading(
        self, body: bytes, packed: bytes, unpacked: Callable[[bytes], _Reading]
    ) -> _Reading:
        async with self._places:
            child = self._idle.pop() if self._idle else await _started()
            try:
                found = await child.reading(body, packed, unpacked, self.wall)
            except BaseException:
                await asyncio.shield(child.end())
                raise
            if child.documents < self.documents:
                self._idle.append(child)
            else:
                await child.end()
            return found

    @property
    def is_full(self) -> bool:
        return self._places.locked()

    async def end(self) -> None:
        for child in self._idle:
            await child.end()
        self._idle.clear()


@dataclass(slots=True)
class Parsers:
    """One quick lane, a place kept free beside it, one for difficult documents, one for pages."""

    _quick: _Lane
    _kept_free: _Lane
    _slow: _Lane
    _pages: _Lane

    async def reading(
        self, body: bytes, order: Order, *, difficult: bool = False, trusted: bool = False
    ) -> Document | Unreadable:
        """Never raises for what the document holds. `difficult`: it took too long last time;
        `trusted`: its feed was read well last time.
        """
        if not difficult:
            lane = self._kept_free if trusted and self._quick.is_full else self._quick
            found = await self._tried(lane, body, order)
            if isinstance(found, Document) or not found.retry:
                return found
        return await self._tried(self._slow, body, replace(order, careful=True))

    async def page(self, body: bytes, order: PageOrder) -> Page | Unreadable:
        """The article of a page. Never raises for what it holds."""
        try:
            return await self._pages.reading(body, packed_order(order), unpacked_page)
        except TimeoutError:
            return Unreadable("page_timeout", ArticleFailure.SLOW_PAGE())
        except _Died:
            return Unreadable("page_died", ArticleFailure.CRASHED_PAGE())

    async def _tried(self, lane: _Lane, body: bytes, order: Order) -> Document | Unreadable:
        again = not order.careful
        try:
            return await lane.reading(body, packed_order(order), unpacked_reading)
        except TimeoutError:
            return Unreadable("parse_timeout", FeedFailure.SLOW(), retry=again)
        except _Died:
            return Unreadable("parse_died", FeedFailure.CRASHED(), retry=again)


@asynccontextmanager
async def parsing(children: int) -> AsyncIterator[Parsers]:
    """`children` processes at most for ordinary documents, two more when they are busy, and one
    for pages.
    """
    pages = _Lane(1, _PAGES, _PAGE_WALL)
    lanes = _Lane(children, _DOCUMENTS), _Lane(1, _DOCUMENTS), _Lane(1, 1), pages
    try:
        yield Parsers(*lanes)
    finally:
        for lane in lanes:
            await lane.end()


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
