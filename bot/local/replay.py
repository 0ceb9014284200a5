"""Serves the news of July 2022 as RSS on this machine, for the demo and its tests."""

import hashlib
import re
import tomllib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from importlib.resources import files

from aiohttp import web

from bot.core.lang.stems import romanised
from bot.core.types import Feed, Role


@dataclass(frozen=True, slots=True)
class ReplayItem:
    """One item of one feed, published at `at`."""

    number: int
    feed: str
    at: datetime
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A recorded stretch of news: `feeds` without addresses, `items` in time order."""

    begins: datetime
    feeds: tuple[Feed, ...]
    items: tuple[ReplayItem, ...]

    def moments(self) -> tuple[datetime, ...]:
        """Return the times at which something new appears, the earliest first."""
        return (self.begins, *sorted({item.at for item in self.items if item.at > self.begins}))

    def news(self, since: datetime | None, now: datetime) -> tuple[str, ...]:
        """Return the feeds that published between these times; all of them if `since` is None."""
        if since is None:
            return tuple(feed.id for feed in self.feeds)
        return tuple(dict.fromkeys(item.feed for item in self.items if since < item.at <= now))

    def until(self, now: datetime, feed: str) -> tuple[ReplayItem, ...]:
        """Return what `feed` has published by `now`, newest first."""
        told = (item for item in self.items if item.feed == feed and item.at <= now)
        return tuple(sorted(told, key=lambda item: item.at, reverse=True))


def load_replay() -> Replay:
    """Load the replay shipped with the project (bot/local/replay.toml)."""
    return parsed_replay(files("bot.local").joinpath("replay.toml").read_text(encoding="utf-8"))


def parsed_replay(text: str) -> Replay:
    """Parse a replay's file; items are numbered in the file's order, from 1."""
    data = tomllib.loads(text)
    items = (
        ReplayItem(number, item["feed"], item["at"], item["title"], item["summary"])
        for number, item in enumerate(data["items"], 1)
    )
    return Replay(
        begins=data["begins"].astimezone(UTC),
        feeds=tuple(_feed(name, feed) for name, feed in data["feeds"].items()),
        items=tuple(sorted(items, key=lambda item: item.at)),
    )


@asynccontextmanager
async def serving_feeds(
    replay: Replay, clock: Callable[[], datetime], *, host: str = "127.0.0.1"
) -> AsyncIterator[str]:
    """Serve each feed at `<base>/<feed id>.xml` as it was at `clock()`; yield the base."""
    app = web.Application()

    async def feed(request: web.Request) -> web.Response:
        return _conditional(request, _document(replay, request.match_info["feed"], clock()))

    app.router.add_get("/{feed:[a-z0-9-]+}.xml", feed)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, host, 0)
    await site.start()
    try:
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _feed(id: str, data: dict[str, str]) -> Feed:
    return Feed(
        id=id,
        url="",
        title=data["title"],
        language=data["language"],
        role=Role(data["role"]),
        every=timedelta(minutes=5),
        country=data.get("country"),
        speaks_for=data.get("speaks_for"),
    )


def _document(replay: Replay, feed: str, now: datetime) -> bytes:
    title = next((known.title for known in replay.feeds if known.id == feed), None)
    if title is None:
        raise web.HTTPNotFound
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<rss version="2.0"><channel><title>{escape(title)}</title>',
        *_items(replay.until(now, feed)),
        "</channel></rss>",
    ]
    return "\n".join(lines).encode()


def _items(items: Iterable[ReplayItem]) -> Iterable[str]:
    for item in items:
        yield (
            f"<item><title>{escape(item.title)}</title>"
            f"<link>https://{item.feed}.example/{_slug(item)}</link>"
            f'<guid isPermaLink="false">{item.feed}-{item.number}</guid>'
            f"<pubDate>{format_datetime(item.at)}</pubDate>"
            f"<description>{escape(item.summary)}</description></item>"
        )


def _slug(item: ReplayItem) -> str:
    """Make a readable end of the item's address from its headline, or else from its number."""
    words = re.findall(r"[a-z0-9]+", romanised(item.title.lower()))
    return "-".join(words[:8]) if len(words) > 4 else f"news-{item.number}"


def _conditional(request: web.Request, body: bytes) -> web.Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers={"ETag": etag})
    return web.Response(body=body, headers={"ETag": etag}, content_type="application/rss+xml")
