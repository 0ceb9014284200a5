"""Fetches the articles behind entries, with the guard, host queue, limits and way of their feed.

Rule 1: a failure costs the article's text and nothing else; the wait for it is bounded.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.planning.full_text import article_of
from bot.core.reading.poll_result import Article, Articles, Unread
from bot.core.reasons.feed_failures import ArticleFailure
from bot.core.types import Entry, Feed
from bot.feeds.child_protocol import PageOrder, Unreadable
from bot.feeds.extraction import INSTALL
from bot.feeds.failures import FeedFailed
from bot.feeds.fetcher import Fetcher
from bot.feeds.parsers import Parsers
from bot.feeds.ways import Way

PATIENCE = timedelta(seconds=15)
"""For all articles of a poll; its news is delayed by up to this much."""

_ACCEPT = {"Accept": "text/html, application/xhtml+xml, */*;q=0.1"}
_PAGES = ("text/", "application/xhtml", "application/xml")


@dataclass(frozen=True, slots=True)
class ArticleReader:
    """Reads articles, if the extra is installed (`can_extract`)."""

    fetcher: Fetcher
    parsers: Parsers
    can_extract: bool
    patience: timedelta

    async def articles(self, feed: Feed, entries: Iterable[Entry], now: datetime) -> Articles:
        """Fetch the articles, as the host queue allows. Never raises for what servers do."""
        if not self.can_extract:
            return tuple(
                Unread(entry.id, ArticleFailure.NO_EXTRACTOR(command=INSTALL)) for entry in entries
            )
        return tuple(await asyncio.gather(*(self._article(feed, entry, now) for entry in entries)))

    async def _article(self, feed: Feed, entry: Entry, now: datetime) -> Article | Unread:
        seconds = self.patience.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                way = self.fetcher.way_to(feed)
                return article_of(entry, await self._text(entry.url or "", way, now))
        except TimeoutError:
            return Unread(entry.id, ArticleFailure.NO_ARTICLE(n=f"{seconds:g}"))
        except FeedFailed as error:
            return Unread(entry.id, error.result.error)

    async def _text(self, url: str, way: Way, now: datetime) -> str:
        """Fetch a page and extract its article. Raises FeedFailed."""
        response = await self.fetcher.fetch(url, _ACCEPT, now, way)
        content_type = response.headers.get("Content-Type", "")
        if content_type and not content_type.lower().startswith(_PAGES):
            raise FeedFailed("no_page", ArticleFailure.NO_PAGE(what=content_type))
        found = await self.parsers.page(response.body, PageOrder(content_type))
        if isinstance(found, Unreadable):
            raise FeedFailed(found.kind, found.error)
        return found.text
