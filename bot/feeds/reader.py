"""Reads a feed: fetches it, checks whether anything is new, has it parsed. The way into this room.

Rule 1: whatever a server sends is a result; `read` never raises for it.
Rule 2: validators are returned only together with the entries of the same response.
"""

import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from aiohttp.abc import AbstractResolver

from bot.core.reading.poll_result import (
    Articles,
    Changed,
    Failed,
    FeedState,
    PollResult,
    Unchanged,
)
from bot.core.reading.schedule import may_be_conditional
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import Entry, Feed, SourceKind
from bot.feeds.articles import PATIENCE, ArticleReader
from bot.feeds.caching import echo, fresh_for, ttl_of, validators
from bot.feeds.child_protocol import Document, Order
from bot.feeds.discovery import DiscoveredFeed, feed_behind
from bot.feeds.extraction import installed
from bot.feeds.failures import FeedFailed
from bot.feeds.fetcher import Fetcher, Response
from bot.feeds.guard import Guard
from bot.feeds.host_queue import HostQueue
from bot.feeds.items import NEWEST
from bot.feeds.known_items import LOOKED_AT, KnownItems, Look, check_of
from bot.feeds.named_hubs import hub_of
from bot.feeds.parsers import Parsers, parsing
from bot.feeds.read_parts import check_of_read
from bot.feeds.sessions import Sessions
from bot.feeds.ways import Way, Ways

_DIFFICULT = frozenset({"parse_timeout", "parse_died", "parse_memory"})

_OLDER_PAGES = 2
"""Pages that are read beside the newest where its items are all new."""


@asynccontextmanager
async def reading(
    *,
    allow_private: bool = False,
    contact: str = "https://github.com/isswire/isswire",
    deadline: timedelta = timedelta(seconds=30),
    host_gap: timedelta = timedelta(seconds=1),
    host_concurrency: int = 2,
    spare_own: bool = True,
    max_body: int = 8_000_000,
    article_patience: timedelta = PATIENCE,
    can_extract: bool | None = None,
    guard: Guard | None = None,
    resolver: AbstractResolver | None = None,
    trusted: ssl.SSLContext | None = None,
    variables: Mapping[str, str] | None = None,
    proxy: str = "",
) -> AsyncIterator["Reader"]:
    """Open a Reader with its connections and parsing children, and close them at the end.

    `contact` is the address in User-Agent. `deadline` bounds all requests of one poll together.
    `host_gap` and `host_concurrency` limit the requests to one host, this machine included unless
    `spare_own` is False. `max_body` is in decoded bytes. `article_patience` is how long one poll
    waits for its articles; `can_extract`, whether articles can be read, defaults to whether the
    `fulltext` extra is installed. `guard` replaces the one that `allow_private` chooses.
    `trusted` holds the accepted certificates, by default the system's. `variables` are those
    of the environment that stanzas may name, `proxy` is for all feeds that name none of their own.
    """
    checked = guard or Guard(allow_private=allow_private)
    sessions = Sessions(checked, contact, resolver, trusted)
    ways = Ways(variables or {}, proxy)
    async with aclosing(sessions), parsing() as parsers:
        hosts = HostQueue(host_gap, host_concurrency, spare_own)
        fetcher = Fetcher(sessions, ways, checked, hosts, deadline, max_body)
        can_extract = installed() if can_extract is None else can_extract
        articles = ArticleReader(fetcher, parsers, can_extract, article_patience)
        yield Reader(fetcher, parsers, articles)


@dataclass(frozen=True, slots=True)
class Reader:
    """Polls feeds, and finds and reads what belongs to them."""

    _fetcher: Fetcher
    _parsers: Parsers
    _articles: ArticleReader
    _known: KnownItems = field(default_factory=KnownItems)

    async def read(self, feed: Feed, state: FeedState, now: datetime) -> PollResult:
        """Poll a feed once; may wait for its host. Never raises for what servers do."""
        try:
            return await self._read(feed, state, now)
        except FeedFailed as error:
            return error.result

    async def feed_behind(self, url: str, now: datetime) -> DiscoveredFeed | Failed:
        """Find the feed at an address or behind that page. Never raises for what servers do."""
        return await feed_behind(url, fetcher=self._fetcher, parsers=self._parsers, now=now)

    async def document(self, feed: Feed, body: bytes, now: datetime) -> Changed | Failed:
        """Read a document that is at hand already, as if its server had sent it."""
        order = Order(feed=feed.id, url=feed.url, seen=now, language=feed.language)
        found = await self._parsers.parse(body, order, trusted=False)
        if not isinstance(found, Document):
            return Failed(found.kind, found.error)
        return Changed(entries=found.entries, format=found.format, note=found.note)

    async def articles(self, feed: Feed, entries: Iterable[Entry], now: datetime) -> Articles:
        """Fetch the articles behind a feed's entries. Never raises for what servers do."""
        return await self._articles.articles(feed, entries, now)

    async def ask_hub(self, feed: Feed, hub: str, form: Mapping[str, str]) -> Failed | None:
        """Ask a feed's hub for a subscription. Never raises for what servers do."""
        try:
            await self._fetcher.post(hub, form, self._fetcher.way_to(feed))
        except FeedFailed as error:
            return error.result
        return None

    async def _read(self, feed: Feed, state: FeedState, now: datetime) -> PollResult:
        asked_with = echo(state) if may_be_conditional(state, now) else {}
        way = self._fetcher.way_to(feed)
        response = await self._fetcher.fetch(state.url, asked_with, now, way)
        etag, modified = validators(response.raw_headers)
        if response.status == 304:
            if not asked_with:
                raise FeedFailed("http_304", FeedFailure.NO_CONDITION())
            fresh = fresh_for(response.headers, now)
            return Unchanged(True, fresh, etag, modified, response.moved_to)
        digest = check_of(response.body)
        if digest == state.body_hash:
            fresh = fresh_for(response.headers, now)
            return Unchanged(False, fresh, etag, modified, response.moved_to)
        read = check_of_read(feed, response.body)
        document = Document((), item_hashes=state.item_hashes)
        if not self._known.is_same(feed.id, read, state.body_hash):
            document = await self._document(feed, state, response, way, now)
        self._known.remember(feed.id, read, digest)
        links = response.headers.getall("Link", [])
        hub, topic = hub_of(links, response.body, str(response.url))
        return Changed(
            entries=document.entries,
            etag=etag,
            modified=modified,
            body_hash=digest,
            item_hashes=document.item_hashes,
            fresh_for=fresh_for(response.headers, now),
            ttl=ttl_of(response.body),
            moved_to=response.moved_to,
            note=document.note,
            cut=document.cut,
            dropped=document.dropped,
            malformed=document.malformed,
            repeats_guid=document.repeats_guid,
            format=document.format,
            calendar=document.calendar,
            hub=hub,
            topic=topic,
        )

    async def _document(
        self, feed: Feed, state: FeedState, response: Response, way: Way, now: datetime
    ) -> Document:
        document = await self._page(feed, state, response, now)
        if document.older and state.baseline:
            return await self._with_older(document, feed, state, way, now)
        return document

    async def _with_older(
        self, newest: Document, feed: Feed, state: FeedState, way: Way, now: datetime
    ) -> Document:
        """Add the pages before one where all was new, so that a busy channel loses no post."""
        entries = newest.entries
        page = newest
        for _ in range(_OLDER_PAGES):
            if not page.older:
                break
            try:
                response = await self._fetcher.fetch(page.older, {}, now, way)
                page = await self._page(feed, state, response, now)
            except FeedFailed:
                break
            entries = (*page.entries, *entries)
        return replace(newest, entries=entries)

    async def _page(
        self, feed: Feed, state: FeedState, response: Response, now: datetime
    ) -> Document:
        look = Look()
        may_look = feed.kind is SourceKind.FEED and len(response.body) <= LOOKED_AT
        if state.item_hashes and may_look:
            look = self._known.look(feed.id, response.body)
            hashes = look.all_known(state.item_hashes, most=NEWEST)
            if hashes is not None:
                return Document((), item_hashes=hashes)
        order = Order(
            feed=feed.id,
            url=str(response.url),
            seen=now,
            language=feed.language,
            content_type=response.headers.get("Content-Type", ""),
            known=state.item_hashes,
            spans=look.spans,
            prints=look.prints,
            known_names=self._known.names(feed.id, state.item_hashes),
            ignore_guids=state.ignore_guids,
            careful=state.error_kind in _DIFFICULT,
            kind=feed.kind,
            find=feed.find,
        )
        trusted = state.baseline and not state.failures
        found = await self._parsers.parse(response.body, order, trusted=trusted)
        if not isinstance(found, Document):
            raise FeedFailed(found.kind, found.error)
        self._known.learn(feed.id, found)
        return found
