"""Articles from a real server, read for the summary, with everything that can go wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.intake import ruleset_of
from bot.core.reading.poll_result import Article, FeedState, Unread
from bot.core.reading.schedule import first_state
from bot.core.reasons import english
from bot.core.reasons.feed_failures import ArticleFailure, FeedFailure
from bot.core.types import Access, Catalog, Feed, Report, Role
from bot.feeds.extraction import INSTALL
from bot.feeds.reader import Reader, reading
from bot.ingest.ingest import Ingest
from bot.ingest.mission_calendar import MissionCalendar
from bot.ingest.poll import poll
from bot.rules.inflections import inflections
from storage.store import Store
from tests import proxy
from tests.build import NOON, PARTIES, TOPICS, a_feed, an_entry
from tests.integration.feeds.feed_server import (
    FeedServer,
    Request,
    a_document,
    an_answer,
    an_item,
    saying,
    serving,
)
from tests.shipped import compiled_once

pytest.importorskip("trafilatura", reason="no fulltext extra here")

HEADLINE = "Soyuz MS-28 docks with the space station"
OTHER_PAGE = "the page does not mention its headline"
UNAVAILABLE = FeedFailure.STATUS(status="503 Service Unavailable")
PAGE = """<html><head><title>{headline} - A Paper</title></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a> <a href="/space">Space station news</a></nav>
<div class="cookies">We use cookies to improve your experience. Accept all cookies?</div>
<article><h1>{headline}</h1>
<p>The Soyuz MS-28 spacecraft docked with the International Space Station on Tuesday, Roscosmos
said, three hours after it had lifted off from Baikonur with a crew of three.</p>
<p>The hatches are to be opened in the evening, when the pressure on both sides is equal, the
agency told reporters. It was the second flight of a Soyuz to the station this year.</p>
<p>{filler}</p>
</article><aside><h2>Most read</h2><a href="/x">Cat saved from a tree</a></aside>
<footer>All rights reserved. Sign up for our newsletter.</footer></body></html>"""
FILLER = "Engineers in Moscow will look at the figures of the approach in the coming days. " * 12


WALL = "<html><body><p>Please confirm that you are no robot, then go on reading.</p></body></html>"


PAPER = a_feed("paper")


def a_page(page: str = PAGE.format(headline=HEADLINE, filler=FILLER)) -> bytes:
    return an_answer(page.encode(), content_type="text/html; charset=utf-8")


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    quick = timedelta(seconds=8)
    async with reading(
        allow_private=True, host_gap=timedelta(0), article_patience=quick
    ) as reader:
        yield reader


async def test_an_article_is_its_text_and_not_what_surrounds_it(reader: Reader) -> None:
    async with serving(saying(a_page())) as server:
        entry = an_entry(HEADLINE, url=server.url("/news"))
        (article,) = await reader.articles(PAPER, [entry], NOON)
    assert isinstance(article, Article)
    assert "docked with the International Space Station on Tuesday" in article.text
    assert not [
        word for word in ("cookies", "Sport", "Cat saved", "Sign up") if word in article.text
    ]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (an_answer(status="404 Not Found"), "it answers 404 Not Found"),
        (an_answer(b"%PDF-1.7", content_type="application/pdf"), "not a page but application/pdf"),
        (a_page(WALL), OTHER_PAGE),
        (an_answer(b"", content_type="text/html"), OTHER_PAGE),
        (an_answer(b"<div>" * 200_000, content_type="text/html"), ""),
        (an_answer(b"\xff\xfe\x00" * 5_000, content_type="text/html"), OTHER_PAGE),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort", "s"),
        (an_answer(status="302 Found", headers=["Location: file:///etc/passwd"]), ""),
    ],
)
async def test_what_goes_wrong_is_a_line_for_people(
    answer: bytes, error: str, reader: Reader
) -> None:
    async with serving(saying(answer)) as server:
        asked = an_entry("Crew opens hatches of Progress", url=server.url("/news"))
        (unread,) = await reader.articles(PAPER, [asked], NOON)
    assert isinstance(unread, Unread)
    assert error in english(unread.error)


async def test_a_private_address_is_refused_as_for_feeds() -> None:
    async with serving(saying(a_page())) as server, reading() as reader:
        (unread,) = await reader.articles(
            PAPER, [an_entry(HEADLINE, url=server.url("/news"))], NOON
        )
    assert isinstance(unread, Unread)
    assert server.requests == []


async def test_without_the_extra_nothing_is_fetched_and_the_reason_given() -> None:
    async with (
        serving(saying(a_page())) as server,
        reading(allow_private=True, can_extract=False) as reader,
    ):
        (unread,) = await reader.articles(
            PAPER, [an_entry(HEADLINE, url=server.url("/news"))], NOON
        )
    assert unread == Unread("0" * 32, ArticleFailure.NO_EXTRACTOR(command=INSTALL))
    assert server.requests == []


async def test_an_article_is_asked_for_like_its_feed_and_another_server_gets_no_secret() -> None:
    own = Access(headers=(("X-Api-Key", "${FEED_KEY}"),), user_agent="Orbit/1.0")
    with proxy.running() as running:
        through = replace(own, proxy=running.url("http"))
        async with (
            serving(saying(a_page())) as server,
            reading(
                allow_private=True,
                host_gap=timedelta(0),
                proxy="socks5://127.0.0.1:9",
                variables={"FEED_KEY": "s3cret-key"},
            ) as reader,
        ):
            here = f"http://orbit.example:{server.port}"
            feed = a_feed(url=f"{here}/feed", access=through)
            there = here.replace("orbit", "elsewhere")
            entries = [an_entry(HEADLINE, url=f"{host}/news") for host in (here, there)]
            articles = await reader.articles(feed, entries, NOON)
        seen = running.seen()

    assert [type(each) for each in articles] == [Article, Article]
    assert len(seen) == 2
    by_host = {each.headers["host"].partition(":")[0]: each.headers for each in server.requests}
    assert by_host["orbit.example"]["x-api-key"] == "s3cret-key"
    assert "x-api-key" not in by_host["elsewhere.example"]
    assert {each["user-agent"] for each in by_host.values()} == {"Orbit/1.0"}


async def test_articles_are_not_waited_for_longer_than_their_patience() -> None:
    async def hanging(_: Request, writer: object) -> None:
        """Send nothing."""

    soon = timedelta(seconds=0.3)
    async with (
        serving(hanging) as server,
        reading(allow_private=True, article_patience=soon) as reader,
    ):
        (unread,) = await reader.articles(
            PAPER, [an_entry(HEADLINE, url=server.url("/news"))], NOON
        )
    assert unread == Unread("0" * 32, ArticleFailure.NO_ARTICLE(n="0.3"))


@dataclass
class Paper:
    """A newspaper: serves its items at `/feed` and `page` everywhere else."""

    items: list[str] = field(default_factory=list)
    page: bytes = field(default_factory=a_page)

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        feed = an_answer(a_document(*self.items))
        writer.write(feed if request.path == "/feed" else self.page)


@dataclass
class Services:
    """A feed with `full_text`, polled into a real store."""

    feed: Feed
    reader: Reader
    store: Store
    state: FeedState

    async def poll(self) -> None:
        rules = compiled_once(ruleset_of(Catalog((self.feed,), PARTIES, TOPICS)))
        polled = await poll(
            self.feed,
            self.state,
            read=self.reader.read,
            read_articles=self.reader.articles,
            ingest=Ingest(rules, self.store, inflect=inflections),
            calendar=MissionCalendar(self.store, lambda: rules),
            clock=lambda: NOON,
            jitter=0.0,
        )
        self.state = polled.after


@asynccontextmanager
async def services(
    paper: Paper, reader: Reader, folder: Path
) -> AsyncIterator[tuple[Services, FeedServer]]:
    """Set up a feed after its first poll, which sends nothing: one old item, page unfetched."""
    async with (
        serving(paper) as server,
        await Store.open(f"sqlite:///{folder / 'isswire.db'}") as store,
    ):
        feed = a_feed("paper", url=server.url(), role=Role.PRESS, full_text=True, title="A Paper")
        desk = Services(feed, reader, store, first_state(feed, NOON))
        paper.items.append(
            an_item("Progress docks with the space station", link=server.url("/old"))
        )
        await desk.poll()
        yield desk, server


def paths(server: FeedServer) -> list[str]:
    return [request.path for request in server.requests if request.path != "/feed"]


async def stored(store: Store, title: str) -> Report:
    stories = await store.latest_stories(limit=100)
    return next(each for story in stories for each in story.reports if each.title == title)


async def test_the_summary_is_the_article_s_and_the_article_is_not_kept(
    reader: Reader, tmp_path: Path
) -> None:
    paper = Paper()
    async with services(paper, reader, tmp_path) as (desk, server):
        assert paths(server) == []
        teaser = "<description>The ship has arrived at the station. Read more</description>"
        paper.items += [
            an_item(HEADLINE, link=server.url("/soyuz"), more=teaser),
            an_item("Cat saved from a tree", link=server.url("/cat")),
        ]
        await desk.poll()
        report = await stored(desk.store, HEADLINE)
        file = (tmp_path / "isswire.db").read_bytes() + (tmp_path / "isswire.db-wal").read_bytes()

    assert paths(server) == ["/soyuz"]
    assert report.summary.startswith("The Soyuz MS-28 spacecraft docked with the International")
    assert "Roscosmos said" in report.summary
    assert b"Engineers in Moscow" not in file
    assert desk.state.article_error is None


async def test_a_failing_article_costs_the_text_and_is_in_the_feed_s_health(
    reader: Reader, tmp_path: Path
) -> None:
    paper = Paper(page=an_answer(status="503 Service Unavailable"))
    async with services(paper, reader, tmp_path) as (desk, server):
        said = "<description>The ship reached the station three hours after launch.</description>"
        paper.items.append(an_item(HEADLINE, link=server.url("/soyuz"), more=said))
        await desk.poll()
        report = await stored(desk.store, HEADLINE)
        states = await desk.store.feed_states()

    assert report.summary == "The ship reached the station three hours after launch."
    assert states["paper"].article_error == UNAVAILABLE
    assert states["paper"].failures == 0


async def test_a_feed_that_brings_its_texts_is_not_asked_for_them(
    reader: Reader, tmp_path: Path
) -> None:
    paper = Paper()
    async with services(paper, reader, tmp_path) as (desk, server):
        text = "<description>In short: the ship docked at noon.</description><content:encoded "
        text += (
            'xmlns:content="http://purl.org/rss/1.0/modules/content/">The ship docked at noon, '
        )
        text += "controllers said, and the crew will sleep before it opens.</content:encoded>"
        paper.items.append(an_item(HEADLINE, link=server.url("/soyuz"), more=text))
        await desk.poll()
        report = await stored(desk.store, HEADLINE)

    assert paths(server) == []
    assert "controllers said" in report.summary
