"""Public pages, over a real socket, from a real database."""

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from bot.app.public_site import PublicSite, site_of
from bot.core.types import Catalog, Story, StoryEvent
from bot.errors import StorageError
from bot.locale.loading import load_texts
from bot.web.page_cache import PageCache
from bot.web.public_pages import PublicPages
from bot.web.web_server import Health, serving
from storage.store import Store
from tests.build import NOON, PARTIES, TOPICS, a_report, a_story

HOUR = timedelta(hours=1)
CATALOG = Catalog(feeds=(), parties=PARTIES, topics=TOPICS, channels=())
TEXTS = load_texts()


async def no_failing() -> frozenset[str]:
    return frozenset()


def public_site(
    store: Store, url: str = "https://news.example", *, translated: bool = False
) -> PublicSite:
    return PublicSite(
        site=site_of(url),
        store=store,
        catalog=lambda: CATALOG,
        texts=TEXTS,
        failing=no_failing,
        clock=lambda: NOON + 100 * HOUR,
        bot=lambda: "isswire_bot",
        translated=translated,
    )


@asynccontextmanager
async def served(
    site: PublicSite, cache: PageCache | None = None
) -> AsyncIterator[aiohttp.ClientSession]:
    async def health() -> Health:
        return Health(live=True)

    async def metrics() -> bytes:
        return b""

    pages = PublicPages(prefix=site.site.prefix, find=site.find, make=site.make, cache=cache)
    async with (
        serving(host="127.0.0.1", port=0, health=health, metrics=metrics, pages=pages) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        yield client


def story(number: int, title: str, **changes: object) -> Story:
    report = a_report(title, entry=f"{number:032x}", at=NOON + number * HOUR)
    return replace(a_story(report), **{"id": f"{number:016x}", "number": None} | changes)  # type: ignore[arg-type]


async def told(store: Store) -> None:
    """Four stories: a claim, one of Roscosmos alone, one that is held, one merged away."""
    claim = a_report(entry="1" * 32, at=NOON, url="https://tass.example/leave?a=1&b=2")
    denial = a_report("NASA knows of nothing", entry="2" * 32, at=NOON + 30 * HOUR, outlet="AP")
    first = story(1, "", reports=(claim, denial))
    await store.record_story(first)
    await store.record_story(story(2, "Roscosmos has a new chief", topics=("roscosmos",)))
    await store.record_story(story(3, "A secret that editors hold", held=True))
    await store.record_story(story(4, "The same told twice", merged_into=first.id))


@pytest.fixture
async def client(store: Store) -> AsyncIterator[aiohttp.ClientSession]:
    await told(store)
    async with served(public_site(store)) as session:
        yield session


async def text_of(client: aiohttp.ClientSession, path: str) -> str:
    async with client.get(path) as answer:
        assert answer.status == 200, path
        return await answer.text()


async def test_the_latest_stories_are_listed_without_held_and_merged_ones(
    client: aiohttp.ClientSession,
) -> None:
    page = await text_of(client, "/")
    assert re.findall(r'<a href="(/s/\d+)">([^<]+)', page) == [
        ("/s/2", "Roscosmos has a new chief"),
        ("/s/1", "Russia to leave the ISS after 2024"),
    ]
    assert "secret" not in page
    assert "twice" not in page


@pytest.mark.parametrize("error", [StorageError("away"), ValueError("a bug of a page's")])
async def test_a_page_that_cannot_be_made_is_asked_for_later(
    store: Store, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    site = public_site(store)

    async def broken() -> frozenset[str]:
        raise error

    caplog.set_level(logging.WARNING)  # whatever level a test before has left
    await told(store)
    async with served(replace(site, failing=broken)) as client, client.get("/s/1") as answer:
        text = await answer.text()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert text == "busy, come again\n"
    assert "page" in caplog.text


async def test_a_topic_has_its_own_list(client: aiohttp.ClientSession) -> None:
    page = await text_of(client, "/topic/roscosmos")
    assert re.findall(r'<a href="(/s/\d+)">', page) == ["/s/2"]


async def test_a_story_shows_its_timeline_and_links_to_where_it_was_said(
    client: aiohttp.ClientSession,
) -> None:
    page = await text_of(client, "/s/1")
    assert 'href="https://tass.example/leave?a=1&amp;b=2" rel="noopener nofollow"' in page
    assert page.index("Russia to leave") < page.rindex("NASA knows of nothing")
    assert '<time datetime="2022-07-27T18:00:00Z">27 Jul 2022, 18:00 UTC</time>' in page


async def test_a_story_as_it_stood_on_a_day(client: aiohttp.ClientSession) -> None:
    page = await text_of(client, "/s/1?at=2022-07-26")
    assert "NASA knows of nothing" not in page
    assert '<meta name="robots" content="noindex">' in page


async def test_a_page_speaks_russian_where_its_address_does(client: aiohttp.ClientSession) -> None:
    page = await text_of(client, "/ru/s/1")
    assert '<html lang="ru">' in page
    assert 'href="/ru/topic/iss"' in page
    assert "Хроника" in page
    assert re.search(r"How sure|Sources<|As it stood|Show<|Topics", page) is None


@pytest.mark.parametrize(
    "path",
    ["/s/3", "/ru/s/3", "/s/99", "/topic/mars", "/page/9", "/x.php", "/s/1?at=1999-01-01"],
)
async def test_what_is_not_public_is_not_there(client: aiohttp.ClientSession, path: str) -> None:
    async with client.get(path) as answer:
        page = await answer.text()
    assert answer.status == 404
    assert "secret" not in page
    assert 'aria-current="page"' not in page
    assert '<meta name="robots" content="noindex">' in page


async def test_a_merged_story_leads_to_the_one_it_became(client: aiohttp.ClientSession) -> None:
    async with client.get("/ru/s/4", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (301, "/ru/s/1")


async def test_a_page_that_is_known_is_not_sent_again(client: aiohttp.ClientSession) -> None:
    async with client.get("/s/1") as whole:
        tag = whole.headers["ETag"]
    async with client.get("/s/1", headers={"If-None-Match": f'"other", W/{tag}'}) as again:
        assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", tag)
    async with client.get("/s/2", headers={"If-None-Match": tag}) as another:
        assert another.status == 200


async def test_a_page_may_be_cached_and_may_load_nothing(client: aiohttp.ClientSession) -> None:
    async with client.head("/s/1") as answer:
        headers = answer.headers
    assert headers["Cache-Control"] == "public, max-age=60"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "script" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


async def test_pages_live_beside_health_and_below_a_path(store: Store) -> None:
    await told(store)
    async with served(public_site(store, "https://news.example/iss")) as client:
        assert 'href="/iss/s/1"' in await text_of(client, "/iss/")
        assert (await client.get("/health")).status == 200
        assert (await client.get("/s/1")).status == 404


async def test_events_of_editors_are_shown_without_them(store: Store) -> None:
    acted = (StoryEvent(NOON + 2 * HOUR, "status set", by="123456789", detail="denied"),)
    later = a_report("NASA: wait", entry="9" * 32, at=NOON + 3 * HOUR)
    await store.record_story(story(1, "", reports=(a_report(), later), events=acted))
    async with served(public_site(store)) as client:
        page = await text_of(client, "/s/1")
    assert "the editors set the status" in page
    assert "123456789" not in page
