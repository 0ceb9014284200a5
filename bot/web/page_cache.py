"""Keeps pages that were made, for a minute, and makes those that were not.

Rule 1: pages are made one at a time, and making rests twice as long as it has worked: whoever asks
for whatever, at most a third of a core goes into pages, and alerts and commands keep theirs.
Rule 2: who asks for a page that is being made gets the one before it, or waits; where too many
wait, the next is told to come later, so that the connections stay free for the webhook.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

from bot.web.templating import Rendered

FRESH = 60
"""Seconds for which a page is shown before it is made anew, here and in other people's caches."""

_WAITING = 24
"""Requests that wait for a page, half of the connections one address may have: a proxy is one."""

_ROOM = 20_000_000
"""Bytes of pages that are kept."""

_REST = 2.0
"""Times what making a page has taken."""
_LONGEST_REST = 0.5


@dataclass(frozen=True, slots=True)
class CachedPage:
    """A page with its entity tag."""

    page: Rendered
    etag: str
    until: float


Make = Callable[[], Awaitable[Rendered]]


class PageCache:
    """The pages of one process."""

    def __init__(
        self, *, fresh: float = FRESH, waiting: int = _WAITING, room: int = _ROOM
    ) -> None:
        self._fresh, self._waiting, self._room = fresh, waiting, room
        self._kept: OrderedDict[Hashable, CachedPage] = OrderedDict()
        self._size = 0
        self._making: dict[Hashable, asyncio.Event] = {}
        self._in_line = 0
        self._turn = asyncio.Lock()
        self._rests_until = 0.0

    async def page(self, key: Hashable, make: Make) -> CachedPage | None:
        """Return the page, made if need be; None when too many others wait."""
        kept, under_way = self._kept.get(key), self._making.get(key)
        if kept is not None and (under_way or kept.until > time.monotonic()):
            self._kept.move_to_end(key)
            return kept
        if self._in_line >= self._waiting:
            return None
        self._in_line += 1
        try:
            if under_way is None:
                return await self._made_in_turn(key, make)
            await under_way.wait()
            return self._kept.get(key)
        finally:
            self._in_line -= 1

    async def _made_in_turn(self, key: Hashable, make: Make) -> CachedPage:
        made = self._making[key] = asyncio.Event()
        try:
            async with self._turn:
                return await self._made(key, make)
        finally:
            del self._making[key]
            made.set()

    async def _made(self, key: Hashable, make: Make) -> CachedPage:
        await asyncio.sleep(max(self._rests_until - time.monotonic(), 0))
        began = time.monotonic()
        page = await make()
        ended = time.monotonic()
        self._rests_until = ended + min((ended - began) * _REST, _LONGEST_REST)
        etag = hashlib.blake2b(page.body, digest_size=12).hexdigest()
        kept = CachedPage(page, etag, ended + self._fresh)
        self._put(key, kept)
        return kept

    def _put(self, key: Hashable, kept: CachedPage) -> None:
        before = self._kept.pop(key, None)
        self._size += len(kept.page.body) - (len(before.page.body) if before else 0)
        self._kept[key] = kept
        while self._size > self._room:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone.page.body)
