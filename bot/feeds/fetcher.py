"""Fetches one document over HTTP: follows redirects itself, within limits of time and size.

Rule 1: a response is complete or a failure; half a body never gets out.
Rule 2: every hop passes the guard and the host queue. One deadline covers the whole chain, but not
the time spent in the queue.
"""

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache

import aiohttp
from multidict import CIMultiDictProxy
from yarl import URL

from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import Feed
from bot.feeds.bodies import Body, too_large
from bot.feeds.caching import retry_after
from bot.feeds.failures import FeedFailed, failure_of, proxy_errors
from bot.feeds.guard import Guard
from bot.feeds.host_queue import HostQueue
from bot.feeds.meta_refresh import refresh_target
from bot.feeds.sessions import Sessions, http_proxy
from bot.feeds.walls import LOOKED_AT, wall_of
from bot.feeds.ways import Way, Ways

_HOPS = 5
_PERMANENT = frozenset({301, 308})
_REDIRECTS = _PERMANENT | {302, 303, 307}
_THROTTLED = frozenset({429, 503})
_WALLED = frozenset({401, 403, 429, 503})
"""Error statuses of walls, apart from those that answer 200."""
_PAUSE = timedelta(minutes=1)
"""How long a host is left alone after a 429 that does not say how long."""
_SMALL_BODY = 256 * 1024
_LARGE_BODIES = 5
"""Bodies larger than `_SMALL_BODY` that may be in memory at once while they arrive."""


@dataclass(frozen=True, slots=True)
class Response:
    """A complete response: 200 (203 and 226 count as such) or 304."""

    status: int
    url: URL
    """Where it came from after all redirects."""
    headers: CIMultiDictProxy[str]
    raw_headers: tuple[tuple[bytes, bytes], ...]
    """Bytes as they came over the wire."""
    body: bytes = b""
    moved_to: str = ""
    """`url`, if only permanent redirects led there; else ""."""


@dataclass(slots=True)
class Fetcher:
    """Fetches documents; `deadline` is for one chain of redirects, `max_body` in decoded bytes."""

    sessions: Sessions
    ways: Ways
    guard: Guard
    hosts: HostQueue
    deadline: timedelta
    max_body: int
    _large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LARGE_BODIES))

    def way_to(self, feed: Feed) -> Way:
        """Return the way to a feed's own server, for one poll. Raises FeedFailed."""
        return self.ways.way(self.guard.checked(feed.url), feed.access)

    async def fetch(
        self, url: str, headers: Mapping[str, str], now: datetime, way: Way | None = None
    ) -> Response:
        """Fetch a document. Raises FeedFailed for anything but a complete 200 or 304."""
        try:
            way = way or self.ways.way(self.guard.checked(url))
            return await self._follow(url, headers, now, way)
        except (aiohttp.ClientError, OSError, ValueError, *proxy_errors()) as error:
            raise self._failed(error) from error

    async def post(self, url: str, form: Mapping[str, str], way: Way) -> None:
        """Send a form, of whose answer only the status counts. Raises FeedFailed for a refusal."""
        try:
            target = self.guard.checked(url)
            visit = await self.hosts.enter(target.host or "")
            try:
                await self._posted(target, form, way)
            finally:
                self.hosts.leave(visit)
        except (aiohttp.ClientError, OSError, ValueError, *proxy_errors()) as error:
            raise self._failed(error) from error

    async def _posted(self, url: URL, form: Mapping[str, str], way: Way) -> None:
        response = await self.sessions.session(way.proxy).post(
            url,
            data=form,
            headers=way.headers(url),
            proxy=http_proxy(way.proxy),
            allow_redirects=False,
            timeout=within(self.deadline.total_seconds()),
        )
        status = f"{response.status} {response.reason or ''}".rstrip()
        response.close()  # unread, whatever it says
        if not 200 <= response.status < 300:
            raise FeedFailed(f"http_{response.status}", FeedFailure.STATUS(status=status))

    def _failed(self, error: Exception) -> FeedFailed:
        """Make what goes wrong on the way a failure of the feed."""
        if not isinstance(error, TimeoutError):
            return failure_of(error)
        wait = self.deadline.total_seconds()
        return FeedFailed("timeout", FeedFailure.NO_ANSWER(n=f"{wait:g}"))

    async def _follow(
        self, url: str, headers: Mapping[str, str], now: datetime, way: Way
    ) -> Response:
        left, permanent = self.deadline.total_seconds(), True
        loop = asyncio.get_running_loop()
        for hop in range(_HOPS + 1):
            target = self.guard.checked(url)
            visit = await self.hosts.enter(target.host or "")
            try:
                reply = await self._once(target, headers, now, left, way)
            except FeedFailed as refusal:
                if refusal.result.retry_after is not None:
                    self.hosts.pause(visit, _sensible(refusal.result.retry_after))
                raise
            finally:
                self.hosts.leave(visit)
            if isinstance(reply, Response):
                return replace(reply, moved_to=str(target)) if hop and permanent else reply
            left -= loop.time() - visit.since
            permanent = permanent and reply.permanent
            url = reply.url
        raise FeedFailed("redirects", FeedFailure.REDIRECTS(n=_HOPS, url=url))

    async def _once(
        self, url: URL, headers: Mapping[str, str], now: datetime, left: float, way: Way
    ) -> "Response | _Redirect":
        if left <= 0:
            raise TimeoutError
        response = await self.sessions.session(way.proxy).get(
            url,
            headers={**headers, **way.headers(url)},
            cookies=way.cookies.filter_cookies(url) if way.cookies else None,
            proxy=http_proxy(way.proxy),
            allow_redirects=False,
            timeout=within(left),
        )
        if way.cookies is not None:
            way.cookies.update_cookies(response.cookies, url)
        try:
            match response.status:
                case 200 | 203 | 226:
                    body = await self._body(response)
                    refreshed = refresh_target(body, response.headers, url)
                    if refreshed is not None:
                        return _Redirect(_allowed(url, refreshed), permanent=False)
                    return Response(200, url, response.headers, response.raw_headers, body)
                case 304:
                    return Response(304, url, response.headers, response.raw_headers)
                case status if status in _REDIRECTS:
                    return _redirect(url, response)
                case _:
                    raise _refusal(response, await self._opening(response), now)
        finally:
            response.release()

    async def _opening(self, response: aiohttp.ClientResponse) -> bytes:
        """Return how the page begins that came with an error: it may be a wall. Never raises."""
        if response.status not in _WALLED:
            return b""
        opening = Body(response.headers.get("Content-Encoding", ""), LOOKED_AT)
        try:
            while piece := await response.content.readany():
                opening.add(piece)
            return opening.complete()
        except (FeedFailed, aiohttp.ClientError, OSError):
            return b""

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        if (response.content_length or 0) > self.max_body:
            raise too_large(self.max_body)
        body = Body(response.headers.get("Content-Encoding", ""), self.max_body)
        stream = response.content
        while body.size <= _SMALL_BODY:
            piece = await stream.readany()
            if not piece:
                return body.complete()
            body.add(piece)
        async with self._large:
            while piece := await stream.readany():
                body.add(piece)
            return body.complete()


@dataclass(frozen=True, slots=True)
class _Redirect:
    url: str
    permanent: bool


def _redirect(url: URL, response: aiohttp.ClientResponse) -> _Redirect:
    location = response.headers.get("Location", "")
    if not location:
        raise FeedFailed("redirects", FeedFailure.NOWHERE(status=response.status))
    target = url.join(URL(location)).with_fragment(None)
    return _Redirect(_allowed(url, target), response.status in _PERMANENT)


def _allowed(url: URL, target: URL) -> str:
    if url.scheme == "https" and target.scheme == "http":
        raise FeedFailed("refused_url", FeedFailure.DOWNGRADE(url=str(target)))
    return str(target)


def _refusal(response: aiohttp.ClientResponse, opening: bytes, now: datetime) -> FeedFailed:
    status = response.status
    error = FeedFailure.STATUS(status=f"{status} {response.reason or ''}".rstrip())
    if status in _WALLED:
        error = wall_of(opening, response.headers) or error
    if status not in _THROTTLED:
        return FeedFailed(f"http_{status}", error, gone=status == 410)
    wait = retry_after(response.headers, now)
    if wait is None and status == 429:
        wait = _PAUSE
    return FeedFailed(f"http_{status}", error, retry_after=wait)


def _sensible(wait: timedelta) -> timedelta:
    return min(max(wait, timedelta(seconds=1)), timedelta(hours=24))


@lru_cache(maxsize=8)
def within(seconds: float) -> aiohttp.ClientTimeout:
    """Return aiohttp's deadline for a whole request, without rounding up to a full second."""
    return aiohttp.ClientTimeout(total=seconds, ceil_threshold=math.inf)
