"""The feed behind an address: the address itself, what its page links to, or a usual place.

Rule 1: every address, whoever gave it, passes the guard and the manners of polling.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from yarl import URL

from bot.core.reading.poll_result import Failed
from bot.core.reasons.feeds import NoFeed
from bot.feeds.encodings import encoding_of
from bot.feeds.exchange import Document, Order
from bot.feeds.failures import FeedFailed
from bot.feeds.fetcher import Answer, Fetcher
from bot.feeds.pages import linked_feeds, usual_feeds
from bot.feeds.parsers import Parsers

PATIENCE = timedelta(minutes=2)
"""For the whole search: at most 32 addresses, a second apart."""


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that was read; `title` and `language` as it declares them, perhaps empty."""

    url: str
    title: str
    language: str
    format: str
    headlines: tuple[str, ...]
    others: tuple[str, ...] = ()
    """Other feeds its page links to; they were not asked."""


async def feed_behind(
    url: str, *, fetcher: Fetcher, parsers: Parsers, now: datetime
) -> Found | Failed:
    """Never raises for what the other side does."""
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

    async def answer(self, url: str) -> Answer:
        return await self.fetcher.answer(url, {}, self.now)

    async def feed(self, url: str, answer: Answer) -> Found | None:
        content_type = answer.headers.get("Content-Type", "")
        order = Order(feed="", url=str(answer.url), seen=self.now, content_type=content_type)
        document = await self.parsers.reading(answer.body, order)
        if not isinstance(document, Document):
            return None
        return Found(
            url=answer.moved_to or str(URL(url).with_fragment(None)),
            title=document.title,
            language=document.language,
            format=document.format,
            headlines=tuple(entry.title for entry in document.entries),
        )


async def _search(search: _Search, url: str) -> Found | Failed:
    page = await search.answer(url)
    found = await search.feed(url, page)
    if found:
        return found
    content_type = page.headers.get("Content-Type", "")
    text = encoding_of(page.body, content_type).text(page.body)
    linked = linked_feeds(text, str(page.url), page.headers.getall("Link", []))
    async for found in _feeds_at(search, (*linked, *usual_feeds(str(page.url)))):
        others = tuple(other for other in linked if other != found.url)
        return Found(found.url, found.title, found.language, found.format, found.headlines, others)
    return Failed("no_feed", NoFeed.NOT_FOUND())


async def _feeds_at(search: _Search, urls: tuple[str, ...]) -> AsyncIterator[Found]:
    """Those of the addresses that are feeds, asked one after the other."""
    for url in dict.fromkeys(urls):
        try:
            found = await search.feed(url, await search.answer(url))
        except FeedFailed:
            continue
        if found:
            yield found
