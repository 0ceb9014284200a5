"""Documents that attack the parser: there is a result in time, and the next one is read."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.parsers import Parsers, parsing
from tests.build import NOON
from tests.integration.feeds.feed_figures import Stalls, mb_from_now, peak_mb
from tests.integration.feeds.feed_server import a_document, an_item, saying, serving
from tests.integration.feeds.parsing_children import children, of_process
from tests.integration.feeds.traps import trap
from tests.integration.promised import Figure

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORDER = Order(feed="tass", url="https://tass.example/rss", seen=NOON)
CAREFUL = replace(ORDER, careful=True)
GOOD = a_document(*(an_item(f"Soyuz docks again {number}") for number in range(10)))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parsers() -> AsyncIterator[Parsers]:
    async with parsing(2) as parsers:
        yield parsers


def with_item(item: str) -> bytes:
    """Put an item among ten good ones."""
    return a_document(
        *(an_item(f"Soyuz docks again {number}") for number in range(5)),
        item,
        *(an_item(f"Progress leaves again {number}") for number in range(5)),
    )


ATTRIBUTES = " ".join(f'a{number}="{number}"' for number in range(50_000))
NESTED = "<b>" * 1_000_000
POISON: dict[str, bytes] = {
    "50,000 attributes": with_item(f"<item {ATTRIBUTES}><title>x</title></item>"),
    "a million nested tags": with_item(f"<item><title>x</title>{NESTED}</item>"),
    "80,000 nested blocks": with_item(
        f"<item><description><![CDATA[{'<div>' * 80_000}x]]></description></item>"
    ),
    "100,000 nested lists": with_item(f"<item><title>{'&lt;ul>&lt;li>' * 50_000}</title></item>"),
    "blocks whose ends are others'": with_item(
        f"<item><description><![CDATA[{'<div></ul>' * 50_000}x]]></description></item>"
    ),
    "a million nested tags in CDATA": with_item(
        f"<item><description><![CDATA[{NESTED}]]></description></item>"
    ),
    "CSS of 30 kB": with_item(
        "<item><description>&lt;p style='" + "color:red;" * 3_000 + "'&gt;x</description></item>"
    ),
    "a title of 5 MB": with_item(f"<item><title>{'a' * 5_000_000}</title></item>"),
    "a guid of 1 MB": with_item(an_item("x", guid="a" * 1_000_000)),
    "half a million references": with_item(f"<item><title>{'&#1080;' * 500_000}</title></item>"),
    "half a million entities twice": with_item(
        f"<item><title>{'&amp;amp;' * 500_000}</title></item>"
    ),
    "half a million angle brackets": with_item(f"<item><title>{'&lt;' * 500_000}</title></item>"),
    "a date of 1 MB": with_item(f"<item><pubDate>{'1' * 1_000_000}</pubDate></item>"),
    "3 MB of CDATA": with_item(
        f"<item><description><![CDATA[{'x<p>' * 750_000}]]></description></item>"
    ),
}


@pytest.mark.fault("B3")
@pytest.mark.fault("B7")
@pytest.mark.parametrize("what", POISON)
async def test_a_poison_item_costs_no_other(
    parsers: Parsers, what: str, record_property: Figure
) -> None:
    async with Stalls() as stalls:
        started = time.monotonic()
        found = await parsers.parse(POISON[what], ORDER)
        took = time.monotonic() - started

    assert isinstance(found, Document), found
    titles = [entry.title for entry in found.entries]
    good = sum(
        title.startswith(("Soyuz docks again", "Progress leaves again")) for title in titles
    )
    lost = 11 - len(found.entries)
    record_property(
        "figure",
        f"{good} of 10 good, poison counted {found.malformed} of {lost}, {took:.1f} s, "
        f"S {max(stalls) * 1000:.0f} ms",
    )
    record_property("limit", "10 of 10, S 100 ms")
    assert (good, found.malformed) == (10, lost)
    assert max(stalls) <= 0.1
    again = await parsers.parse(
        POISON[what],
        ORDER.__class__(feed="tass", url=ORDER.url, seen=NOON, known=found.item_hashes),
    )
    assert isinstance(again, Document)
    assert again.entries == ()


WHOLLY_BAD: dict[str, bytes] = {
    "a root of 50,000 attributes": f"<rss {ATTRIBUTES}><channel>".encode() * 3,
    "nothing but nested tags": b"<rss>" + b"<a>" * 1_500_000,
    "tags that never close": b"<rss><channel>" + b"<item>" * 300_000,
}


@pytest.mark.fault("B3")
@pytest.mark.parametrize("what", WHOLLY_BAD)
async def test_a_document_that_takes_for_ever_is_given_up_in_time(
    parsers: Parsers, what: str, record_property: Figure
) -> None:
    async with Stalls() as stalls:
        started = time.monotonic()
        found = await parsers.parse(WHOLLY_BAD[what], CAREFUL)
        took = time.monotonic() - started

    record_property("figure", f"{took:.1f} s, S {max(stalls) * 1000:.0f} ms")
    record_property("limit", "6 s, S 100 ms")
    assert isinstance(found, Document | Unreadable)
    assert took <= 6.0
    assert max(stalls) <= 0.1


PAGES: dict[str, bytes] = {
    "nested blocks": b"<!doctype html><html><body>" + b"<div>" * 1_500_000,
    "nested letters": b"<html><title>Gone</title><body>" + b"<b>" * 2_000_000,
    "attributes": b"<html " + b"a=b " * 1_500_000 + b">",
}


@pytest.mark.fault("B3")
@pytest.mark.parametrize("what", PAGES)
async def test_a_deep_page_is_no_feed_at_once(
    parsers: Parsers, what: str, record_property: Figure
) -> None:
    await parsers.parse(GOOD, ORDER)
    started = time.monotonic()
    found = await parsers.parse(PAGES[what], ORDER)
    took = time.monotonic() - started
    record_property("figure", f"{took:.1f} s")
    record_property("limit", "5 s")
    assert isinstance(found, Unreadable)
    assert found.kind == "not_a_feed"
    assert took <= 5.0


@pytest.mark.fault("B3")
async def test_a_child_that_does_not_answer_is_killed(record_property: Figure) -> None:
    others = children()
    async with parsing(1) as parsers:
        await parsers.parse(GOOD, ORDER)
        (child,) = children(without=others)
        os.kill(child, signal.SIGSTOP)
        started = time.monotonic()
        found = await parsers.parse(GOOD, ORDER)
        took = time.monotonic() - started

    record_property("figure", f"killed after {took:.1f} s")
    record_property("limit", "6 s and the second try")
    assert isinstance(found, Document)
    assert not of_process(child, "cmdline")
    assert took <= 8.0


@pytest.mark.fault("B3")
async def test_slow_documents_keep_no_feed_that_was_read_well_waiting(
    parsers: Parsers, record_property: Figure
) -> None:
    await asyncio.gather(*(parsers.parse(GOOD, ORDER, trusted=True) for _ in range(2)))
    bad = WHOLLY_BAD["nothing but nested tags"]
    slow = [asyncio.ensure_future(parsers.parse(bad, CAREFUL)) for _ in range(4)]
    await asyncio.sleep(0.1)
    started = time.monotonic()
    found = [await parsers.parse(GOOD, ORDER, trusted=True) for _ in range(5)]
    took = time.monotonic() - started
    waiting = sum(not each.done() for each in slow)
    await asyncio.gather(*slow)

    record_property("figure", f"5 documents in {took:.2f} s, while {waiting} slow ones waited")
    record_property("limit", "1 s")
    assert all(isinstance(document, Document) for document in found)
    assert (waiting > 0, took <= 1.0) == (True, True)


@pytest.mark.fault("B3")
async def test_a_document_waits_for_one_slow_one_at_most(record_property: Figure) -> None:
    others = children()
    async with parsing(2) as parsers:
        await asyncio.gather(*(parsers.parse(GOOD, ORDER, trusted=True) for _ in range(2)))
        for child in children(without=others):
            os.kill(child, signal.SIGSTOP)
        stuck = [asyncio.ensure_future(parsers.parse(GOOD, ORDER, trusted=True)) for _ in "ab"]
        await asyncio.sleep(0.1)
        started = time.monotonic()
        found = await parsers.parse(GOOD, ORDER, trusted=True)
        took = time.monotonic() - started
        again = await asyncio.gather(*stuck)

    record_property("figure", f"read {took:.1f} s after both children had stopped")
    record_property("limit", "6 s and a start")
    assert all(isinstance(document, Document) for document in [found, *again])
    assert took <= 8.0


@pytest.mark.fault("B10")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
async def test_a_child_that_dies_is_replaced(number: int, record_property: Figure) -> None:
    others = children()
    async with parsing(1) as parsers:
        await parsers.parse(GOOD, ORDER)
        (child,) = children(without=others)
        os.kill(child, number)
        found = [await parsers.parse(GOOD, ORDER) for _ in range(3)]

    record_property("figure", f"{len(found)} of 3 documents read after it")
    assert [isinstance(document, Document) for document in found] == [True] * 3
    assert children(without=others) == set()


@pytest.mark.fault("B10")
async def test_a_document_that_wants_too_much_memory_is_a_failure(parsers: Parsers) -> None:
    body = b"<rss><channel>" + b"<item><a/></item>" * 200_000
    found = await parsers.parse(body, ORDER)
    after = await parsers.parse(GOOD, ORDER)

    assert isinstance(found, Document | Unreadable)
    assert isinstance(after, Document)


@pytest.mark.fault("B1")
async def test_a_document_is_never_taken_for_an_address(
    parsers: Parsers, tmp_path: Path, record_property: Figure
) -> None:
    async with serving(saying(b"")) as canary:
        with trap(tmp_path / "trap") as laid:
            bodies = [
                *("/etc/passwd", str(laid.path), f"file://{laid.path}", f"{laid.path}\n"),
                *(canary.url(), "feed:" + canary.url(), f"feed:file://{laid.path}", "-"),
            ]
            found = [await parsers.parse(body.encode(), ORDER) for body in bodies]
            opened = laid.opened
        with trap(tmp_path / "seen") as seen:  # the trap does snap
            await asyncio.to_thread(seen.path.read_bytes)

    record_property("figure", f"C={canary.connections}, opened {opened}")
    record_property("limit", "C=0, opened 0")
    assert all(isinstance(reading, Unreadable) for reading in found)
    assert (canary.connections, opened, seen.opened) == (0, 0, 1)


REFERENCES = (
    *("#xD83D", "#x110000", "#55357", "#0", "#x0", "#xFFFE", "#-1", "#x", "#99999999999"),
    *("nbsp", "bogus"),
)
CODECS = (
    *("punycode", "undefined", "idna", "utf-7", "unicode_escape", "raw_unicode_escape", "rot13"),
    *("hex", "base64", "zip", "bz2", "uu", "quopri", "mbcs", "oem", "utf-16", "utf-32", "cp65001"),
    *("charmap", "string_escape", "a&b", "\0"),
)


@pytest.mark.fault("B2")
async def test_no_reference_and_no_codec_raises(parsers: Parsers, record_property: Figure) -> None:
    references = [*REFERENCES, f"#{'9' * 400}", f"#x{'f' * 400}"]
    places = ("<title>{}</title>", "<link>https://a.example/{}</link>", "<guid>{}</guid>",
              "<pubDate>{}</pubDate>", "<description>{}</description>", "<author>{}</author>",
              '<enclosure url="{}"/>', "<category>{}</category>")  # fmt: skip
    bodies = [with_item(f"<item>{place.format(f'&{each};')}</item>").decode()
              for each in references for place in places]  # fmt: skip
    labelled = [
        GOOD.replace(b'encoding="utf-8"', f'encoding="{each}"'.encode()) for each in CODECS
    ]
    found = [await parsers.parse(body.encode(), ORDER) for body in bodies]
    read = [await parsers.parse(body, ORDER) for body in labelled]

    good = sum(isinstance(one, Document) and len(one.entries) >= 10 for one in found)
    broken = [one for one in [*found, *read] if isinstance(one, Unreadable) and one.retry]
    record_property(
        "figure",
        f"X={len(broken)} of {len(found) + len(read)}, {good} of {len(found)} kept 10 good",
    )
    record_property("limit", "X=0")
    assert (broken, good) == ([], len(found))
    assert all(isinstance(one, Document | Unreadable) for one in read)


async def test_a_child_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "123:secret")
    others = children()
    async with parsing(1) as parsers:
        await parsers.parse(GOOD, ORDER)
        (child,) = children(without=others)
        environment = of_process(child, "environ")

    assert b"TELEGRAM" not in environment
    assert b"secret" not in environment


async def test_a_child_ends_when_its_parent_lets_go() -> None:
    others = children()
    async with parsing(2) as parsers:
        await asyncio.gather(*(parsers.parse(GOOD, ORDER) for _ in range(4)))
        working = children(without=others)

    assert 1 <= len(working) <= 2
    assert children(without=others) == set()


@pytest.mark.fault("B9")
@pytest.mark.parametrize("count", [10_000, 100_000])
async def test_of_very_many_items_the_newest_are_read_and_the_rest_counted(
    parsers: Parsers, count: int, record_property: Figure
) -> None:
    items = (
        f"<item><title>Soyuz {n}</title><guid>{n}</guid></item>".encode() for n in range(count)
    )
    body = b"<rss version='2.0'><channel>" + b"".join(items) + b"</channel></rss>"
    before = mb_from_now()
    async with Stalls() as stalls:
        found = await parsers.parse(body, ORDER)

    grown = peak_mb() - before
    assert isinstance(found, Document)
    record_property(
        "figure",
        f"{len(found.entries)} read, {found.dropped} dropped, M {grown:.0f} MB, "
        f"S {max(stalls) * 1000:.0f} ms",
    )
    record_property("limit", f"500 read, {count - 500} dropped, M 64 MB, S 100 ms")
    assert grown <= 64
    assert (len(found.entries), found.dropped) == (500, count - 500)
    assert found.entries[0].title == "Soyuz 0"
    assert max(stalls) <= 0.1


async def test_of_a_feed_that_ends_with_its_newest_the_end_is_read(parsers: Parsers) -> None:
    def item(n: int) -> str:
        date = (NOON + timedelta(minutes=n)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        return f"<item><title>Soyuz {n}</title><pubDate>{date}</pubDate></item>"

    found = await parsers.parse(a_document(*(item(n - 700) for n in range(600))), ORDER)

    assert isinstance(found, Document)
    assert [found.entries[0].title, found.entries[-1].title] == ["Soyuz -600", "Soyuz -101"]
    assert found.dropped == 100
