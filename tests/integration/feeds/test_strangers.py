"""What answers instead of a feed is called what it is."""

import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.core.reasons import english
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.pages import linked_feeds
from bot.feeds.parsers import Parsers, parsing
from tests.build import NOON
from tests.integration.feeds.feed_server import a_document, an_item

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORDER = Order(feed="tass", url="https://tass.example/rss", seen=NOON)
GOOD = a_document(an_item("Soyuz docks again"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parsers() -> AsyncIterator[Parsers]:
    async with parsing(2) as parsers:
        yield parsers


STRANGERS: dict[str, tuple[bytes, str]] = {
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "the answer is not a feed but a picture"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF", "the answer is not a feed but a picture"),
    "GIF": (b"GIF89a\1\0\1\0", "the answer is not a feed but a picture"),
    "WebP": (b"RIFF\x24\0\0\0WEBPVP8 ", "the answer is not a feed but a picture"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3", "the answer is not a feed but a PDF"),
    "OPML": (
        b'<?xml version="1.0"?>\n<!-- mine -->\n<opml version="2.0"><head><title>Feeds'
        b'</title></head><body><outline xmlUrl="https://a.example/rss"/></body></opml>',
        "the answer is not a feed but a list of feeds (OPML)",
    ),
    "a page": (
        b"<!DOCTYPE html><html><head><title>Sign in</title></head></html>",
        "the answer is not a feed but a page: Sign in",
    ),
    "a page without a title": (b"<html><p>x</p></html>", "the answer is not a feed but a page"),
    "a declaration alone": (b'<?xml version="1.0" encoding="utf-8"?>\n', "the answer is empty"),
    "one in UTF-16": ('\ufeff<?xml version="1.0"?>'.encode("utf-16-le"), "the answer is empty"),
    "a mark alone": (b"\xef\xbb\xbf", "the answer is empty"),
    "a comment alone": (b"<!-- nothing -->", "the answer is not a feed but something else"),
}


@pytest.mark.parametrize("what", STRANGERS)
async def test_what_is_no_feed_is_called_what_it_is(parsers: Parsers, what: str) -> None:
    body, said = STRANGERS[what]
    found = await parsers.parse(body, ORDER)
    assert isinstance(found, Unreadable)
    assert english(found.error) == said


@pytest.mark.fault("B3")
async def test_the_links_of_a_deep_page_are_looked_for_in_no_time() -> None:
    """In the bot's own process, not in a child that can be killed."""
    link = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    started = time.process_time()
    found = linked_feeds(f"<head>{link}</head><body>{'<div>' * 90_000}", "https://a.example/")
    assert found == ("https://a.example/rss",)
    assert time.process_time() - started <= 0.1


async def test_a_feed_that_begins_like_a_page_is_read(parsers: Parsers) -> None:
    found = await parsers.parse(b"<!DOCTYPE html>\n" + GOOD, ORDER)
    assert isinstance(found, Document)
    assert found.entries
