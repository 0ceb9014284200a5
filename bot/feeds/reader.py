"""Reading a feed: ask for it, see whether anything is new, have it parsed. The door of the room.

Rule 1: whatever a server does is a result; nothing it sends raises out of `read`.
Rule 2: validators go out together with the entries of the same answer, never without them.
"""

import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from struct import Struct
from zlib import crc32

import aiohttp
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
from bot.core.reasons.feeds import FeedFailure
from bot.core.types import Entry, Feed
from bot.feeds.articles import PATIENCE, ArticleReader
from bot.feeds.bodies import ACCEPTED
from bot.feeds.exchange import Document, Order
from bot.feeds.extraction import installed
from bot.feeds.failures import FeedFailed
from bot.feeds.fetcher import Answer, Fetcher
from bot.feeds.finding import Found, feed_behind
from bot.feeds.freshness import fresh_for, ttl_of
from bot.feeds.guard import Guard
from bot.feeds.items import all_known
from bot.feeds.manners import Manners
from bot.feeds.parsers import Parsers, parsing
from bot.feeds.validators import echo, validators

_LOOKED_AT = 512 * 1024
"""Bytes up to which known items are looked for here; larger documents go to the child, for the
event loop's sake.
"""
_CHECK = Struct("!QI")
"""Length and CRC of a body: whether it is last time's. A server that forges them hides its own
news; by chance one change in four milliards of one length is met a poll later.
"""
_NEWEST = 500
_DIFFICULT = frozenset({"parse_timeout", "parse_died", "parse_memory"})

_KEPT_ALIVE = 10.0
"""Seconds: for redirects and feeds of one host, not for the next poll."""


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
) -> AsyncIterator["Reader"]:
    """A Reader with its connections and parsing children, closed at the end.

    `contact` is the address put into User-Agent; `deadline` bounds one poll's requests in all;
    `host_gap` and `host_concurrency` are what one host is spared, this machine's own too unless
    `spare_own` is False; `max_body` is in decoded bytes; `article_patience` is the longest that
    the articles of a poll are waited for; `can_extract` says whether articles can be read, by
    default whether the `fulltext` extra is installed; `guard` replaces the one that
    `allow_private` chooses; `trusted` says whose certificates are believed, by default those of
    the system.
    """
    door = guard or Guard(allow_private=allow_private)
    connector = _connector(door, resolver, trusted)
    async with _session(connector, contact) as session, parsing() as parsers:
        manners = Manners(host_gap, host_concurrency, spare_own)
        fetcher = Fetcher(session, door, manners, deadline, max_body)
        can_extract = installed() if can_extract is None else can_extract
        articles = ArticleReader(fetcher, parsers, can_extract, article_patience)
        yield Reader(fetcher, parsers, articles)


def _connector(
    door: Guard, resolver: AbstractResolver | None, trusted: ssl.SSLContext | None
) -> aiohttp.TCPConnector:
    return aiohttp.TCPConnector(
        limit=0,
        socket_factory=door.open_socket,
        keepalive_timeout=_KEPT_ALIVE,
        ttl_dns_cache=60,
        resolver=resolver,
        ssl=trusted or True,
    )


def _session(connector: aiohttp.TCPConnector, contact: str) -> aiohttp.ClientSession:
    """No cookies, no proxies of the environment; bodies are decompressed by us, within bounds."""
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={
            "User-Agent": f"isswire (+{contact})",
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPTED,
        },
        auto_decompress=False,
        trust_env=False,
    )


_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "application/xml;q=0.9, application/json;q=0.8, text/xml;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class Reader:
    _fetcher: Fetcher
    _parsers: Parsers
    _articles: ArticleReader

    async def read(self, feed: Feed, state: FeedState, now: datetime) -> PollResult:
        """One poll. Never raises for what the other side does; may wait for the host's turn."""
        try:
            return await self._read(feed, state, now)
        except FeedFailed as error:
            return error.result

    async def feed_behind(self, url: str, now: datetime) -> Found | Failed:
        """The feed at an address or behind its page. Never raises for what the other side does."""
        return await feed_behind(url, fetcher=self._fetcher, parsers=self._parsers, now=now)

    async def articles(self, entries: Iterable[Entry], now: datetime) -> Articles:
        """The articles behind entries. Never raises for what the other side does."""
        return await self._articles.articles(entries, now)

    async def _read(self, feed: Feed, state: FeedState, now: datetime) -> PollResult:
        known = echo(state) if may_be_conditional(state, now) else {}
        answer = await self._fetcher.answer(state.url, known, now)
        etag, modified = validators(answer.raw_headers)
        if answer.status == 304:
            if not known:
                raise FeedFailed("http_304", FeedFailure.NO_CONDITION())
            fresh = fresh_for(answer.headers, now)
            return Unchanged(True, fresh, etag, modified, answer.moved_to)
        digest = _CHECK.pack(len(answer.body), crc32(answer.body))
        if digest == state.body_hash:
            fresh = fresh_for(answer.headers, now)
            return Unchanged(False, fresh, etag, modified, answer.moved_to)
        document = await self._document(feed, state, answer, now)
        return Changed(
            entries=document.entries,
            etag=etag,
            modified=modified,
            body_hash=digest,
            item_hashes=document.item_hashes,
            fresh_for=fresh_for(answer.headers, now),
            ttl=ttl_of(answer.body),
            moved_to=answer.moved_to,
            note=document.note,
            cut=document.cut,
            dropped=document.dropped,
            malformed=document.malformed,
            repeats_guid=document.repeats_guid,
            format=document.format,
        )

    async def _document(
        self, feed: Feed, state: FeedState, answer: Answer, now: datetime
    ) -> Document:
        if len(answer.body) <= _LOOKED_AT:
            hashes = all_known(answer.body, state.item_hashes, most=_NEWEST)
            if hashes is not None:
                return Document((), item_hashes=hashes)
        order = Order(
            feed=feed.id,
            url=str(answer.url),
            seen=now,
            language=feed.language,
            content_type=answer.headers.get("Content-Type", ""),
            known=state.item_hashes,
            ignore_guids=state.ignore_guids,
            careful=state.error_kind in _DIFFICULT,
        )
        trusted = state.baseline and not state.failures
        found = await self._parsers.reading(answer.body, order, trusted=trusted)
        if isinstance(found, Document):
            return found
        raise FeedFailed(found.kind, found.error)
