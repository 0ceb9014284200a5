"""Feeds on this machine: documents that grow, answers that break, and who asked how."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from random import Random

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

CATALOG = """
parties:
  nasa: {{name: NASA, country: US}}
  roscosmos: {{name: Roscosmos, country: RU}}
feeds:{feeds}
topics:
  iss:
    title: {{en: International Space Station, ru: МКС}}
  roscosmos:
    title: {{en: Roscosmos, ru: Роскосмос}}
"""

CHANNEL = """\
channels:
  - chat: "@isswire"
    topics: [iss, roscosmos]
"""

FEED = """
  {name}:
    url: {base}/{name}.xml
    title: {name}
    language: {language}
    every: {every}
    {more}"""


def headlines(seed: int = 0) -> Iterator[str]:
    """Headlines of which no two share a word, or are about a photo: each is a story of its own."""
    random = Random(seed)
    used: set[str] = set()
    while True:
        words: list[str] = []
        while len(words) < 4:
            word = "".join(random.choice("bdfgklmnprstvz") + random.choice("aeou") for _ in "1234")
            if word not in used and not word.startswith("foto"):
                used.add(word)
                words.append(word)
        yield " ".join(words).capitalize()


def document(name: str, items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>{name}</title>{items}</channel></rss>'.encode()


def item(name: str, title: str, summary: str = "", at: datetime | None = None) -> str:
    """One item as a healthy feed has it."""
    number = sha256(title.encode()).hexdigest()[:12]
    date = format_datetime(at or datetime.now(UTC) - timedelta(minutes=5))
    return (
        f"<item><title>{escape(title)}</title><description>{escape(summary)}</description>"
        f"<link>https://{name}.example/{number}</link>"
        f'<guid isPermaLink="false">{name}-{number}</guid><pubDate>{date}</pubDate></item>'
    )


@dataclass
class Feeds:
    """What each feed holds, how often it was asked, and what it answers instead."""

    base: str = ""
    channel: bool = True
    """Whether feeds.yaml has one. It takes 18 messages a minute: many stories go without."""
    items: dict[str, list[str]] = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)
    """Lines of a feed's stanza in feeds.yaml besides the usual ones."""
    languages: dict[str, str] = field(default_factory=dict)
    """Of feeds that are not English."""
    asked: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    """How often a feed could answer 304."""
    broken: dict[str, Answer] = field(default_factory=dict)
    instead: Callable[[str], Answer | None] = lambda name: None
    """A bad answer for once."""
    asking: Callable[[str, web.Request], None] = lambda name, request: None
    before_answer: Callable[[str], None] = lambda name: None
    after_answer: Callable[[str], None] = lambda name: None

    def add(self, name: str, more: str = "role: press", language: str = "en") -> None:
        self.items.setdefault(name, [])
        self.more[name], self.languages[name] = more, language

    def publish(
        self, feed: str, title: str, summary: str = "", at: datetime | None = None
    ) -> None:
        self.items.setdefault(feed, []).insert(0, item(feed, title, summary, at))

    def catalog(self, every: str = "1s") -> str:
        """feeds.yaml for every feed that has been named."""
        catalog = CATALOG.format(
            feeds="".join(
                FEED.format(
                    name=name,
                    base=self.base,
                    every=every,
                    language=self.languages.get(name, "en"),
                    more=self.more.get(name, "role: press"),
                )
                for name in dict.fromkeys([*self.items, *self.broken])
            )
        )
        return catalog + CHANNEL if self.channel else catalog

    async def answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["feed"]
        self.asked[name] += 1
        self.asking(name, request)
        if bad := self.instead(name):
            return await bad(request)
        if name in self.broken:
            return await self.broken[name](request)
        if name not in self.items:
            raise web.HTTPNotFound
        self.before_answer(name)
        response = self._document(request, name)
        await response.prepare(request)
        await response.write_eof()
        self.after_answer(name)
        return response

    def _document(self, request: web.Request, name: str) -> web.Response:
        body = document(name, "".join(self.items[name]))
        etag = f'"{sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            self.unchanged[name] += 1
            return web.Response(status=304, headers={"ETag": etag})
        headers = {"ETag": etag}
        return web.Response(body=body, headers=headers, content_type="application/rss+xml")


@asynccontextmanager
async def serving(feeds: Feeds) -> AsyncIterator[Feeds]:
    app = web.Application()
    app.router.add_get("/{feed}.xml", feeds.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    feeds.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield feeds
    finally:
        await runner.cleanup()
