"""Keeps pages that were made, for a minute, and makes those that were not.

Rule 1: pages are made one at a time, and making rests as long as it has worked: whoever asks for
whatever, at most half a core goes into pages, and alerts and commands keep theirs.
Rule 2: who asks for a page that is being made waits for that one; where too many wait for others,
the next is told to come later.
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

_WAITING = 40
"""Different pages asked for and not made yet; at 20 ms each the last waits two seconds."""

_ROOM = 20_000_000
"""Bytes of pages that are kept."""

_LONGEST_REST = 0.5


@dataclass(frozen=True, slots=True)
class Kept:
    """A page with its entity tag."""

    page: Rendered
    etag: str
    until: float


Make = Callable[[], Awaitable[Rendered]]


class PageShelf:
    """The pages of one process."""

    def __init__(
        self, *, fresh: float = FRESH, waiting: int = _WAITING, room: int = _ROOM
    ) -> None:
        self._fresh, self._waiting, self._room = fresh, waiting, room
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._size = 0
        self._making: dict[Hashable, asyncio.Event] = {}
        self._turn = asyncio.Lock()
        self._rests_until = 0.0

    async def page(self, key: Hashable, make: Make) -> Kept | None:
        """Return the page, made if need be; None when too many others wait to be made."""
        if (kept := self._fresh_page(key)) is not None:
            return kept
        if (made := self._making.get(key)) is not None:
            await made.wait()
            return self._fresh_page(key)
        if len(self._making) >= self._waiting:
            return None
        made = self._making[key] = asyncio.Event()
        try:
            async with self._turn:
                return await self._made(key, make)
        finally:
            del self._making[key]
            made.set()

    def _fresh_page(self, key: Hashable) -> Kept | None:
        kept = self._kept.get(key)
        if kept is None or kept.until <= time.monotonic():
            return None
        self._kept.move_to_end(key)
        return kept

    async def _made(self, key: Hashable, make: Make) -> Kept:
        await asyncio.sleep(max(self._rests_until - time.monotonic(), 0))
        began = time.monotonic()
        page = await make()
        ended = time.monotonic()
        self._rests_until = ended + min(ended - began, _LONGEST_REST)
        etag = hashlib.blake2b(page.body, digest_size=12).hexdigest()
        kept = Kept(page, etag, ended + self._fresh)
        self._put(key, kept)
        return kept

    def _put(self, key: Hashable, kept: Kept) -> None:
        before = self._kept.pop(key, None)
        self._size += len(kept.page.body) - (len(before.page.body) if before else 0)
        self._kept[key] = kept
        while self._size > self._room:
            _, gone = self._kept.popitem(last=False)
            self._size -= len(gone.page.body)
