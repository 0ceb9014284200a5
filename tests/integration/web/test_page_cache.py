"""Pages are made once, one at a time, and never by a crowd."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.web.page_cache import PageCache
from bot.web.templating import Rendered


class Press:
    """Makes pages that say how often they were made; waits for `go`."""

    def __init__(self) -> None:
        self.made = 0
        self.at_once = 0
        self.most_at_once = 0
        self.go = asyncio.Event()
        self.go.set()

    def of(self, words: str) -> Callable[[], Awaitable[Rendered]]:
        async def make() -> Rendered:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            await self.go.wait()
            await asyncio.sleep(0)
            self.at_once -= 1
            self.made += 1
            return Rendered(f"{words} {self.made}".encode())

        return make


async def test_a_page_is_made_once_while_it_is_fresh() -> None:
    cache, press = PageCache(), Press()
    pages = [await cache.page("a", press.of("a")) for _ in range(3)]
    assert [page and page.page.body for page in pages] == [b"a 1"] * 3


async def test_a_page_that_is_stale_is_made_anew() -> None:
    cache, press = PageCache(fresh=0), Press()
    first, second = [await cache.page("a", press.of("a")) for _ in range(2)]
    assert first is not None
    assert second is not None
    assert (first.page.body, second.page.body) == (b"a 1", b"a 2")
    assert first.etag != second.etag


async def test_a_crowd_at_one_page_has_it_made_once() -> None:
    cache, press = PageCache(), Press()
    pages = await asyncio.gather(*(cache.page("a", press.of("a")) for _ in range(20)))
    assert {page.page.body for page in pages if page} == {b"a 1"}
    assert (press.made, press.most_at_once) == (1, 1)


async def test_a_crowd_gets_the_page_before_while_a_new_one_is_made() -> None:
    cache, press = PageCache(fresh=0), Press()
    await cache.page("a", press.of("a"))
    press.go.clear()
    making = asyncio.ensure_future(cache.page("a", press.of("a")))
    await asyncio.sleep(0)
    others = [await cache.page("a", press.of("a")) for _ in range(100)]
    press.go.set()
    new = await making
    assert {page.page.body for page in others if page} == {b"a 1"}
    assert new is not None
    assert new.page.body == b"a 2"


async def test_different_pages_are_made_one_at_a_time_and_too_many_are_refused() -> None:
    cache, press = PageCache(waiting=5), Press()
    pages = await asyncio.gather(*(cache.page(n, press.of(str(n))) for n in range(20)))
    assert sum(page is None for page in pages) == 15
    assert press.most_at_once == 1


async def test_making_that_fails_is_tried_again_and_leaves_nobody_waiting() -> None:
    async def broken() -> Rendered:
        raise RuntimeError("the database is away")

    cache, press = PageCache(), Press()
    with pytest.raises(RuntimeError):
        await cache.page("a", broken)
    page = await cache.page("a", press.of("a"))
    assert page is not None


async def test_old_pages_go_when_the_shelf_is_full() -> None:
    cache, press = PageCache(room=10), Press()
    for name in ("a", "b", "c", "a"):
        await cache.page(name, press.of(name * 3))
    assert press.made == 4
