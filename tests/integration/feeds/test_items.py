"""What becomes of an item: its texts, its address, its keys."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.reading.poll_result import Changed
from bot.feeds.parsers import Parsers
from bot.feeds.reader import reading
from tests.integration.feeds.feed_server import (
    a_document,
    an_answer,
    an_item,
    polled,
    saying,
    serving,
)
from tests.integration.feeds.strange_documents import (
    ATOM,
    ORDER,
    SEEN,
    read,
    rss,
)
from tests.integration.promised import Figure

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHAPES: dict[str, str] = {
    "RSS 0.90": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>t</title></channel>{}'
    "</rdf:RDF>",
    "RSS 0.91": '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
    '"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>{}'
    "</channel></rss>",
    "RSS 0.92": '<rss version="0.92"><channel>{}</channel></rss>',
    "RSS 1.0": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/"><channel rdf:about="a"><items><rdf:Seq/></items></channel>'
    "{}</rdf:RDF>",
    "RSS 2.0": '<rss version="2.0"><channel>{}</channel></rss>',
    "RSS without version": "<rss><channel>{}</channel></rss>",
    "RSS in capitals": '<RSS VERSION="2.0"><CHANNEL>{}</CHANNEL></RSS>',
    "items outside the channel": '<rss version="2.0"><channel></channel>{}</rss>',
    "no channel": '<rss version="2.0">{}</rss>',
    "a default namespace": '<rss version="2.0" xmlns="http://backend.userland.com/rss2">'
    "<channel>{}</channel></rss>",
    "items in a comment too": '<rss version="2.0"><channel><!-- <item><title>No</title></item> -->'
    "{}</channel></rss>",
    "items in CDATA too": '<rss version="2.0"><channel><description><![CDATA[<item><title>No'
    "</title></item>]]></description>{}</channel></rss>",
    "undeclared prefixes": '<rss version="2.0"><channel><x:y>z</x:y>{}</channel></rss>',
    "an unclosed tag": '<rss version="2.0"><channel><image>{}</channel></rss>',
    "junk after the root": '<rss version="2.0"><channel>{}</channel></rss><p>junk',
    "junk before the root": 'Warning: <br />\n<rss version="2.0"><channel>{}</channel></rss>',
    "a bare ampersand": '<rss version="2.0"><channel><title>A & B</title>{}</channel></rss>',
}


@pytest.mark.fault("B5")
@pytest.mark.parametrize("shape", SHAPES)
async def test_every_dialect_of_rss_is_read(parsers: Parsers, shape: str) -> None:
    items = an_item("Soyuz docks") + an_item("Progress undocks")
    found = await read(parsers, SHAPES[shape].format(items))

    assert [entry.title for entry in found.entries] == ["Soyuz docks", "Progress undocks"]
    assert found.entries[0].url == "https://news.example/soyuz-docks"


BODIES: dict[str, tuple[str, tuple[str, str, str]]] = {
    "a description": (
        rss("<title>T</title><description>One &lt;b&gt;two&lt;/b&gt;</description>"),
        ("T", "One two", ""),
    ),
    "full content beside it": (
        rss(
            "<title>T</title><description>Short</description><content:encoded "
            'xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[<p>Long</p><p>text'
            "</p>]]></content:encoded>"
        ),
        ("T", "Short", "Long text"),
    ),
    "no title": (rss("<description>Just text</description>"), ("Just text", "Just text", "")),
    "Atom text": (ATOM.format("<title>T</title><summary>S</summary>"), ("T", "S", "")),
    "Atom HTML": (
        ATOM.format('<title type="html">&lt;b&gt;T&lt;/b&gt;</title><content type="html">'
                    "&lt;p&gt;C&lt;/p&gt;</content>"),
        ("T", "C", ""),
    ),
    "Atom XHTML": (
        ATOM.format('<title>T</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/'
                    'xhtml"><p>One</p><p>two</p></div></content>'),
        ("T", "One two", ""),
    ),
    "JSON Feed": (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 5, "title": "T", '
        '"summary": "S", "content_html": "<p>C</p>"}]}',
        ("T", "S", "C"),
    ),
    "JSON Feed, text only": (
        '\ufeff {"items": [{"id": "5", "content_text": "Just text"}]}',
        ("Just text", "Just text", ""),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BODIES)
async def test_title_summary_and_text_are_told_apart(parsers: Parsers, what: str) -> None:
    body, expected = BODIES[what]
    (entry,) = (await read(parsers, body)).entries
    assert (entry.title, entry.summary, entry.text) == expected


LINKS: dict[str, tuple[str, str | None]] = {
    "absolute": (rss("<link>https://news.example/1</link>"), "https://news.example/1"),
    "relative": (rss("<link>/1</link>"), "https://news.example/1"),
    "relative to the page": (rss("<link>one</link>"), "https://news.example/one"),
    "without scheme": (rss("<link>//news.example/1</link>"), "https://news.example/1"),
    "in CDATA": (rss("<link><![CDATA[ https://news.example/1 ]]></link>"), "https://news.example/1"),
    "broken by a line": (rss("<link>https://news.ex\nample/1</link>"), "https://news.example/1"),
    "only a permalink": (rss("<guid>https://news.example/1</guid>"), "https://news.example/1"),
    "a guid that is no link": (rss('<title>T</title><guid isPermaLink="false">1</guid>'), None),
    "only an enclosure": (
        rss('<title>T</title><enclosure url="https://news.example/1.mp3"/>'),
        "https://news.example/1.mp3",
    ),
    "a script": (rss("<title>T</title><link>javascript:alert(1)</link>"), None),
    "a file": (rss("<title>T</title><link>file:///etc/passwd</link>"), None),
    "of 9 kB": (rss(f"<title>T</title><link>https://news.example/{'a' * 9_000}</link>"), None),
    "Atom": (ATOM.format('<link href="https://news.example/1"/>'), "https://news.example/1"),
    "Atom, of several": (
        ATOM.format('<link rel="self" href="/self"/><link rel="alternate" href="/1"/>'),
        "https://tass.example/1",
    ),
    "Atom, with a base": (
        ATOM.format('<link href="1"/>').replace(
            "<entry>", '<entry xml:base="https://news.example/a/">'
        ),
        "https://news.example/a/1",
    ),
    "JSON Feed": ('{"items": [{"id": "1", "url": "https://news.example/1"}]}',
                  "https://news.example/1"),
}  # fmt: skip


@pytest.mark.parametrize("what", LINKS)
async def test_links_are_absolute_and_of_the_web(parsers: Parsers, what: str) -> None:
    body, expected = LINKS[what]
    (entry,) = (await read(parsers, body)).entries
    assert entry.url == expected


async def test_links_in_the_body_are_collected(parsers: Parsers) -> None:
    body = "&lt;a href='/a'&gt;1&lt;/a&gt; &lt;a href='https://nasa.example/b'&gt;2&lt;/a&gt;"
    (entry,) = (await read(parsers, rss(f"<description>{body}</description>"))).entries
    assert entry.links == ("https://news.example/a", "https://nasa.example/b")


@pytest.mark.fault("C4")
async def test_one_guid_for_all_is_no_guid(parsers: Parsers, record_property: Figure) -> None:
    items = [an_item(f"Soyuz {number}", guid="always the same") for number in range(20)]
    found = await read(parsers, a_document(*items))

    keys = {key for entry in found.entries for key in entry.keys}
    distinct = len({entry.id for entry in found.entries})
    record_property("figure", f"{distinct} of 20 told apart")
    assert found.repeats_guid
    assert distinct == 20
    assert len(keys) == 20


@pytest.mark.fault("C4")
async def test_a_guid_that_a_known_item_has_is_no_guid(parsers: Parsers) -> None:
    old = an_item("Soyuz docks", guid="always the same")
    first = await read(parsers, a_document(old))
    new = an_item("Progress undocks", guid="always the same")
    second = await read(parsers, a_document(new, old), replace(ORDER, known=first.item_hashes))

    assert [entry.title for entry in second.entries] == ["Progress undocks"]
    assert not set(second.entries[0].keys) & set(first.entries[0].keys)
    assert second.repeats_guid


async def test_a_link_to_one_page_for_all_is_no_identity(parsers: Parsers) -> None:
    items = [
        an_item(f"Soyuz {number}", guid=f"g{number}", link="https://news.example/live")
        for number in range(5)
    ]
    found = await read(parsers, a_document(*items))
    keys = [key for entry in found.entries for key in entry.keys]
    assert len(keys) == len(set(keys)) == 5


async def test_an_undated_item_among_old_ones_is_old_whenever_it_appears(parsers: Parsers) -> None:
    old = [
        f"<item><title>Old news {day}</title><guid>o{day}</guid>"
        f"<pubDate>Fri, {day} May 2020 10:00:00 GMT</pubDate></item>"
        for day in (15, 8, 1)
    ]
    first = await read(parsers, a_document(*old))
    undated = "<item><title>An old favourite</title><guid>u</guid><pubDate>???</pubDate></item>"
    known = replace(ORDER, known=first.item_hashes)
    (late,) = (await read(parsers, a_document(old[0], undated, *old[1:]), known)).entries
    (top,) = (await read(parsers, a_document(undated, *old), known)).entries

    assert (late.published, late.at) == (None, first.entries[0].published)
    assert (top.published, top.at) == (None, SEEN)


@pytest.mark.fault("D16")
async def test_nothing_an_item_encloses_is_fetched(record_property: Figure) -> None:
    async with serving(saying(b"a film")) as canary:
        film = canary.url("/film.mp4")
        more = (
            f'<enclosure url="{film}" length="52428800" type="video/mp4"/>'
            f'<media:content xmlns:media="http://search.yahoo.com/mrss/" url="{film}"/>'
            f"<image><url>{film}</url></image><description>&lt;img src='{film}'&gt;</description>"
        )
        feed = an_answer(a_document(an_item("Soyuz docks", more=more)))
        async with (
            serving(saying(feed)) as server,
            reading(allow_private=True, host_gap=timedelta(0)) as reader,
        ):
            (result,), _ = await polled(reader, server)
    record_property("figure", f"downloads {canary.connections}")
    record_property("limit", "0")
    assert isinstance(result, Changed)
    assert canary.connections == 0
