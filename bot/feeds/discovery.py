"""Finds the feed behind an address: the address itself, a link on its page, or a usual place.

Rule 1: every address passes the guard and the host queue, as in polling.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from yarl import URL

from bot.core.reading.poll_result import Failed
from bot.core.reading.source_kinds import address_of, guessed_kind
from bot.core.reasons.feed_failures import NoFeed
from bot.core.types import SourceKind
from bot.feeds.child_protocol import Order, Unreadable
from bot.feeds.encodings import encoding_of
from bot.feeds.failures import FeedFailed
from bot.feeds.fetcher import Fetcher, Response
from bot.feeds.jsonfeed import is_json
from bot.feeds.pages import linked_feeds, usual_feeds
from bot.feeds.parsers import Parsers
from bot.feeds.proposals import Find, proposed_paths, proposed_selector

PATIENCE = timedelta(minutes=2)
"""Time for the whole search: up to 32 addresses, a second apart."""


@dataclass(frozen=True, slots=True)
class DiscoveredFeed:
    """A feed that could be read; `title` and `language` as it declares them, perhaps empty."""

    url: str
    title: str
    language: str
    format: str
    headlines: tuple[str, ...]
    others: tuple[str, ...] = ()
    """Other feeds its page links to; they were not fetched."""
    kind: SourceKind = SourceKind.FEED
    find: tuple[tuple[str, str], ...] = ()
    """`kind` and `find` as in `Feed`."""


async def feed_behind(
    url: str, *, fetcher: Fetcher, parsers: Parsers, now: datetime
) -> DiscoveredFeed | Failed:
    """Find the feed at an address or behind that page. Never raises for what servers do."""
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            return await _search(_Search(fetcher, parsers, now), url)
    except TimeoutError:
        wait = PATIENCE.total_seconds()
        return Failed("timeout", NoFeed.NOT_IN_TIME(n=f"{wait:g}"))
    except FeedFailed as error:
        return error.result


@dataclass(frozen=True, slots=True)
class _Search:
    fetcher: Fetcher
    parsers: Parsers
    now: datetime

    async def fetch(self, url: str) -> Response:
        return await self.fetcher.fetch(url, {}, self.now)

    async def feed(
        self,
        url: str,
        response: Response,
        kind: SourceKind = SourceKind.FEED,
        find: tuple[tuple[str, str], ...] = (),
    ) -> DiscoveredFeed | Unreadable:
        content_type = response.headers.get("Content-Type", "")
        order = Order(
            feed="",
            url=str(response.url),
            seen=self.now,
            content_type=content_type,
            kind=kind,
            find=find,
        )
        document = await self.parsers.parse(response.body, order)
        if isinstance(document, Unreadable):
            return document
        return DiscoveredFeed(
            url=response.moved_to or str(URL(url).with_fragment(None)),
            title=document.title,
            language=document.language,
            format=document.format,
            headlines=tuple(entry.title for entry in document.entries),
            kind=kind,
            find=find,
        )


async def _search(search: _Search, written: str) -> DiscoveredFeed | Failed:
    url = address_of(written)
    kind = guessed_kind(url)
    page = await search.fetch(url)
    found = await search.feed(url, page, kind)
    if isinstance(found, DiscoveredFeed):
        return found
    if kind is not SourceKind.FEED or found.kind == "wall":
        return Failed(found.kind, found.error)
    text = encoding_of(page.body, page.headers.get("Content-Type", "")).text(page.body)
    if is_json(page.body) or page.body.lstrip().startswith(b"["):
        return await _described(search, url, page, SourceKind.JSON, proposed_paths(text))
    linked = linked_feeds(text, str(page.url), page.headers.getall("Link", []))
    async for feed in _feeds_at(search, (*linked, *usual_feeds(str(page.url)))):
        return replace(feed, others=tuple(other for other in linked if other != feed.url))
    return await _described(search, url, page, SourceKind.PAGE, proposed_selector(text))


async def _described(
    search: _Search, url: str, page: Response, kind: SourceKind, find: Find | None
) -> DiscoveredFeed | Failed:
    """Read the page by what is proposed, so that the editor sees what it finds."""
    found = await search.feed(url, page, kind, find) if find else None
    if isinstance(found, DiscoveredFeed) and found.headlines:
        return found
    return Failed("no_feed", NoFeed.NOT_FOUND())


async def _feeds_at(search: _Search, urls: tuple[str, ...]) -> AsyncIterator[DiscoveredFeed]:
    """Fetch the addresses one after the other; yield those that are feeds."""
    for url in dict.fromkeys(urls):
        try:
            found = await search.feed(url, await search.fetch(url))
        except FeedFailed:
            continue
        if isinstance(found, DiscoveredFeed):
            yield found
