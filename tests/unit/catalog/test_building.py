"""feeds.yaml becomes a catalog, or all errors are reported with line, path and advice."""

import pytest

from bot.catalog import CatalogError, parse_catalog
from bot.catalog.model import STYLES
from bot.core.chat import preferences
from bot.core.reasons import in_words
from bot.core.types import Access, Alerts, Role, SourceKind, Term
from bot.locale.loading import load_texts
from tests.unit.catalog.catalogs import FEED, GOOD, TOPICS, edited, refusals

A_DIGEST = "write off, or a time like 08:00 Europe/Moscow or weekly 18:00 Europe/Moscow"
A_ZONE = "write a time zone like Europe/Moscow or UTC"


def test_a_good_file_becomes_a_catalog() -> None:
    catalog = parse_catalog(GOOD)
    (feed,), (channel,) = catalog.feeds, catalog.channels
    assert (feed.id, feed.role, feed.every.total_seconds()) == ("blog", Role.OFFICIAL, 600)
    assert (feed.speaks_for, feed.topics) == ("nasa", ("iss",))
    assert (channel.chat, channel.language, channel.alerts) == ("@isswire", "ru", Alerts.IMPORTANT)
    assert catalog.topics[0].title.text("ru") == "МКС"


def test_editors_terms_reach_the_topic() -> None:
    terms = (
        "terms: [{text: Zarya, needs: [module], refuses: [dawn], cased: true}, {text: Haven-1}]"
    )
    rules = "context: {chess: [grandmaster*]}, refuse: [crossword], shipped: false"
    (topic,) = parse_catalog(edited("[Axiom]", f"[Axiom], {terms}, {rules}")).topics
    assert topic.terms == (
        Term("Axiom", strong=True),
        Term("Zarya", needs=("module",), refuses=("dawn",), cased=True),
        Term("Haven-1", strong=True),
    )
    assert (topic.context, topic.refuse) == ({"chess": ("grandmaster*",)}, ("crossword",))
    assert not topic.shipped


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: NASA blog", "title: yes"),
        ("title: NASA blog", "title: 12:30:00"),
        ("title: NASA blog", "title: 2022-07-26"),
        ("title: NASA blog", 'title: "7"'),
        ("country: US", "country: NO"),
        ("title: NASA blog", "title: NASA blog   # a remark"),
        ("name: NASA", "name: {en: NASA, ru: НАСА}"),
        ('chat: "@isswire"', "chat: -1001234567890"),
        ("alerts: important", "thread: 12"),
        ("every: 10m", "every: 30s"),
        ("every: 10m", "every: 1d"),
        ("parties:", "\ufeffparties:"),
        ("feeds:\n", "\nfeeds:\r\n"),
    ],
)
def test_valid_values_are_not_refused(before: str, after: str) -> None:
    assert refusals(edited(before, after)) == ()


@pytest.mark.parametrize("written", ["-1001234567890", '"-1001234567890"', "'-1001234567890'"])
def test_a_numeric_chat_may_stand_in_quotes(written: str) -> None:
    channel = parse_catalog(edited('"@isswire"', written)).channels[0]
    assert channel.chat == "-1001234567890"


@pytest.mark.parametrize(
    ("written", "kept"), [("on", True), ("true", True), ("off", False), ("false", False)]
)
@pytest.mark.parametrize("switch", ["hashtags", "picture"])
def test_a_channel_may_ask_for_hashtags_and_pictures(
    switch: str, written: str, kept: bool
) -> None:
    (channel,) = parse_catalog(edited("alerts: important", f"{switch}: {written}")).channels
    assert getattr(channel, switch) is kept
    assert refusals(edited("alerts: important", f"{switch}: often")) == (
        f"feeds.yaml:20: channels.1.{switch}: write true or false",
    )


@pytest.mark.parametrize(("written", "kept"), [("0", 0), ("1", 0), ("2", 2), ("12", 12)])
def test_general_is_the_chat_without_a_thread(written: str, kept: int) -> None:
    text = edited("alerts: important", f"thread: {written}")
    assert parse_catalog(text).channels[0].thread_id == kept


@pytest.mark.parametrize(
    ("written", "digest", "zone"),
    [
        ("08:00", "08:00", ""),
        ("08:00 Europe/Moscow", "08:00", "Europe/Moscow"),
        ("weekly 18:30 America/New_York", "weekly 18:30", "America/New_York"),
        ('"23:59 UTC"', "23:59", "UTC"),
        ("off", "off", ""),
    ],
)
def test_a_channel_may_ask_for_a_digest(written: str, digest: str, zone: str) -> None:
    (channel,) = parse_catalog(edited("alerts: important", f"digest: {written}")).channels
    assert (channel.digest, channel.zone) == (digest, zone)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("8", A_DIGEST),
        ("24:00", A_DIGEST),
        (
            "daily 08:00",
            A_DIGEST,
        ),
        ("true", A_DIGEST),
        (
            "08:00 Moscow",
            f"{A_ZONE}; did you mean Europe/Moscow?",
        ),
        (
            "08:00 Europe/Moscwo",
            f"{A_ZONE}; did you mean Europe/Moscow?",
        ),
        (
            "08:00 New York",
            f"{A_ZONE}; did you mean America/New_York?",
        ),
        ("08:00 ../etc/passwd", A_ZONE),
        ("08:00 somewhere", A_ZONE),
    ],
)
def test_a_digest_that_cannot_be_is_refused_with_what_to_write(written: str, told: str) -> None:
    (line,) = refusals(edited("alerts: important", f"digest: {written}"))
    assert line == f"feeds.yaml:20: channels.1.digest: {told}"


@pytest.mark.parametrize("title", ["МКС", "international space station", "{en: Station, ru: мкс}"])
def test_two_topics_with_one_title_are_refused(title: str) -> None:
    text = edited("channels:", f"  other:\n    title: {title}\nchannels:")
    assert refusals(text) == (
        "feeds.yaml:17: topics.other.title: the same title as topics.iss; write another",
    )


def test_what_looks_like_something_else_stays_the_word_it_is() -> None:
    read = parse_catalog(edited("title: NASA blog", "title: 12:30:00")).feeds[0]
    assert read.title == "12:30:00"
    assert parse_catalog(edited("country: US", "country: NO")).parties[0].country == "NO"


def test_all_errors_are_reported_in_the_order_of_the_lines() -> None:
    text = edited("10m", "10").replace("role: official", "roel: official")
    text = text.replace("speaks_for: nasa", "speaks_for: nassa").replace("ru\n", "de\n")
    assert refusals(text.replace("[iss]\ntopics", "[is]\ntopics")) == (
        "feeds.yaml:8: feeds.blog.roel: unknown key; did you mean role?",
        "feeds.yaml:9: feeds.blog.speaks_for: no party nassa; did you mean nasa?",
        "feeds.yaml:10: feeds.blog.every: write a time like 30s, 5m or 2h",
        "feeds.yaml:11: feeds.blog.topics.1: no topic is; did you mean iss?",
        "feeds.yaml:19: channels.1.language: write one of en, ru",
    )


@pytest.mark.fault("H4")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1: empty; write parties, feeds and topics"),
        ("# nothing\n", "1: empty; write parties, feeds and topics"),
        ("null", "1: empty; write parties, feeds and topics"),
        ("{}", "1: feeds: no feeds; write some, or allow_empty: true if that is meant"),
        ("\nfeeds:\n", "2: feeds: no feeds; write some, or allow_empty: true if that is meant"),
        ("feeds: {}", "1: feeds: no feeds; write some, or allow_empty: true if that is meant"),
    ],
)
def test_a_file_without_feeds_is_refused(text: str, told: str) -> None:
    assert refusals(text) == (f"feeds.yaml:{told}",)


def test_having_no_feeds_can_be_intended() -> None:
    assert parse_catalog("allow_empty: true\nfeeds:\n").feeds == ()
    assert refusals("allow_empty: 1\nfeeds:\n") != ()


@pytest.mark.parametrize(
    "again",
    ["https://a.example/rss", "http://a.example/rss", "https://A.example/rss/"],
)
def test_the_same_address_twice_is_refused(again: str) -> None:
    one = FEED.format(id="one", url="https://a.example/rss")
    assert refusals(f"{TOPICS}feeds:\n{one}{FEED.format(id='two', url=again)}") == (
        "feeds.yaml:4: feeds.two.url: the same address as feeds.one; keep one",
    )


def test_addresses_that_differ_in_their_query_are_two() -> None:
    one, two = (FEED.format(id=f"f{n}", url=f"https://a.example/rss?id={n}") for n in (1, 2))
    assert refusals(f"{TOPICS}feeds:\n{one}{two}") == ()


def test_private_addresses_can_be_allowed_and_asked_often() -> None:
    text = f"{TOPICS}feeds:\n" + FEED.format(id="mine", url="http://127.0.0.1:8080/rss")
    assert refusals(text) != ()
    assert refusals(text, allow_private=True) == ()
    assert refusals(text.replace("5m", "1s"), allow_private=True) == ()


@pytest.mark.fault("I5")
def test_the_content_of_a_broken_file_is_printed_harmlessly() -> None:
    key = '"\\e[31mred\\nfeeds.yaml:1: fine' + "x" * 200 + '": 1'
    (line,) = refusals(GOOD + key)
    assert line.isprintable()
    assert len(line) < 200


def test_the_styles_of_channels_are_those_of_chats() -> None:
    assert preferences.STYLES == STYLES


def test_a_topic_names_the_parties_whose_word_its_stories_wait_for() -> None:
    catalog = parse_catalog(edited("match: {strong: [Axiom]}", "waits_for: [nasa]"))
    assert [party.awaited for party in catalog.parties] == [("iss",)]


def test_titles_and_channels_may_be_in_any_language_the_bot_speaks() -> None:
    german = edited("title: {en: International Space Station, ru: МКС}", "title: {de: ISS}")
    german = german.replace("language: ru", "language: de")
    catalog = parse_catalog(german, languages=("en", "de"))
    assert catalog.topics[0].title.text("en") == "ISS"
    assert catalog.channels[0].language == "de"


def test_an_editor_is_told_in_the_language_of_the_chat() -> None:
    bad = edited("role: official", "role: offical").replace("every: 10m", "every: soon")
    with pytest.raises(CatalogError) as refused:
        parse_catalog(bad)
    told = [in_words(each, load_texts()["ru"].say) for each in refused.value.problems]
    assert [line.partition(": ")[2] for line in told] == [
        "feeds.blog.role: напишите одно из: official, government, state-media, wire, trade, "
        "press, personal, aggregator; может быть, official?",
        "feeds.blog.every: напишите время: 30s, 5m или 2h",
    ]


KINDS = {
    'url: "@roscosmos_gk"': (SourceKind.TELEGRAM, "https://t.me/s/roscosmos_gk"),
    "url: https://t.me/roscosmos_gk": (SourceKind.TELEGRAM, "https://t.me/s/roscosmos_gk"),
    "url: https://t.me/s/roscosmos_gk/": (SourceKind.TELEGRAM, "https://t.me/s/roscosmos_gk"),
    "url: https://api.spaceflightnewsapi.net/v4/articles/": (
        SourceKind.JSON,
        "https://api.spaceflightnewsapi.net/v4/articles/",
    ),
    "url: https://t.me.example/s/roscosmos": (SourceKind.FEED, "https://t.me.example/s/roscosmos"),
}


@pytest.mark.parametrize("written", KINDS)
def test_the_kind_of_a_source_is_guessed_from_its_address(written: str) -> None:
    (feed,) = parse_catalog(edited("url: https://www.nasa.example/feed/", written)).feeds
    assert (feed.kind, feed.url) == KINDS[written]


def test_a_page_says_where_its_news_is() -> None:
    text = edited(
        "topics: [iss]", "topics: [iss]\n    kind: page\n    find: {title: h2, items: li}"
    )
    (feed,) = parse_catalog(text).feeds
    assert (feed.kind, feed.find) == (SourceKind.PAGE, (("items", "li"), ("title", "h2")))


KIND_REFUSALS = {
    "kind: page": "find: say where the items are, like items: article.news",
    "find: {items: li}": "find: a source of kind feed has nothing to find",
    "kind: pages": "kind: write one of feed, telegram, json, page, calendar; did you mean page?",
    "kind: page\n    find: {item: li}": "find.item: unknown key; did you mean items?",
}


@pytest.mark.parametrize(
    ("key", "written"),
    [("url:", "ulr:"), ("url:", "URL:"), ("url:", "link:"), ("title: NASA", "titel: NASA")],
)
def test_a_misspelt_key_is_one_problem(key: str, written: str) -> None:
    (line,) = refusals(edited(key, written))
    meant, _, _ = key.partition(":")
    assert line.endswith(f"unknown key; did you mean {meant}?")


def test_feeds_written_as_a_list_are_one_problem() -> None:
    lines = refusals("feeds:\n  - url: https://example.org/a.xml\ntopics: {iss: {title: ISS}}\n")
    assert lines == ("feeds.yaml:1: feeds: write names with values under them",)


@pytest.mark.parametrize("added", KIND_REFUSALS)
def test_what_a_kind_cannot_have_is_refused_with_advice(added: str) -> None:
    lines = refusals(edited("topics: [iss]", f"topics: [iss]\n    {added}"))
    assert any(KIND_REFUSALS[added] in line for line in lines), lines


def test_one_channel_written_twice_is_found() -> None:
    other = FEED.format(id="again", url='"@nasa_x"')
    text = edited("url: https://www.nasa.example/feed/", "url: https://t.me/s/nasa_x")
    (line,) = refusals(text.replace("topics:\n  iss:", f"{other}topics:\n  iss:"))
    assert "the same address as feeds.blog" in line


def test_a_stanza_says_how_its_server_is_asked() -> None:
    lines = (
        "headers: {X-Api-Key: '${FEED_KEY}'}\n    user_agent: Orbit/1.0\n"
        "    auth: '${FEED_LOGIN}'\n"
        "    cookies: keep\n    proxy: socks5://proxy.example:1080"
    )
    (feed,) = parse_catalog(edited("topics: [iss]", f"topics: [iss]\n    {lines}")).feeds
    assert feed.access == Access(
        headers=(("X-Api-Key", "${FEED_KEY}"),),
        user_agent="Orbit/1.0",
        auth="${FEED_LOGIN}",
        keeps_cookies=True,
        proxy="socks5://proxy.example:1080",
    )


ACCESS_REFUSALS = {
    "auth: 'me:word'": "auth: put the secret into an environment variable and write ${FEED_...}",
    "headers: {Authorization: Bearer x}": "headers: put the secret into an environment variable",
    "headers: {X-Api-Key: abc}": "headers: put the secret into an environment variable",
    "headers: {Host: other.example}": "headers: Host is set by the reader itself",
    "headers: {'a b': c}": "headers: write the name of a header",
    "headers: {X-A: '${TELEGRAM_TOKEN}'}": "headers: write variables as ${FEED_...}",
    "proxy: 'http://me:word@proxy.example'": "proxy: put the secret into an environment variable",
    "proxy: proxy.example": "proxy: write none, ${FEED_...}, or an address like socks5://",
    "user_agent: 'Обозреватель'": "user_agent: write one line of letters, digits",
    "cookies: always": "cookies: write one of keep",
}


@pytest.mark.parametrize("added", ACCESS_REFUSALS)
def test_no_secret_and_no_header_of_ours_is_taken_from_the_file(added: str) -> None:
    lines = refusals(edited("topics: [iss]", f"topics: [iss]\n    {added}"))
    assert any(ACCESS_REFUSALS[added] in line for line in lines), lines
    assert not any("word" in line.replace("password", "") for line in lines)


def test_calendars_that_would_ask_too_often_are_refused() -> None:
    line = (
        "  {id}: {{url: 'https://ll.example/{id}/', title: t, language: en, role: press,"
        " every: {every}, kind: calendar}}\n"
    )
    often = "".join(line.format(id=f"c{n}", every="20m") for n in range(3))
    rarely = "".join(line.format(id=f"c{n}", every="30m") for n in range(3))
    (refusal,) = refusals(f"feeds:\n{often}{TOPICS}")
    assert "feeds.c2.every: write a longer time" in refusal
    assert refusals(f"feeds:\n{rarely}{TOPICS}") == ()
