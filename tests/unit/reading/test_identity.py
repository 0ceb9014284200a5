"""What makes two addresses one page, and two entries the same entry."""

from datetime import timedelta

import pytest

from bot.core.reading.identity import canonical_url, entry_keys
from tests.build import NOON

SAME = [
    ("http://example.com/a", "https://example.com/a"),
    ("https://www.example.com/a", "https://example.com/a"),
    ("https://WWW.Example.COM./a", "https://example.com/a"),
    ("https://example.com:443/a", "http://example.com:80/a"),
    ("https://example.com/a/", "https://example.com/a"),
    ("https://example.com/", "https://example.com"),
    ("https://example.com/x/../a/./", "https://example.com/a"),
    ("https://example.com/b/x/../a", "https://example.com/b/a"),
    ("https://example.com//a", "https://example.com/a"),
    ("https://example.com/a#comments", "https://example.com/a"),
    ("https://example.com/a?utm_source=rss&utm_medium=feed", "https://example.com/a"),
    ("https://example.com/a?fbclid=1&gclid=2&yclid=3", "https://example.com/a"),
    ("https://example.com/a?at_medium=RSS&at_campaign=KARANGA", "https://example.com/a"),
    ("https://example.com/a?ref=rss&from=telegram_bot", "https://example.com/a"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
    ("https://example.com/a?id=1&utm_term=x", "https://example.com/a?id=1"),
    ("https://example.com/a;jsessionid=AB12?id=1", "https://example.com/a?id=1"),
    ("https://example.com/a?PHPSESSID=12", "https://example.com/a"),
    ("https://m.example.com/a", "https://example.com/a"),
    ("https://amp.example.com/a", "https://example.com/a"),
    ("https://www.m.example.com/a", "https://example.com/a"),
    ("https://example.com/a/amp/", "https://example.com/a"),
    ("https://example.com/amp/a", "https://example.com/a"),
    ("https://example.com/a.amp.html", "https://example.com/a.html"),
    ("https://example.com/a?amp=1", "https://example.com/a"),
    ("https://example-com.cdn.ampproject.org/c/s/example.com/a", "https://example.com/a"),
    ("https://www.google.com/amp/s/www.example.com/a", "https://example.com/a"),
    ("https://пример.рф/а", "https://xn--e1afmkfd.xn--p1ai/%D0%B0"),
    ("https://example.com/%7ea", "https://example.com/~a"),
    ("https://example.com/%d0%b0", "https://example.com/%D0%B0"),
    (" https://example.com/a\n", "https://example.com/a"),
]


@pytest.mark.fault("C2")
@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_page_has_one_canonical_address(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)
    assert canonical_url(canonical_url(one)) == canonical_url(one)


DIFFERENT = [
    ("https://example.com/a?id=1", "https://example.com/a?id=2"),
    ("https://example.com/a?id=1", "https://example.com/a"),
    ("https://example.com/?p=101", "https://example.com/?p=102"),
    ("https://example.com/a?q=%CF%F0", "https://example.com/a?q=%CF%F1"),
    ("https://example.com/a?ref=123", "https://example.com/a?ref=124"),
    ("https://example.com/a?source=nasa", "https://example.com/a?source=esa"),
    ("https://example.com/a", "https://example.com/b"),
    ("https://example.com/A", "https://example.com/a"),
    ("https://a.example.com/", "https://b.example.com/"),
    ("https://example.com:8080/a", "https://example.com/a"),
    ("https://m.com/a", "https://com/a"),
    ("https://example.com/amplifier", "https://example.com/lifier"),
    ("https://example.com/camp", "https://example.com/c"),
]


@pytest.mark.fault("C3")
@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_addresses_of_different_pages_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


NO_PAGES = [
    "",
    "mailto:a@example.com",
    "javascript:alert(1)",
    "ftp://example.com/a",
    "/a",
    "a",
    "http://",
    "http://[::1",
    "http://example.com:99999/",
    "urn:uuid:1",
    "http:///a",
    "\0",
]


@pytest.mark.parametrize("url", NO_PAGES)
def test_anything_but_a_web_address_has_no_canonical_form(url: str) -> None:
    assert canonical_url(url) == ""


def keys(
    *,
    feed: str = "tass",
    guid: str | None = "g1",
    url: str | None = "https://example.com/a",
    title: str = "Russia to leave the ISS after 2024",
    hours: float = 0,
) -> set[bytes]:
    at = NOON + timedelta(hours=hours)
    return set(entry_keys(feed=feed, guid=guid, url=url, title=title, at=at))


def test_keys_have_sixteen_bytes_each() -> None:
    assert {len(key) for key in keys()} == {16}


OTHER: dict[str, str] = {
    "guid": "g2",
    "url": "https://example.com/b",
    "title": "Progress brings food and fuel",
}
STILL_KNOWN = [
    {"guid": "g2"},
    {"url": "https://example.com/b"},
    {"title": OTHER["title"]},
    {"guid": "g2", "url": "https://example.com/b"},
    {"guid": "g2", "title": OTHER["title"]},
    {"url": "https://example.com/b", "title": OTHER["title"]},
    {"guid": None, "url": None},
    {
        "guid": "g2",
        "url": "https://example.com/b",
        "title": "Russia to leave the ISS — after 2024!",
    },
    {"guid": "g2", "url": "https://example.com/b", "hours": 30},
]


@pytest.mark.fault("C1")
@pytest.mark.parametrize("changes", STILL_KNOWN)
def test_an_entry_is_known_by_any_part_that_has_not_changed(changes: dict[str, object]) -> None:
    assert keys() & keys(**changes)  # type: ignore[arg-type]


def test_an_entry_with_nothing_in_common_is_new() -> None:
    assert not keys() & keys(**OTHER)  # type: ignore[arg-type]


def test_the_same_title_days_later_is_another_entry() -> None:
    assert not keys() & keys(guid="g2", url="https://example.com/b", hours=72)


def test_a_short_title_does_not_identify_an_entry_that_has_a_link() -> None:
    one = keys(guid="g1", url="https://example.com/a", title="Spacewalk underway")
    assert not one & keys(guid="g2", url="https://example.com/b", title="Spacewalk underway")


def test_a_short_title_identifies_an_entry_without_guid_and_link() -> None:
    one = keys(guid=None, url=None, title="Spacewalk underway")
    assert one & keys(guid=None, url=None, title="Spacewalk underway")
    assert not one & keys(guid=None, url=None, title="Spacewalk over")


def test_one_page_in_two_feeds_is_two_entries() -> None:
    assert not keys(feed="tass") & keys(feed="aggregator")


def test_an_entry_without_anything_still_has_a_key() -> None:
    assert keys(guid="", url="", title="")
    assert keys(guid=None, url="mailto:x@example.com", title="\ud800")


@pytest.mark.parametrize("short", ["Docked", "Crew returns from the station today"])
def test_a_guid_is_the_same_in_http_and_https(short: str) -> None:
    one, other = (
        entry_keys(feed="f", guid=f"{scheme}://o.example/?p=1", url=None, title=short, at=NOON)
        for scheme in ("http", "https")
    )
    assert set(one) & set(other)
    assert one[0] != other[0]


def test_guids_that_differ_in_their_fragment_are_two_entries() -> None:
    one, other = (
        entry_keys(feed="f", guid=f"https://o.example/live#{n}", url=None, title="Live", at=NOON)
        for n in (1, 2)
    )
    assert not set(one) & set(other)
