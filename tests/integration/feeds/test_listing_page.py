"""What is read on a page by the selectors of a stanza, and why nothing is."""

import pytest

from bot.core.reasons import english
from bot.core.types import SourceKind
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.feed_document import read_document
from tests.build import NOON
from tests.integration.feeds.kinds import a_page


def read(body: bytes, **find: str) -> Document | Unreadable:
    order = Order(
        feed="prokosmos",
        url="https://space.example/news/",
        seen=NOON,
        kind=SourceKind.PAGE,
        find=tuple(find.items()),
    )
    return read_document(body, order)


def document(body: str, **find: str) -> Document:
    found = read(f"<html><body>{body}</body></html>".encode(), **find)
    assert isinstance(found, Document), found
    return found


def refusal(body: str, **find: str) -> str:
    found = read(f"<html><body>{body}</body></html>".encode(), **find)
    assert isinstance(found, Unreadable), found
    return english(found.error)


def test_what_is_not_said_is_guessed() -> None:
    found = read(a_page("Soyuz docks", "Crew lands"), items="article")

    assert isinstance(found, Document)
    assert [entry.title for entry in found.entries] == ["Soyuz docks", "Crew lands"]
    assert found.entries[0].url == "https://space.example/news/soyuz-docks"
    assert found.entries[0].published is not None


def test_selectors_and_attributes_say_where_things_are() -> None:
    (entry,) = document(
        '<div class="n" data-id="17"><span class="t">Союз пристыковался</span>'
        '<a class="more" href="?id=17">далее</a><i title="26.07.2022 14:00">вчера</i>'
        "<p>Экипаж ждут на борту.</p></div>",
        items="div.n",
        id="div@data-id",
        title=".t",
        link="a.more",
        date="i@title",
        summary="p",
    ).entries
    assert (entry.title, entry.guid) == ("Союз пристыковался", "17")
    assert entry.url == "https://space.example/news/?id=17"
    assert entry.summary == "Экипаж ждут на борту."
    assert entry.published is not None


def test_a_list_may_be_of_links_alone() -> None:
    found = document('<ul><a href="/1">Crew lands</a><a href="/2">Crew leaves</a></ul>', items="a")
    assert [entry.title for entry in found.entries] == ["Crew lands", "Crew leaves"]


def test_selectors_that_find_nothing_are_a_failure_not_silence() -> None:
    assert refusal("<p>Redesigned</p>", items="article") == (
        "nothing on the page fits items: article"
    )
    assert refusal("<article></article>", items="article").startswith("none of its 1 items has")


@pytest.mark.parametrize("selector", ["[", "a[", ":nonsense(", ">>", "{}"])
def test_a_selector_that_cannot_be_read_is_named(selector: str) -> None:
    assert selector in refusal("<p>News</p>", items=selector)
