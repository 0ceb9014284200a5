"""feeds.yaml is read strictly: every error at once, with its line, its path and what to write."""

import time

import pytest

from bot.catalog import CatalogError, parse_catalog
from bot.catalog.changes import changes, table
from bot.core.types import Alerts, Role, Term

GOOD = """
parties:
  nasa: {name: NASA, country: US}
feeds:
  blog:
    url: https://www.nasa.example/feed/
    title: NASA blog
    language: en
    role: official
    speaks_for: nasa
    every: 10m
    topics: [iss]
topics:
  iss:
    title: {en: International Space Station, ru: МКС}
channels:
  - chat: "@isswire"
    topics: [iss]
    language: ru
    alerts: important
"""

FEED = "  {id}: {{url: {url}, title: t, language: en, role: press, every: 5m}}\n"


def wrong(text: str) -> tuple[str, ...]:
    with pytest.raises(CatalogError) as refused:
        parse_catalog(text)
    return refused.value.lines


def test_a_good_file_becomes_a_catalog() -> None:
    catalog = parse_catalog(GOOD)
    (feed,), (channel,) = catalog.feeds, catalog.channels
    assert (feed.id, feed.role, feed.every.total_seconds()) == ("blog", Role.OFFICIAL, 600)
    assert (feed.speaks_for, feed.topics) == ("nasa", ("iss",))
    assert (channel.chat, channel.language, channel.alerts) == ("@isswire", "ru", Alerts.IMPORTANT)
    assert catalog.topics[0].title.text("ru") == "МКС"


def test_editors_terms_reach_the_topic() -> None:
    rules = "    match: {strong: [Axiom], terms: [{text: Zarya, needs: [module]}], shipped: false}"
    catalog = parse_catalog(GOOD.replace("channels:", f"{rules}\nchannels:"))
    assert catalog.topics[0].terms == (
        Term("Axiom", strong=True),
        Term("Zarya", needs=("module",)),
    )
    assert not catalog.topics[0].shipped


def test_every_error_is_told_at_once_with_line_path_and_advice() -> None:
    text = GOOD.replace("10m", "10").replace("role: official", "roel: official")
    assert wrong(text.replace("speaks_for: nasa", "speaks_for: nassa")) == (
        "feeds.yaml:5: feeds.blog.role: is missing; write it",
        "feeds.yaml:9: feeds.blog.roel: unknown key; did you mean role?",
        "feeds.yaml:10: feeds.blog.speaks_for: no party nassa; did you mean nasa?",
        "feeds.yaml:11: feeds.blog.every: write a time like 90s, 5m or 2h",
    )


@pytest.mark.fault("H5")
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("every: 10m", "every: 1:30", "feeds.blog.every: write a time"),
        ("every: 10m", "every: 5s", "feeds.blog.every: write a time from 1m"),
        ("every: 10m", "every: 30d", "feeds.blog.every: write a time from 1m to 1d"),
        ("every: 10m", "every: -5m", "feeds.blog.every: write a time"),
        ("every: 10m", "every: 5 minutes", "feeds.blog.every: write a time"),
        ("every: 10m", "every: ", "feeds.blog.every: write a time"),
        ("title: NASA blog", "title: 7", "feeds.blog.title: write a text"),
        ("title: NASA blog", "title: yes", None),
        ("title: NASA blog", "title: true", "feeds.blog.title: write a text"),
        ("title: NASA blog", 'title: " "', "feeds.blog.title: write a text"),
        ("title: NASA blog", "title: [a]", "feeds.blog.title: write a text"),
        ("title: NASA blog", "title: " + "x" * 600, "at most 500 characters"),
        ("language: en", "language: english", "feeds.blog.language: write a language"),
        ("language: en", "language: 7", "feeds.blog.language: write a language"),
        ("role: official", "role: offical", "feeds.blog.role: write one of official"),
        ("speaks_for: nasa", "speaks_for: [nasa]", "feeds.blog.speaks_for: write an id"),
        ("topics: [iss]\ntopics", "topics: iss\ntopics", "feeds.blog.topics: write a list"),
        ("topics: [iss]\ntopics", "topics: [is]\ntopics", "no topic is; did you mean iss?"),
        ("https://www.nasa.example/feed/", "www.nasa.example", "url: write an address"),
        ("https://www.nasa.example/feed/", "file:///etc/passwd", "url: write an address"),
        ("https://www.nasa.example/feed/", "https://u:p@x.example/", "without user and password"),
        ("https://www.nasa.example/feed/", "https://[::1]/", "an address as numbers"),
        ("https://www.nasa.example/feed/", "http://127.0.0.1/", "an address as numbers"),
        ("https://www.nasa.example/feed/", "http://127.1/", "an address as numbers"),
        ("https://www.nasa.example/feed/", "http://0x7f000001/", "an address as numbers"),
        ("https://www.nasa.example/feed/", "http://2130706433/", "an address as numbers"),
        ("https://www.nasa.example/feed/", "http://169.254.169.254/", "an address as numbers"),
        ("https://www.nasa.example/feed/", "http://localhost/", "a name of this machine"),
        ("https://www.nasa.example/feed/", "http://db.internal/", "a name of this machine"),
        ("https://www.nasa.example/feed/", "http://intranet/", "a name without a domain"),
        ("https://www.nasa.example/feed/", "http://[/", "url: write an address"),
        ("https://www.nasa.example/feed/", "https://x.example:99999/", "url: write an address"),
        ("country: US", "country: usa", "parties.nasa.country: write a country"),
        ("country: US", "country: no", "parties.nasa.country: write a country"),
        ("  blog:", "  Blog!:", "write an id of small letters"),
        ("parties:", "partys:", "partys: unknown key; did you mean parties?"),
        ('chat: "@isswire"', "chat: isswire", 'channels.0.chat: write "@channel"'),
        ('chat: "@isswire"', "chat: 12345", 'channels.0.chat: write "@channel"'),
        ("alerts: important", "alerts: loud", "channels.0.alerts: write one of all"),
        ("language: ru", "language: de", "channels.0.language: write one of en, ru"),
        ("alerts: important", "thread: -1", "channels.0.thread: write a number from 0"),
        ("alerts: important", "thread: many", "channels.0.thread: write a whole number"),
        ("topics: [iss]\n    language", "topics: []\n    language", "write at least one"),
        ("parties:", "<<: {}\nparties:", "merges (<<) are not read"),
        ("nasa: {", "nasa: &a {", "anchors and aliases are not read"),
        ("title: NASA blog", "title: *a", "anchors and aliases are not read"),
        ("title: NASA blog", "title: !!python/object:os.system x", "tags (!) are not read"),
        ("title: NASA blog", "title: !x y", "tags (!) are not read"),
        ("channels:", "---\nchannels:", "a second document"),
        ("parties:", "feeds: {}\nparties:", "feeds: written twice, first in line 2"),
        ("    role: official", "    role: official\n    role: press", "role: written twice"),
        ("parties:", "? [a]\n: b\nparties:", "write a word before the colon"),
        ("title: NASA blog", "title: " + "9" * 5000, "at most 15 digits"),
        ("title: NASA blog", "title: " + "[" * 40, "nested deeper than 12"),
        ("title: NASA blog", "title: NASA: blog", "not YAML"),
        ("    role", "\trole", "not YAML"),
        ("title: NASA blog", "title: {unclosed", "not YAML"),
        ("title: NASA blog", "title: \x07", "not YAML"),
    ],
)
def test_what_an_editor_may_get_wrong(before: str, after: str, told: str | None) -> None:
    assert before in GOOD
    text = GOOD.replace(before, after, 1)
    if told is None:
        assert parse_catalog(text)
    else:
        assert any(told in line for line in wrong(text)), wrong(text)


@pytest.mark.fault("H4")
@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "feeds:\n", "feeds: {}\n", "[]\n", "just words"]
)
def test_a_file_without_feeds_is_refused(text: str) -> None:
    assert wrong(text)


def test_no_feeds_can_be_meant() -> None:
    assert parse_catalog("allow_empty: true\nfeeds:\n").feeds == ()


def test_the_same_address_twice_is_refused() -> None:
    one, two = (FEED.format(id=name, url="https://a.example/rss") for name in ("one", "two"))
    assert wrong(f"feeds:\n{one}{two}") == (
        "feeds.yaml:3: feeds.two.url: the same address as feeds.one; keep one",
    )


def test_private_addresses_can_be_allowed() -> None:
    text = "feeds:\n" + FEED.format(id="mine", url="http://127.0.0.1:8080/rss")
    assert parse_catalog(text, allow_private=True).feeds[0].id == "mine"


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)
MERGES = "a: &a {x: 1}\n" + "".join(f"k{n}: {{<<: [*a, *a, *a]}}\n" for n in range(30))


@pytest.mark.fault("H5")
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BOMB, id="alias bomb"),
        pytest.param(MERGES, id="merge bomb"),
        pytest.param("[" * 10_000, id="10,000 brackets"),
        pytest.param("- " * 10_000, id="10,000 dashes"),
        pytest.param("a:\n" + "x" * 2_000_000, id="2 MB"),
    ],
)
def test_a_file_made_to_burn_time_is_refused_at_once(text: str) -> None:
    started = time.process_time()
    assert wrong(text)
    assert time.process_time() - started < 1.0


def test_an_edit_is_told_in_words() -> None:
    before = parse_catalog(GOOD)
    added = FEED.format(id="two", url="https://two.example/")
    rules = "    match: {strong: [Axiom, Haven]}"
    after = parse_catalog(
        GOOD.replace("feeds:\n", f"feeds:\n{added}")
        .replace("10m", "20m")
        .replace("channels:", f"{rules}\nchannels:")
    )
    assert changes(before, after) == "+1 feeds, 1 feeds changed, topic iss: 2 new terms"
    assert changes(before, before) == "nothing that counts"


def test_the_table_counts_what_was_read() -> None:
    assert "by role      official 1" in table(parse_catalog(GOOD))
