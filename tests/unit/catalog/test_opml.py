"""Lists of feeds are exported for other readers and imported for review; nothing else gets in."""

from collections.abc import Callable

import pytest

from bot.catalog import parse_catalog
from bot.catalog.opml import imported, opml_of
from bot.catalog.stanza import ProposedFeed, as_yaml, stanza
from bot.core.types import Catalog, Role
from bot.errors import ConfigError
from tests.unit.catalog.catalogs import GOOD, TOPICS, edited

CATALOG = parse_catalog(GOOD)
NOTHING = Catalog((), (), ())


def opml(*outlines: str) -> bytes:
    return f'<opml version="2.0"><body>{"".join(outlines)}</body></opml>'.encode()


def outline(url: str, title: str = "News", more: str = "") -> str:
    return f'<outline type="rss" text="{title}" xmlUrl="{url}" {more}/>'


def test_an_import_becomes_a_stanza_to_review() -> None:
    content = opml(outline("https://lwn.example/rss", "LWN: news", 'language="en-US"'))
    assert imported(content, CATALOG).text == (
        "  lwn-news:\n"
        "    url: https://lwn.example/rss\n"
        '    title: "LWN: news"\n'
        "    language: en\n"
        "    role: press   # check: official, government, state-media, wire, trade, press,"
        " personal, aggregator\n"
        "    every: 20m\n"
    )


def test_an_export_can_be_imported_and_loaded() -> None:
    content = opml_of(CATALOG).encode()
    again = imported(content, NOTHING)
    (feed,) = parse_catalog(f"{TOPICS}feeds:\n{again.text}").feeds
    assert (feed.url, feed.title) == (CATALOG.feeds[0].url, CATALOG.feeds[0].title)


@pytest.mark.parametrize(
    "title",
    [
        "Новости космонавтики",
        "a: b # c",
        "- x",
        '"quoted" \\ back',
        "7",
        "no",
        "@me",
        "{x}",
        "multi\n line\ttext \x1b[31m",
        "",
        "😀",
        "'" * 300,
        "2022-07-26",
        "null",
        "\ud800 half",
    ],
)
def test_every_stanza_is_good_feeds_yaml(title: str) -> None:
    text = stanza(ProposedFeed("https://a.example/rss?x=1&y=[2]", title, "tlh\n  evil: 1"))
    assert len(parse_catalog(f"{TOPICS}feeds:\n{text}").feeds) == 1


def test_ids_come_from_the_title_or_the_host_and_are_never_taken_twice() -> None:
    found = ProposedFeed("https://www.roscosmos.ru/rss", "Роскосмос")
    assert stanza(found).startswith("  roscosmos-ru:\n")
    assert stanza(found, taken={"roscosmos-ru"}).startswith("  roscosmos-ru-2:\n")
    assert stanza(ProposedFeed("https://a.example/", "NASA Blog!")).startswith("  nasa-blog:\n")


def test_a_known_role_needs_no_check() -> None:
    assert "role: official\n    every: 10m" in stanza(
        ProposedFeed("https://a.example/"), role=Role.OFFICIAL
    )


def test_text_is_quoted_only_where_yaml_asks_for_it() -> None:
    assert as_yaml("NASA Space Station blog") == "NASA Space Station blog"
    assert as_yaml("true") == '"true"'


def test_feeds_already_in_the_catalog_are_left_out() -> None:
    again = opml(outline("http://WWW.nasa.example/feed"), outline("https://b.example/"))
    found = imported(again, CATALOG)
    assert (found.count, len(found.left_out)) == (1, 1)
    assert imported(opml(outline("https://b.example/") * 2), CATALOG).count == 1


REFUSED = [
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://2130706433/",
    "http://169.254.169.254/latest/",
    "http://localhost/",
    "http://db.internal/",
    "https://u:p@a.example/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "ftp://a.example/",
    "https://a.example:22/",
    "https://a.example/\x85x",
    "nonsense",
]


@pytest.mark.fault("I10")
def test_no_address_is_imported_that_feeds_yaml_would_refuse(
    record_property: Callable[[str, object], None],
) -> None:
    found = imported(opml(*map(outline, REFUSED)), CATALOG)
    record_property("figure", f"{found.count} of {len(REFUSED)} let in")
    record_property("limit", "0")
    assert (found.count, found.text, len(found.left_out)) == (0, "", len(REFUSED))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITY = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.fault("I10")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (ENTITY + '<opml><outline xmlUrl="&x;"/></opml>', "document type"),
        (f'<!DOCTYPE o [<!ENTITY l0 "ha">{LAUGHS}]><opml>&l9;</opml>', "document type"),
        ('<!DOCTYPE opml SYSTEM "http://127.0.0.1/x.dtd"><opml/>', "document type"),
        ("<opml>" + "<outline>" * 100_000, "nested deeper"),
        ("<opml>" + "<outline/>" * 50_000 + "</opml>", "outlines"),
        ("<opml><outline", "line 1 is not XML"),
        ("<opml>&nope;</opml>", "not XML"),
        ("", "not XML"),
        ("plain words", "not XML"),
        ("<rss/>", "this file is not OPML"),
        ("<a><opml/></a>", "this file is not OPML"),
        ('<?xml version="1.0" encoding="punycode"?><opml/>', "OPML: "),
        ("<opml>" + " " * 2_000_000 + "</opml>", "under 2 MB"),
    ],
)
def test_a_file_that_is_not_plain_opml_is_refused_in_a_line(content: str, told: str) -> None:
    with pytest.raises(ConfigError, match=r"^OPML: ") as refused:
        imported(content.encode(), CATALOG)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.fault("I10")
@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_title_starts_a_formula_in_a_spreadsheet(title: str) -> None:
    exported = opml_of(parse_catalog(edited("title: NASA blog", f'title: "{title}"')))
    assert f'text="\'{title}"' in exported


def test_a_title_cannot_leave_its_attribute() -> None:
    title = "a\\\"/><script x='&lt;"
    exported = opml_of(parse_catalog(edited("title: NASA blog", f'title: "{title}"')))
    assert "<script" not in exported


ODD: dict[str, str] = {
    "another case": '<outline text="A" xmlurl="https://a.example/rss"/>',
    "capitals": '<OUTLINE TEXT="A" XMLURL="https://a.example/rss"/>',
    "an address of another name": '<outline text="A" type="rss" url="https://a.example/rss"/>',
    "with an underscore": '<outline text="A" feed_url="https://a.example/rss"/>',
    "a scheme of readers": '<outline text="A" xmlUrl="feed://a.example/rss"/>',
    "two schemes": '<outline text="A" xmlUrl="feed:https://a.example/rss"/>',
    "no scheme": '<outline text="A" xmlUrl="a.example/rss"/>',
    "blanks": '<outline text="A" xmlUrl=" https://a.example/rss\n"/>',
    "a loose ampersand": '<outline text="R&D" xmlUrl="https://a.example/rss"/>',
    "an element that is not closed": '<outline text="A" xmlUrl="https://a.example/rss">',
    "no quotes": "<outline text=A xmlUrl=https://a.example/rss />",
    "an attribute twice": '<outline text="A" text="B" xmlUrl="https://a.example/rss"/>',
    "a bracket in a title": '<outline text="A <b> B" xmlUrl="https://a.example/rss"/>',
    "a prefix nobody declared": '<x:outline text="A" xmlUrl="https://a.example/rss"/>',
    "an entity of pages": '<outline text="A&nbsp;B" xmlUrl="https://a.example/rss"/>',
    "a control character": '<outline text="A\x0b" xmlUrl="https://a.example/rss"/>',
}


@pytest.mark.parametrize("what", ODD)
def test_a_feed_is_found_however_its_outline_is_written(what: str) -> None:
    found = imported(opml(ODD[what]), NOTHING)
    assert "    url: https://a.example/rss\n" in found.text
    assert (found.count, found.left_out) == (1, ())


@pytest.mark.parametrize("opening", ["<OPML><BODY>", "\n <opml><body>", "junk <opml><body>"])
def test_a_list_is_known_whatever_is_odd_about_its_frame(opening: str) -> None:
    content = f'{opening}<outline text="A" xmlUrl="https://a.example/rss?x=1&lang=ru"/>'
    assert "url: https://a.example/rss?x=1&lang=ru\n" in imported(content.encode(), NOTHING).text


def test_a_list_in_an_old_encoding_is_read() -> None:
    content = '<opml><body><outline text="Орбита & K" xmlUrl="https://a.example/r"/></body></opml>'
    assert "title: Орбита & K\n" in imported(content.encode("windows-1251"), NOTHING).text


def test_an_outline_that_is_no_feed_is_named() -> None:
    content = opml(
        '<outline text="Group">' + outline("https://a.example/rss") + "</outline>",
        '<outline text="B" type="rss" htmlUrl="https://b.example/"/>',
        '<outline text="C" type="rss"/>',
        '<outline text="D" type="include" url="https://d.example/list.opml"/>',
    )
    assert imported(content, NOTHING).left_out == (
        "B: only its page is given; try `isswire feeds add https://b.example/`",
        "C: no address",
        "D: a link to another page or list; import that",
    )


@pytest.mark.parametrize("body", ["", '<outline text="Group"/>', '<outline text="R&D"/>'])
def test_a_list_without_a_feed_is_no_success(body: str) -> None:
    with pytest.raises(ConfigError):
        imported(opml(body), NOTHING)
