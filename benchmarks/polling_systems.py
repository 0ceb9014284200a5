"""The three that benchmarks.polling compares, and how one of them is measured."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any

import aiohttp
import feedparser

from benchmarks.polling_server import PASSES, kind_of
from bot.core.reading.poll_result import FeedState
from bot.core.reading.schedule import after_poll, first_state
from bot.core.types import Feed, Role
from bot.feeds.reader import reading

Poll = Callable[[str, int], Awaitable[None]]
"""(the feed's address, its number)"""

_TOGETHER = 64


def measured(system: str, port: int, feeds: int, rounds: int) -> dict[str, Any]:
    return asyncio.run(_measured(system, port, feeds, rounds))


async def _measured(system: str, port: int, feeds: int, rounds: int) -> dict[str, Any]:
    cpu: dict[str, float] = {}
    wall: dict[str, float] = {}
    async with SYSTEMS[system]() as poll:
        gc.freeze()  # as the running bot does after its start
        lags = _Lags()
        watching = asyncio.ensure_future(lags.watch())
        for number, name in enumerate(PASSES):
            await begin(port, number)
            spent = [await _cost(poll, port, feeds) for _ in range(1 if not number else rounds)]
            cpu[name], wall[name] = map(min, zip(*spent, strict=True))
        watching.cancel()
        return {"cpu": cpu, "wall": wall, "peak_mb": _peak(), "lag_ms": lags.p99() * 1000}


async def _cost(poll: Poll, port: int, feeds: int) -> tuple[float, float]:
    """CPU and wall seconds of one pass."""
    started, clock = _cpu(), time.perf_counter()
    await _one_pass(poll, port, feeds)
    return _cpu() - started, time.perf_counter() - clock


async def begin(port: int, number: int) -> None:
    """Tell the server which pass follows."""
    where = f"http://127.0.0.1:{port}/pass/{number}"
    async with aiohttp.ClientSession() as session, session.get(where):
        pass


async def _one_pass(poll: Poll, port: int, feeds: int) -> None:
    turns = asyncio.Semaphore(_TOGETHER)

    async def one(feed: int) -> None:
        async with turns:
            await poll(f"http://127.0.0.1:{port}/feed/{feed}", feed)

    await asyncio.gather(*(one(feed) for feed in range(feeds)))


@asynccontextmanager
async def _bare() -> AsyncIterator[Poll]:
    etags: dict[int, str] = {}
    async with aiohttp.ClientSession() as session:

        async def poll(url: str, feed: int) -> None:
            known = {"If-None-Match": etags[feed]} if feed in etags else {}
            async with session.get(url, headers=known) as response:
                await response.read()
                etags[feed] = response.headers["ETag"]

        yield poll


@asynccontextmanager
async def _plain() -> AsyncIterator[Poll]:
    etags: dict[int, str] = {}
    async with aiohttp.ClientSession() as session:

        async def poll(url: str, feed: int) -> None:
            known = {"If-None-Match": etags[feed]} if feed in etags else {}
            async with session.get(url, headers=known) as response:
                body = await response.read()
                etags[feed] = response.headers["ETag"]
                if response.status == 200:
                    feedparser.parse(BytesIO(body), response_headers=dict(response.headers))

        yield poll


@asynccontextmanager
async def _isswire(mixed: bool = False) -> AsyncIterator[Poll]:
    now = datetime(2022, 7, 26, 18, tzinfo=UTC)
    every = timedelta(minutes=1)
    feeds: dict[int, Feed] = {}
    known: dict[int, FeedState] = {}
    async with reading(
        allow_private=True, host_gap=timedelta(0), host_concurrency=_TOGETHER
    ) as reader:

        async def poll(url: str, number: int) -> None:
            feed = feeds.get(number)
            if feed is None:
                feed = Feed(str(number), url, url, "en", Role.PRESS, every)
                kind = kind_of(number)
                feeds[number] = feed = (
                    replace(feed, kind=kind.kind, find=kind.find) if mixed else feed
                )
            state = known.get(number) or first_state(feed, now)
            result = await reader.read(feed, state, now)
            known[number] = after_poll(feed, state, result, now=now, jitter=0.0)
            assert not known[number].error, known[number].error

        yield poll


SYSTEMS: dict[str, Callable[[], AbstractAsyncContextManager[Poll]]] = {
    "bare": _bare,
    "plain": _plain,
    "isswire": _isswire,
    "mixed": partial(_isswire, mixed=True),
}


@dataclass(slots=True)
class _Lags:
    """How late a timer of 5 ms comes."""

    seconds: list[float]

    def __init__(self) -> None:
        self.seconds = []

    async def watch(self) -> None:
        while True:
            due = time.perf_counter() + 0.005
            await asyncio.sleep(0.005)
            self.seconds.append(time.perf_counter() - due)

    def p99(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)] if self.seconds else 0.0


def _children() -> list[Path]:
    pids = "".join(path.read_text() for path in Path("/proc/self/task").glob("*/children"))
    return [Path("/proc") / pid for pid in pids.split()]


def _cpu() -> float:
    """CPU seconds of this process and its children, living and ended."""
    ended = getrusage(RUSAGE_CHILDREN)
    living = sum(int((child / "schedstat").read_text().split()[0]) for child in _children())
    return time.process_time() + ended.ru_utime + ended.ru_stime + living / 1e9


def _peak() -> float:
    """Peak resident MB of this process and its children, added up."""
    return sum(_high_water(process) for process in (Path("/proc/self"), *_children()))


def _high_water(process: Path) -> float:
    status = (process / "status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
