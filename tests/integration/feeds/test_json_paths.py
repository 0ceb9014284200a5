"""What is read in JSON by the paths of a stanza, and why nothing is."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.reasons import english
from bot.core.types import Entry, SourceKind
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.feed_document import read_document
from bot.feeds.kinds.json_paths import at_path

SEEN = datetime(2027, 1, 1, tzinfo=UTC)


def read(body: bytes, **find: str) -> Document | Unreadable:
    order = Order(
        feed="snapi",
        url="https://api.example/v4/articles/",
        seen=SEEN,
        kind=SourceKind.JSON,
        find=tuple(find.items()),
    )
    return read_document(body, order)


def entries(value: object, **find: str) -> tuple[Entry, ...]:
    found = read(json.dumps(value).encode(), **find)
    assert isinstance(found, Document), found
    return found.entries


def refusal(value: object, **find: str) -> str:
    found = read(json.dumps(value).encode(), **find)
    assert isinstance(found, Unreadable), found
    return english(found.error)


def test_without_paths_it_is_the_spaceflight_news_api(shared_data: Path) -> None:
    body = (
        shared_data / "recorded" / "sources" / "snapi_v4_articles_2026-09-28.json"
    ).read_bytes()
    found = read(body)

    assert isinstance(found, Document)
    assert len(found.entries) == 4
    about_the_station = next(entry for entry in found.entries if entry.guid == "40126")
    assert about_the_station.published == datetime(2026, 9, 28, 16, 9, 9, tzinfo=UTC)
    assert not any(entry.summary.endswith("[…]") for entry in found.entries)


def test_paths_lead_through_names_and_places() -> None:
    value = {
        "data": {"launches": [{"name": "Союз", "mission": {"links": ["https://a.example/1"]}}]}
    }
    (entry,) = entries(
        value, items="data.launches", title="name", link="mission.links.0", date="net"
    )
    assert (entry.title, entry.url) == ("Союз", "https://a.example/1")


def test_a_bare_list_is_at_the_dot() -> None:
    (entry,) = entries([{"title": "Docked"}], items=".")
    assert entry.title == "Docked"


@pytest.mark.parametrize(
    "path", ["a.b.c", "0", "a.-1", "a.²", "a..b", "__class__", "a.99999999999"]
)
def test_a_path_that_leads_nowhere_finds_nothing(path: str) -> None:
    assert at_path({"a": [1]}, path) is None


def test_an_answer_without_the_list_is_a_failure() -> None:
    assert refusal({"version": "4.29"}) == "there is no list at items: results"


def test_items_without_a_title_are_a_failure_not_silence() -> None:
    value = {"results": [{"name": "Союз"}]}
    assert refusal(value) == "none of its 1 items has a title at title: title"


def test_an_empty_list_is_no_news() -> None:
    assert entries({"results": []}) == ()


def test_broken_json_says_so() -> None:
    found = read(b'{"results": [')
    assert isinstance(found, Unreadable)
    assert english(found.error).startswith("it is broken JSON")
