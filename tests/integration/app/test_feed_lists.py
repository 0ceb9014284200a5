"""`isswire feeds add | export | import`, against a real server and real files."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.feed_lists import export, import_file, propose
from bot.app.feed_show import shown
from bot.catalog import parse_catalog
from bot.catalog.opml import MAX_FEEDS
from bot.cli.command_line import command
from bot.core.reading.poll_result import Failed
from bot.core.reasons import english
from bot.core.types import SourceKind
from bot.errors import BotError
from bot.feeds.discovery import DiscoveredFeed
from bot.feeds.guard import Guard
from bot.feeds.reader import reading
from bot.settings import Settings
from tests.build import NOON
from tests.integration.feeds.feed_server import (
    FeedServer,
    Request,
    a_document,
    an_answer,
    an_item,
    serving,
)
from tests.integration.feeds.kinds import a_page as a_listing

ROOT = Path(__file__).parents[3]
FILE = """\
feeds:
  tass: {url: "https://tass.example/rss", title: TASS, language: en, role: wire, every: 10m}
topics: {iss: {title: ISS}}
"""
RSS = an_answer(a_document(an_item("ISS crew returns")))
ATOM = an_answer(
    b'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru-RU">'
    b"<title><![CDATA[The Orbit &amp; Co]]></title><id>x</id></feed>"
)
LOST = an_answer(status="404 Not DiscoveredFeed", content_type="text/html")


def a_page(*links: str, base: str = "") -> bytes:
    head = f"<title>A page</title>{base}{''.join(links)}"
    body = f"<html><head>{head}</head><body><p>News</p></body></html>".encode()
    return an_answer(body, content_type="text/html; charset=utf-8")


def a_link(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


class Site:
    """A server of a few pages; everything else is not found."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(self.pages.get(request.path, LOST))


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
async def server(site: Site) -> AsyncIterator[FeedServer]:
    async with serving(site) as server:
        yield server


async def found(server: FeedServer, path: str = "/") -> DiscoveredFeed | Failed:
    """Find the feed behind a guard that admits this server and no other private address."""
    guard = Guard(also=frozenset({("127.0.0.1", server.port)}))
    async with reading(guard=guard, host_gap=timedelta(0)) as reader:
        return await reader.feed_behind(server.url(path), NOON)


def asked(server: FeedServer) -> list[str]:
    return [request.path for request in server.requests]


async def test_a_feed_s_own_address_is_used_as_it_is(site: Site, server: FeedServer) -> None:
    site.pages["/feed"] = RSS
    behind = await found(server, "/feed")
    assert behind == DiscoveredFeed(
        server.url("/feed"), "News", "", "rss20", ("ISS crew returns",)
    )
    assert asked(server) == ["/feed"]


async def test_the_feed_a_page_links_to_is_found_comments_last(
    site: Site, server: FeedServer
) -> None:
    comments, style = a_link("/comments/feed"), '<link rel="stylesheet" href="/s.css">'
    atom = a_link("orbit.atom", "application/atom+xml; charset=utf-8")
    site.pages["/"] = a_page(style, comments, atom, base='<base href="/deep/">')
    site.pages["/deep/orbit.atom"] = ATOM
    behind = await found(server)
    assert isinstance(behind, DiscoveredFeed)
    assert (behind.url, behind.format) == (server.url("/deep/orbit.atom"), "atom10")
    assert (behind.title, behind.language) == ("The Orbit & Co", "ru-RU")
    assert behind.others == (server.url("/comments/feed"),)
    assert asked(server) == ["/", "/deep/orbit.atom"]


async def test_a_page_without_links_is_helped_by_the_usual_places(
    site: Site, server: FeedServer
) -> None:
    site.pages |= {"/blog/": a_page(), "/rss.xml": RSS}
    behind = await found(server, "/blog/")
    assert isinstance(behind, DiscoveredFeed)
    assert behind.url == server.url("/rss.xml")


async def test_a_permanent_redirect_is_taken_over(site: Site, server: FeedServer) -> None:
    moved = an_answer(status="308 Permanent Redirect", headers=["Location: /new"])
    site.pages |= {"/old": moved, "/new": RSS}
    behind = await found(server, "/old")
    assert isinstance(behind, DiscoveredFeed)
    assert behind.url == server.url("/new")


async def test_an_address_without_a_feed_is_reported(site: Site, server: FeedServer) -> None:
    site.pages["/"] = a_page(a_link("/dead"), a_link("javascript:alert(1)"), a_link("data:,x"))
    behind = await found(server)
    assert isinstance(behind, Failed)
    assert behind.kind == "no_feed"
    assert asked(server)[:2] == ["/", "/dead"]
    assert len(asked(server)) == 15


INSIDE = ("http://169.254.169.254/feed", "http://10.0.0.1/feed", "//localhost/feed", "//[::1]/x")


@pytest.mark.fault("I10")
async def test_a_page_cannot_lead_into_the_private_network(site: Site, server: FeedServer) -> None:
    async with serving(Site()) as inner:
        places = (*INSIDE, inner.url("/feed"))
        moved = an_answer(status="302 DiscoveredFeed", headers=[f"Location: {inner.url('/feed')}"])
        site.pages |= {"/": a_page(*map(a_link, places)), "/rss": moved}
        assert isinstance(await found(server), Failed)
        assert inner.requests == []


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "feeds.yaml").write_text(FILE, encoding="utf-8")
    return Settings(feeds_file=tmp_path / "feeds.yaml", allow_private=True, host_gap=timedelta(0))


async def test_the_stanza_that_is_proposed_fits_into_the_file(
    site: Site, server: FeedServer, settings: Settings
) -> None:
    site.pages |= {"/": a_page(a_link("/feed")), "/feed": ATOM}
    before = settings.feeds_file.read_bytes()
    listed = await asyncio.to_thread(propose, settings, server.url("/"))
    pasted = FILE.replace("topics:", f"{listed.text}\ntopics:")
    feed = parse_catalog(pasted, allow_private=True).feeds[-1]
    assert (feed.id, feed.title, feed.language) == ("the-orbit-co", "The Orbit & Co", "ru")
    assert settings.feeds_file.read_bytes() == before


async def test_a_feed_that_is_there_already_is_named(
    site: Site, server: FeedServer, settings: Settings
) -> None:
    site.pages["/feed"] = RSS
    known = FILE.replace("https://tass.example/rss", server.url("/feed"))
    settings.feeds_file.write_text(known, encoding="utf-8")
    with pytest.raises(BotError, match=r"^feeds.tass has this address already$"):
        await asyncio.to_thread(propose, settings, server.url("/feed"))


@pytest.mark.fault("I10")
def test_outlines_beyond_the_quota_are_named(
    settings: Settings, record_property: Callable[[str, object], None]
) -> None:
    outline = '<outline text="News" xmlUrl="https://f{}.example/rss"/>'
    body = "".join(map(outline.format, range(3_000)))
    opml, began = settings.feeds_file.with_name("many.opml"), time.process_time()
    opml.write_text(f'<opml version="2.0"><body>{body}</body></opml>', encoding="utf-8")
    listed = import_file(settings, opml)
    took = time.process_time() - began
    feeds = parse_catalog(FILE.replace("topics:", f"{listed.text}\ntopics:")).feeds
    record_property("figure", f"{len(feeds) - 1} of 3,000 taken in {took:.1f} s")
    record_property("limit", f"{MAX_FEEDS} taken")
    assert len(feeds) - 1 == MAX_FEEDS
    assert len(listed.notes) == 3_000 - MAX_FEEDS


def test_the_shipped_feeds_survive_the_way_out_and_in(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {"FEEDS_FILE": str(ROOT / "feeds.yaml")}
    assert command(["feeds", "export"], environment) == 0
    opml = tmp_path / "feeds.opml"
    opml.write_text(capsys.readouterr().out, encoding="utf-8")
    shipped = parse_catalog((ROOT / "feeds.yaml").read_text(encoding="utf-8"))
    listed = import_file(settings, opml)
    assert listed.notes == ()
    read = parse_catalog(FILE.replace("topics:", f"{listed.text}\ntopics:")).feeds[1:]
    assert sorted((feed.url, feed.title, feed.language) for feed in read) == sorted(
        (feed.url, feed.title, feed.language) for feed in shipped.feeds
    )


def test_a_file_that_is_not_there_is_named(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BotError, match=r"none.opml cannot be read"):
        import_file(settings, tmp_path / "none.opml")
    assert export(settings).text.startswith("<?xml")


POINTERS: dict[str, str] = {
    "rel=feed": '<link rel="feed" href="real">',
    "rel=feed among others": '<link rel="alternate feed" type="text/html" href="/real">',
    "a type of XML": '<link rel="alternate" type="text/xml" href="real">',
    "another type of XML": '<link rel=alternate type="application/xml" href="/real">',
    "no type": '<link rel="alternate" href="/real" title="RSS">',
    "capitals": '<LINK REL="ALTERNATE" TYPE="APPLICATION/RSS+XML" HREF="/real">',
    "an anchor that says RSS": '<a href="/real">RSS</a>',
    "an anchor that says it in words": '<a href="/real">Subscribe to our feed</a>',
    "a picture with a title": '<a href="/real" title="RSS feed"><img src="i.png"></a>',
    "a picture with a label": '<a href="/real" aria-label="Atom"><svg></svg></a>',
    "an anchor with a type": '<a rel="alternate" type="application/rss+xml" href="/real">x</a>',
    "a Russian anchor": '<a href="/real">RSS-лента</a>',
    "an area": '<map><area href="/real" title="RSS"></map>',
}


@pytest.mark.parametrize("how", POINTERS)
async def test_a_feed_is_found_however_its_page_points_to_it(
    site: Site, server: FeedServer, how: str
) -> None:
    site.pages["/"] = a_page(POINTERS[how])
    site.pages["/real"] = RSS
    behind = await found(server)
    assert isinstance(behind, DiscoveredFeed), behind
    assert behind.url == server.url("/real")
    assert asked(server) == ["/", "/real"]


@pytest.mark.parametrize(
    "said",
    [
        '</real>; rel="alternate"; type="application/rss+xml"',
        "</style.css>; rel=preload, </real>; rel=feed",
        '</real>; type="application/atom+xml"; rel=alternate; title="News, all of it"',
    ],
)
async def test_a_feed_is_found_by_a_header(site: Site, server: FeedServer, said: str) -> None:
    site.pages["/"] = an_answer(
        b"<html></html>", headers=[f"Link: {said}"], content_type="text/html"
    )
    site.pages["/real"] = RSS
    behind = await found(server)
    assert isinstance(behind, DiscoveredFeed), behind
    assert asked(server) == ["/", "/real"]


@pytest.mark.parametrize("address", ["/rss/", "/feeds/posts/default", "/?feed=rss2", "/index.rdf"])
async def test_more_usual_places_are_tried(site: Site, server: FeedServer, address: str) -> None:
    site.pages["/about"] = a_page()
    site.pages[address] = RSS
    behind = await found(server, "/about")
    assert isinstance(behind, DiscoveredFeed), behind


async def test_the_feed_of_a_section_is_found_below_it(site: Site, server: FeedServer) -> None:
    site.pages["/space/iss"] = a_page()
    site.pages["/space/iss/feed/"] = RSS
    behind = await found(server, "/space/iss")
    assert isinstance(behind, DiscoveredFeed), behind


NO_POINTERS = (
    '<link rel="alternate" hreflang="ru" href="/ru/">',
    '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
    '<link rel="alternate stylesheet" href="/feed.css">',
    '<link rel="alternate" media="handheld" href="/m/">',
    '<a href="/feedback">Feedback</a>',
    '<a href="/news/feeding-the-crew">Feeding the crew</a>',
)


@pytest.mark.parametrize("link", NO_POINTERS)
async def test_other_links_are_not_taken_for_feeds(
    site: Site, server: FeedServer, link: str
) -> None:
    site.pages["/"] = a_page(link, a_link("/real"))
    site.pages["/real"] = RSS
    behind = await found(server)
    assert isinstance(behind, DiscoveredFeed), behind
    assert (asked(server), behind.others) == (["/", "/real"], ())


TITLES = [f"The crew of expedition {number} has landed" for number in range(70, 76)]


async def test_json_is_proposed_with_its_paths(site: Site, server: FeedServer) -> None:
    launches = [{"name": title, "net": "2022-07-26T11:00:00Z", "id": title} for title in TITLES]
    body = json.dumps({"count": 6, "results": launches}).encode()
    site.pages["/2.3.0/launches/upcoming/"] = an_answer(body, content_type="application/json")
    behind = await found(server, "/2.3.0/launches/upcoming/")

    assert isinstance(behind, DiscoveredFeed), behind
    assert behind.kind is SourceKind.JSON
    assert dict(behind.find) == {"items": "results", "title": "name", "date": "net", "id": "id"}
    assert list(behind.headlines) == TITLES


async def test_a_listing_without_a_feed_is_proposed_with_a_selector(
    site: Site, server: FeedServer
) -> None:
    site.pages["/news/"] = an_answer(a_listing(*TITLES), content_type="text/html")
    behind = await found(server, "/news/")

    assert isinstance(behind, DiscoveredFeed), behind
    assert (behind.kind, behind.find) == (SourceKind.PAGE, (("items", "article"),))
    assert list(behind.headlines) == TITLES


async def test_a_wall_is_named_and_nothing_behind_it_is_tried(
    site: Site, server: FeedServer
) -> None:
    site.pages["/"] = an_answer(b"<html><title>Just a moment...</title>", content_type="text/html")
    behind = await found(server)

    assert isinstance(behind, Failed)
    assert english(behind.error).startswith("Cloudflare asks for a human")
    assert asked(server) == ["/"]


async def test_what_is_proposed_is_a_stanza_that_reads_the_same(
    site: Site, server: FeedServer, tmp_path: Path
) -> None:
    site.pages["/news/"] = an_answer(a_listing(*TITLES), content_type="text/html")
    file = tmp_path / "feeds.yaml"
    file.write_text(FILE)
    settings = Settings(feeds_file=file, allow_private=True, host_gap=timedelta(0))
    proposed = await asyncio.to_thread(propose, settings, server.url("/news/"))
    file.write_text(FILE.replace("topics:", f"{proposed.text}\ntopics:"))
    seen = await asyncio.to_thread(shown, settings, "news")

    assert "kind: page" in proposed.text
    assert "    find: {items: article}   # check: isswire feeds show news" in proposed.text
    assert [entry["title"] for entry in seen.entries] == TITLES
    assert seen.summary.startswith("page: 6 entries")
