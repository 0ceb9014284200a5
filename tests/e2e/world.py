"""The world around the real process: feeds on this machine, and the process itself."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path

from aiohttp import web

ROOT = Path(__file__).parents[2]

CATALOG = """
parties:
  nasa: {{name: NASA, country: US}}
feeds:
{feeds}
topics:
  iss:
    title: {{en: International Space Station, ru: МКС}}
  roscosmos:
    title: {{en: Roscosmos, ru: Роскосмос}}
channels:
  - chat: "@isswire"
    topics: [iss, roscosmos]
"""

FEED = """
  {name}:
    url: {base}/{name}.xml
    title: {name}
    language: en
    role: press
    every: {every}
"""


@dataclass
class Feeds:
    """RSS documents on this machine: what each feed holds, and how often it was asked."""

    base: str = ""
    items: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    broken: dict[str, Callable[[web.Request], Awaitable[web.StreamResponse]]] = field(
        default_factory=dict
    )

    def publish(self, feed: str, title: str, summary: str = "") -> None:
        self.items.setdefault(feed, []).insert(0, (title, summary))

    def catalog(self, every: str = "1m") -> str:
        """feeds.yaml for every feed that has been named."""
        named = [*self.items, *self.broken]
        stanzas = (FEED.format(name=name, base=self.base, every=every) for name in named)
        return CATALOG.format(feeds="".join(stanzas))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["feed"]
        self.asked[name] = self.asked.get(name, 0) + 1
        if name in self.broken:
            return await self.broken[name](request)
        return web.Response(body=self._document(name).encode(), content_type="application/rss+xml")

    def _document(self, name: str) -> str:
        now = datetime.now(UTC) - timedelta(minutes=5)
        items = "".join(
            f"<item><title>{escape(title)}</title><description>{escape(summary)}</description>"
            f"<link>https://{name}.example/{abs(hash(title))}</link>"
            f"<guid>{name}-{title}</guid><pubDate>{format_datetime(now)}</pubDate></item>"
            for title, summary in self.items.get(name, [])
        )
        return f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'


@asynccontextmanager
async def serving(feeds: Feeds) -> AsyncIterator[Feeds]:
    app = web.Application()
    app.router.add_get("/{feed}.xml", feeds.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    feeds.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield feeds
    finally:
        await runner.cleanup()


class Process:
    """The real bot, started as an operator would, its output kept for the failure message."""

    def __init__(self, environment: dict[str, str], arguments: Sequence[str] = ("run",)) -> None:
        self.environment = {
            **{key: value for key, value in os.environ.items() if "proxy" not in key.lower()},
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self.arguments = arguments
        self.output = b""
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *self.arguments,
            env=self.environment,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reading = asyncio.ensure_future(self._read(self._process))

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while chunk := await process.stdout.read(65536):
            self.output += chunk

    def signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def ended(self, within: float = 20.0) -> int:
        """The exit code; raises TimeoutError when the process lives on."""
        assert self._process is not None
        async with asyncio.timeout(within):
            code = await self._process.wait()
            await self._reading
        return code

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def kill(self) -> None:
        """kill -9, and wait for the end."""
        self.signal(signal.SIGKILL)
        await self.ended()


async def eventually(
    holds: Callable[[], bool], *, within: float = 20.0, said: Callable[[], object] = str
) -> None:
    """Wait until `holds()`; what `said()` gives explains a failure."""
    try:
        async with asyncio.timeout(within):
            while not holds():  # noqa: ASYNC110  # what is waited for is another process
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"not within {within} s: {said()}") from None
