"""New items are read with the remembered names of old ones as with the old ones at hand."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.feeds.child_protocol import Document, Order
from bot.feeds.feed_document import read_document
from bot.feeds.items import items_of, without
from bot.feeds.known_items import KnownItems
from bot.feeds.parsers import parsing
from tests.build import NOON
from tests.integration.feeds.feed_server import a_document, an_item
from tests.integration.feeds.test_quick_parser import documents

ORDER = Order(feed="tass", url="https://tass.example/rss", seen=NOON)
OLD = [an_item(f"The crew does its work, day {day}") for day in range(3)]


def read(body: bytes, order: Order) -> Document:
    found = read_document(body, order)
    assert isinstance(found, Document), found
    return found


def after(first: bytes, order: Order = ORDER) -> Order:
    """The order for the document that follows, with all that is remembered of the first."""
    memory, found = KnownItems(), read(first, order)
    memory.learn("tass", found)
    names = memory.names("tass", found.item_hashes)
    assert len(names) == 3 * len(found.item_hashes)
    return replace(order, known=found.item_hashes, known_names=names)


def both(first: bytes, second: bytes) -> tuple[Document, Document]:
    """The second document, with names remembered of the first, and without."""
    order = after(first)
    look = KnownItems().look("tass", second)
    assert look.spans
    seen = replace(order, spans=look.spans, prints=look.prints)
    return read(second, seen), read(second, replace(order, known_names=b""))


@pytest.mark.parametrize(
    "new",
    [
        an_item("Soyuz docks"),
        an_item("Soyuz docks", guid="https://news.example/the-crew-does-its-work,-day-1"),
        an_item("Soyuz docks", link="https://news.example/the-crew-does-its-work,-day-1"),
        an_item(
            "Soyuz docks", link="http://www.news.example/the-crew-does-its-work,-day-1/?utm_x=1"
        ),
        an_item("The crew does its work, day 1", link="https://news.example/1"),
        an_item("The crew does &amp;its work, day 1", link="https://news.example/1"),
        an_item("Soyuz docks").replace("Tue, 26 Jul 2022", "03/04/22"),
        an_item("Soyuz docks").replace("Tue, 26 Jul 2022", "soon"),
        "<item><guid>7</guid><title>Soyuz docks</title></item>",
        an_item("Error 500: cannot load the feed"),
        an_item("Soyuz docks") + an_item("Soyuz docks", link="https://news.example/2"),
    ],
)
def test_a_new_item_is_read_as_beside_the_old_ones(new: str) -> None:
    remembered, looked_at = both(a_document(*OLD), a_document(new, *OLD))
    assert remembered == looked_at


def test_a_name_that_an_old_item_bears_identifies_no_new_one() -> None:
    guid = "https://news.example/the-crew-does-its-work,-day-1"
    second = a_document(an_item("Soyuz docks", guid=guid), *OLD)
    (entry,) = read(second, after(a_document(*OLD))).entries
    (alone,) = read(a_document(an_item("Soyuz docks", guid=guid)), ORDER).entries
    assert set(entry.keys) < set(alone.keys)


def test_names_are_remembered_for_all_items_or_none() -> None:
    order = after(a_document(*OLD))
    memory = KnownItems()
    memory.learn("tass", Document((), item_hashes=order.known, names=order.known_names))
    assert memory.names("tass", order.known[8:]) == order.known_names[24:]
    assert memory.names("tass", order.known + b"another.") == b""
    assert memory.names("nasa", order.known) == b""
    assert memory.names("tass", b"") == b""


def pairs(folder: Path) -> Iterator[tuple[bytes, bytes]]:
    """Each recorded document without its first item, and as it is."""
    for text in documents(folder):
        second = text.encode("utf-8")
        items = items_of(second)
        if items and len(items.spans) > 1:
            yield without(second, items.spans[:1]), second


@pytest.mark.fault("B5")
def test_the_first_item_of_every_recorded_document_is_read_so(
    shared_data: Path, record_property: Any
) -> None:
    alike, other = 0, []
    for first, second in pairs(shared_data):
        known = read_document(first, ORDER)
        if not isinstance(known, Document) or not known.names:
            continue
        remembered, looked_at = both(first, second)
        if replace(remembered, names=b"") == replace(looked_at, names=b""):
            alike += 1
        else:
            other.append((remembered, looked_at))
    record_property("figure", f"{alike} documents alike, {len(other)} not")
    assert other == []
    assert alike > 60


async def test_what_one_child_has_hashed_another_compares() -> None:
    body = a_document(*OLD)
    async with parsing(1) as parsers:
        first = await parsers.parse(body, ORDER)
        await parsers.end()
        second = await parsers.parse(body, ORDER)
    assert isinstance(first, Document)
    assert first == second
    assert first.names
