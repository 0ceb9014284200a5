"""The quick ways of reading are what the slow ones say, over all recorded documents."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.feeds.encodings import encoding_of
from bot.feeds.links import link_of_item, plain_link
from bot.feeds.parser import Parsed, fully, parsed, quick
from bot.feeds.plain import cleaned, simple_text, tree_text
from bot.feeds.repairs import repaired

RSS = '<rss version="2.0"><channel><title>T</title><link>https://e.org/</link>{}</channel></rss>'
ITEM = "<item><title>One &amp;amp; two</title><link>https://e.org/1</link>{}</item>"


def documents(folder: Path) -> Iterator[str]:
    """The texts of the recorded feeds."""
    for file in sorted((folder / "recorded").rglob("*")):
        body = file.read_bytes() if file.is_file() else b""
        if b"<rss" in body[:3000] or b"<feed" in body[:3000] or b"<rdf" in body[:3000]:
            yield encoding_of(body, "").text(body)


def both(text: str) -> tuple[Parsed | None, Parsed]:
    document = repaired(text).encode("utf-8")
    return quick(document, text), fully(document, text)


@pytest.mark.fault("B5")
def test_every_recorded_document_is_read_quickly_as_feedparser_reads_it(
    shared_data: Path, record_property: Any
) -> None:
    read = [both(text) for text in documents(shared_data)]
    quickly = [(quick, full) for quick, full in read if quick is not None]
    record_property("figure", f"{len(quickly)} of {len(read)} documents, all fields alike")
    assert [quick for quick, full in quickly if quick != full] == []
    assert len(quickly) > len(read) / 2


def test_every_recorded_text_is_simply_read_as_a_tree_shows_it(shared_data: Path) -> None:
    texts = {
        text
        for document in documents(shared_data)
        for item in parsed(document).raw_items
        for text in (item.title, item.summary, item.content)
    }
    simple = {text: simple_text(text) for text in texts}
    differ = [
        text
        for text, short in simple.items()
        if short is not None and cleaned(short) != cleaned(tree_text(text))
    ]
    assert differ == []
    assert sum(short is not None for short in simple.values()) > len(simple) / 2


def test_a_plain_link_is_what_the_long_way_makes_of_it(shared_data: Path) -> None:
    links = {
        item.link for document in documents(shared_data) for item in parsed(document).raw_items
    }
    plain = {link for link in links if plain_link(link)}
    assert all(link_of_item(f" {link}", "https://e.org/") == link for link in plain)
    assert len(plain) > len(links) / 2


@pytest.mark.parametrize(
    "inside",
    [
        "<description>&lt;p&gt;A &amp;lt; B&lt;/p&gt;</description>",
        '<guid isPermaLink="false">g1</guid><guid>g2</guid>',
        "<description>One</description><description>Two</description>",
        '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        "<![CDATA[<p>long</p>]]></content:encoded><description>short</description>",
        "<title>again</title>",
        "<description>with <b>markup</b> inside</description>",
        '<source url="https://s.org/">Agency</source>',
        '<dc:date xmlns:dc="http://purl.org/dc/elements/1.1/">2022-07-26T12:00:00Z</dc:date>',
        '<media:caption xmlns:media="http://search.yahoo.com/mrss/">What it shows</media:caption>',
        "<pubDate>Tue, 26 Jul 2022 12:00:00 GMT</pubDate><guid>1?a=1&amp;b=2</guid>",
        "<itunes:summary xmlns:itunes='http://www.itunes.com/DTDs/PodCast-1.0.dtd'>s</itunes:summary>",
        "<description>Ð\u009cÐ\u009aÐ\u00a1</description>",
        "<enclosure url='https://e.org/1.mp3' type='audio/mpeg' length='1'/>",
    ],
)
def test_an_item_is_read_alike_or_left_to_feedparser(inside: str) -> None:
    text = RSS.format(ITEM.format(inside))
    short, full = both(text)
    assert short in (None, full)
    assert parsed(text) == full


@pytest.mark.parametrize(
    "text",
    [
        RSS.format("<item><title>No link</title></item>"),
        RSS.format(ITEM.format(""))[:-6],
        "<!DOCTYPE rss [<!ENTITY a 'b'>]>" + RSS.format(ITEM.format("&a;")),
        RSS.format(ITEM.format("")).replace("2.0", "0.91"),
        RSS.format(ITEM.format("")).replace("<rss", '<rss xml:base="https://other.org/"'),
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title></feed>',
    ],
)
def test_what_is_not_plain_is_left_to_feedparser(text: str) -> None:
    assert quick(repaired(text).encode(), text) is None
