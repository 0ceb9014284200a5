"""Polls of a real server: what is fetched, what is parsed, what is remembered."""

import gzip
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import brotli
import pytest
from backports import zstd

from bot.core.reading.poll_result import Changed, Failed, Unchanged
from bot.core.reasons.feed_failures import FeedFailure
from bot.feeds.reader import Reader, reading
from tests.integration.feeds.feed_server import (
    a_document,
    an_answer,
    an_item,
    polled,
    saying,
    serving,
)


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with reading(allow_private=True, host_gap=timedelta(0)) as reader:
        yield reader


async def test_a_feed_is_fetched_and_parsed(reader: Reader) -> None:
    document = a_document(
        an_item("Soyuz docks", more="<description>&lt;p&gt;At 12:04&lt;/p&gt;</description>")
    )
    async with serving(saying(an_answer(document))) as server:
        (result,), state = await polled(reader, server)

    assert isinstance(result, Changed)
    assert [entry.title for entry in result.entries] == ["Soyuz docks"]
    assert result.entries[0].summary == "At 12:04"
    assert result.entries[0].url == "https://news.example/soyuz-docks"
    assert state.baseline


async def test_validators_are_sent_back_as_they_came(reader: Reader) -> None:
    first = an_answer(
        a_document(an_item("Soyuz docks")),
        headers=['ETag: W/"a,b\xc3\xa9"', "Last-Modified: yesterday, about noon"],
    )
    async with serving(saying(first, an_answer(status="304 Not Modified"))) as server:
        results, _ = await polled(reader, server, times=2)

    assert results[1] == Unchanged(not_modified=True)
    assert server.requests[1].headers["if-none-match"] == 'W/"a,b\xc3\xa9"'
    assert server.requests[1].headers["if-modified-since"] == "yesterday, about noon"


async def test_a_body_seen_before_is_not_parsed(reader: Reader) -> None:
    async with serving(saying(an_answer(a_document(an_item("Soyuz docks"))))) as server:
        results, _ = await polled(reader, server, times=2)

    assert results[1] == Unchanged(not_modified=False)


async def test_a_new_build_date_alone_brings_no_entry(reader: Reader) -> None:
    items = an_item("Soyuz docks"), an_item("Progress undocks")
    first, second = a_document(*items), a_document(*items, built="an hour later")
    async with serving(saying(an_answer(first), an_answer(second))) as server:
        results, _ = await polled(reader, server, times=2)

    assert isinstance(results[1], Changed)
    assert results[1].entries == ()


async def test_only_what_was_not_parsed_before_is_an_entry(reader: Reader) -> None:
    old, new = an_item("Soyuz docks"), an_item("Progress undocks")
    answers = an_answer(a_document(old)), an_answer(a_document(new, old))
    async with serving(saying(*answers)) as server:
        results, _ = await polled(reader, server, times=2)

    assert isinstance(results[1], Changed)
    assert [entry.title for entry in results[1].entries] == ["Progress undocks"]


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@pytest.mark.parametrize("coding", CODINGS)
async def test_a_compressed_feed_is_read(reader: Reader, coding: str) -> None:
    body = CODINGS[coding](a_document(an_item("Soyuz docks")))
    answer = an_answer(body, headers=[f"Content-Encoding: {coding}"])
    async with serving(saying(answer)) as server:
        (result,), _ = await polled(reader, server)

    assert isinstance(result, Changed)
    assert len(result.entries) == 1
    assert coding in server.requests[0].headers["accept-encoding"]


async def test_a_page_instead_of_a_feed_is_a_failure(reader: Reader) -> None:
    page = b"<html><head><title>Sign in</title></head><body><p>Hello</p></body></html>"
    async with serving(saying(an_answer(page, content_type="text/html"))) as server:
        (result,), state = await polled(reader, server)

    assert result == Failed(
        "not_a_feed", FeedFailure.NO_FEED(what=FeedFailure.A_PAGE(title="Sign in"))
    )
    assert state.failures == 1


@pytest.mark.fault("C4")
async def test_two_items_with_one_guid_and_no_link_are_two_entries(
    reader: Reader,
) -> None:
    document = a_document(
        "<item><title>Soyuz docks</title><guid>same</guid></item>",
        "<item><title>Progress undocks</title><guid>same</guid></item>",
    )
    async with serving(saying(an_answer(document))) as server:
        (result,), state = await polled(reader, server)

    assert isinstance(result, Changed)
    assert len({entry.keys for entry in result.entries}) == 2
    assert [entry.url for entry in result.entries] == [None, None]
    assert state.ignore_guids
