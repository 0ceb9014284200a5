"""Feeds out: what the specifications require, and what isswire's own reader reads in them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.core.reading.poll_result import Changed, Unchanged
from bot.core.reading.schedule import first_state
from bot.feeds.reader import Reader, reading
from storage.store import Store
from tests.build import NOON, a_feed, a_report
from tests.integration.app.test_public_site import HOUR, public_site, served, story, told
from tests.integration.feeds.feed_server import polled_once
from tests.integration.web.feed_specs import atom_faults, json_feed_faults

LATER = NOON + 100 * HOUR


@pytest.fixture
async def client(store: Store) -> AsyncIterator[aiohttp.ClientSession]:
    await told(store)
    async with served(public_site(store)) as session:
        yield session


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with reading(allow_private=True, host_gap=timedelta(0)) as reader:
        yield reader


@pytest.mark.parametrize(
    "what", ["", "/ru", "/topic/iss", "/ru/topic/roscosmos", "/s/1", "/ru/s/1"]
)
async def test_a_feed_keeps_its_specification(client: aiohttp.ClientSession, what: str) -> None:
    async with client.get(f"{what}/feed.atom") as answer:
        assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert atom_faults(await answer.read()) == []
    async with client.get(f"{what}/feed.json") as answer:
        assert answer.headers["Content-Type"] == "application/feed+json; charset=utf-8"
        assert json_feed_faults(await answer.read()) == []


async def test_an_empty_feed_keeps_its_specification(store: Store) -> None:
    async with served(public_site(store)) as client:
        assert atom_faults(await (await client.get("/feed.atom")).read()) == []
        assert json_feed_faults(await (await client.get("/feed.json")).read()) == []


@pytest.mark.parametrize("form", ["atom", "json"])
async def test_our_own_reader_reads_it_and_asks_again_in_vain(
    client: aiohttp.ClientSession, reader: Reader, form: str
) -> None:
    async with client.get(f"/feed.{form}") as answer:
        feed = a_feed(url=str(answer.url))
    first, state = await polled_once(reader, feed, first_state(feed, LATER))
    again, _ = await polled_once(reader, feed, state)
    assert isinstance(first, Changed)
    assert [(entry.title, entry.url, entry.published) for entry in first.entries] == [
        ("Roscosmos has a new chief", "https://news.example/s/2", NOON + 2 * HOUR),
        ("Russia to leave the ISS after 2024", "https://news.example/s/1", NOON + HOUR),
    ]
    assert "Reported · one source · 1 outlet" in first.entries[0].summary
    assert isinstance(again, Unchanged)
    assert again.not_modified


@pytest.mark.parametrize("form", ["atom", "json"])
async def test_a_storys_feed_has_its_developments(
    client: aiohttp.ClientSession, reader: Reader, form: str
) -> None:
    async with client.get(f"/s/1/feed.{form}") as answer:
        feed = a_feed(url=str(answer.url))
    found, _ = await polled_once(reader, feed, first_state(feed, LATER))
    assert isinstance(found, Changed)
    assert [(entry.title, entry.url) for entry in found.entries] == [
        ("TASS: Russia to leave the ISS after 2024", "https://news.example/s/1#d1-1")
    ]


async def test_held_stories_are_in_no_feed(client: aiohttp.ClientSession) -> None:
    feeds = [await (await client.get(f"/feed.{form}")).text() for form in ("atom", "json")]
    assert not any("secret" in feed or "twice" in feed for feed in feeds)
    assert (await client.get("/s/3/feed.atom")).status == 404


HOSTILE = '</title><script>alert(1)</script>"]]> &amp; \x00\x0b\ufffe\ud800'


async def test_a_hostile_headline_breaks_neither_form(store: Store, reader: Reader) -> None:
    report = a_report(HOSTILE, outlet=HOSTILE, summary=HOSTILE, url="javascript:alert(1)")
    await store.record_story(story(1, "", reports=(report,)))
    async with served(public_site(store)) as client:
        for path in ("/feed.atom", "/s/1/feed.atom"):
            body = await (await client.get(path)).read()
            assert atom_faults(body) == []
            assert b"javascript:" not in body
        for path in ("/feed.json", "/s/1/feed.json"):
            body = await (await client.get(path)).read()
            assert json_feed_faults(body) == []
            assert b"javascript:" not in body


async def test_robots_are_told_where_the_pages_are(client: aiohttp.ClientSession) -> None:
    robots = await (await client.get("/robots.txt")).text()
    assert robots.splitlines()[-1] == "Sitemap: https://news.example/sitemap.xml"
    sitemap = await (await client.get("/sitemap.xml")).text()
    assert (
        "<loc>https://news.example/ru/s/2</loc><lastmod>2022-07-26T14:00:00Z</lastmod>" in sitemap
    )
    assert "<loc>https://news.example/topic/iss</loc>" in sitemap
    assert "/s/3<" not in sitemap
    assert "/s/4<" not in sitemap


def test_the_specifications_find_faults() -> None:
    broken = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x</id><mood/></entry></feed>'
    assert len(atom_faults(broken)) >= 9
    assert len(json_feed_faults(b'{"title": "x", "items": [{"id": 7, "colour": "red"}]}')) >= 5
