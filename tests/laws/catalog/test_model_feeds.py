"""Mistakes an editor may make in a feed, with the complete message for each."""

import pytest

from tests.unit.catalog.catalogs import edited, refusals

TIME = "write a time like 30s, 5m or 2h"
ROLES = "write one of official, government, state-media, wire, trade, press, personal, aggregator"
SPEAKER = "only a party's own channel speaks for it; role: official or government"
ID = "write an id of small letters, digits and hyphens, like nasa-blog"
ADDRESS = "write an address like https://example.org/feed.xml"
PUBLIC = "write a public address, or set ALLOW_PRIVATE_HOSTS=1"
LANGUAGE = "write a language code like en, ru or de"
TEXT = "write a text; put it in quotes if it is one"
LINE = "write one line of at most 500 characters"
LIST = "write a list, like [one, two]"
KEYS = (
    "known are url, title, language, role, every, country, speaks_for, topics, full_text, kind, "
    "find, headers, user_agent, auth, cookies, proxy"
)


@pytest.mark.fault("H5")
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("every: 10m", "every: 10", f"10: feeds.blog.every: {TIME}"),
        ("every: 10m", "every: 1:30", f"10: feeds.blog.every: {TIME}"),
        (
            "every: 10m",
            "every: 5s",
            "10: feeds.blog.every: write 30s or more; it is someone else's server",
        ),
        ("every: 10m", "every: 30d", "10: feeds.blog.every: write a time from 30s to 1d"),
        ("every: 10m", "every: 0m", "10: feeds.blog.every: write a time from 30s to 1d"),
        ("every: 10m", "every: -5m", f"10: feeds.blog.every: {TIME}"),
        ("every: 10m", "every: 5 minutes", f"10: feeds.blog.every: {TIME}"),
        ("every: 10m", "every:", f"10: feeds.blog.every: {TIME}"),
        ("    every: 10m\n", "", "4: feeds.blog.every: is missing; write it"),
        ("title: NASA blog", "title: 7", f"6: feeds.blog.title: {TEXT}"),
        ("title: NASA blog", "title: true", f"6: feeds.blog.title: {TEXT}"),
        ("title: NASA blog", "title: 1.5", f"6: feeds.blog.title: {TEXT}"),
        ("title: NASA blog", 'title: " "', "6: feeds.blog.title: write a text"),
        ("title: NASA blog", "title: [a]", "6: feeds.blog.title: write a text"),
        ("title: NASA blog", "title: {en: a}", "6: feeds.blog.title: write a text"),
        ("title: NASA blog", "title:", "6: feeds.blog.title: write a text"),
        ("title: NASA blog", "title: " + "x" * 600, f"6: feeds.blog.title: {LINE}"),
        ("title: NASA blog", 'title: "two\\nlines"', f"6: feeds.blog.title: {LINE}"),
        ("title: NASA blog", 'title: "\\e[31mred"', f"6: feeds.blog.title: {LINE}"),
        ("title: NASA blog", 'title: "right \\u202e left"', f"6: feeds.blog.title: {LINE}"),
        (
            "language: en",
            "language: english",
            f"7: feeds.blog.language: {LANGUAGE}; did you mean en?",
        ),
        ("language: en", "language: xx", f"7: feeds.blog.language: {LANGUAGE}"),
        ("language: en", "language: ua", f"7: feeds.blog.language: {LANGUAGE}; did you mean uk?"),
        ("language: en", "language: 7", f"7: feeds.blog.language: {LANGUAGE}"),
        ("language: en", "language: EN", f"7: feeds.blog.language: {LANGUAGE}; did you mean en?"),
        (
            "role: official",
            "role: offical",
            f"8: feeds.blog.role: {ROLES}; did you mean official?",
        ),
        (
            "role: official",
            "role: Official",
            f"8: feeds.blog.role: {ROLES}; did you mean official?",
        ),
        (
            "role: official",
            "role: [official]",
            f"8: feeds.blog.role: {ROLES}; did you mean official?",
        ),
        ("role: official", "role: press", f"9: feeds.blog.speaks_for: {SPEAKER}"),
        (
            "speaks_for: nasa",
            "speaks_for: nassa",
            "9: feeds.blog.speaks_for: no party nassa; did you mean nasa?",
        ),
        ("speaks_for: nasa", "speaks_for: [nasa]", f"9: feeds.blog.speaks_for: {ID}"),
        (
            "speaks_for: nasa",
            "speaks_for: roscosmos",
            "9: feeds.blog.speaks_for: no party roscosmos; known are nasa",
        ),
        ("topics: [iss]\ntopics", "topics: iss\ntopics", f"11: feeds.blog.topics: {LIST}"),
        (
            "topics: [iss]\ntopics",
            "topics: [is]\ntopics",
            "11: feeds.blog.topics.1: no topic is; did you mean iss?",
        ),
        (
            "topics: [iss]\ntopics",
            "topics: [iss, iss]\ntopics",
            "11: feeds.blog.topics.2: iss is written twice; keep one",
        ),
        ("topics: [iss]\ntopics", "topics: [7]\ntopics", f"11: feeds.blog.topics.1: {ID}"),
        ("https://www.nasa.example/feed/", "www.nasa.example", f"5: feeds.blog.url: {ADDRESS}"),
        ("https://www.nasa.example/feed/", "file:///etc/passwd", f"5: feeds.blog.url: {ADDRESS}"),
        ("https://www.nasa.example/feed/", "gopher://x.example/", f"5: feeds.blog.url: {ADDRESS}"),
        (
            "https://www.nasa.example/feed/",
            "https://u:p@x.example/",
            "5: feeds.blog.url: write the address without user and password",
        ),
        ("https://www.nasa.example/feed/", "https://[/", f"5: feeds.blog.url: {ADDRESS}"),
        (
            "https://www.nasa.example/feed/",
            "https://x.example:99999/",
            f"5: feeds.blog.url: {ADDRESS}",
        ),
        ("https://www.nasa.example/feed/", "https:///feed", f"5: feeds.blog.url: {ADDRESS}"),
        (
            "https://www.nasa.example/feed/",
            '"https://x.example/a b"',
            "5: feeds.blog.url: write the address without spaces, quotes or backslashes",
        ),
        (
            "https://www.nasa.example/feed/",
            "https://x.example\\@y.example/",
            "5: feeds.blog.url: write the address without user and password",
        ),
        (
            "https://www.nasa.example/feed/",
            "[https://x.example/]",
            f"5: feeds.blog.url: {ADDRESS}",
        ),
        (
            "https://www.nasa.example/feed/",
            "http://127.0.0.1/",
            f"5: feeds.blog.url: 127.0.0.1 is loopback; {PUBLIC}",
        ),
        (
            "https://www.nasa.example/feed/",
            "http://localhost/",
            f"5: feeds.blog.url: it is a name of this network; {PUBLIC}",
        ),
        (
            "https://www.nasa.example/feed/",
            "http://intranet/",
            f"5: feeds.blog.url: it is a name of this network; {PUBLIC}",
        ),
        (
            "    title: NASA blog\n",
            "    title: NASA blog\n    full_text: yes\n",
            "7: feeds.blog.full_text: write true or false",
        ),
        (
            "    title: NASA blog\n",
            "    title: NASA blog\n    full_text: 1\n",
            "7: feeds.blog.full_text: write true or false",
        ),
        (
            "    title: NASA blog\n",
            "    title: NASA blog\n    interval: 5m\n",
            "7: feeds.blog.interval: unknown key; did you mean every?",
        ),
        (
            "    title: NASA blog\n",
            "    titel: NASA blog\n",
            "6: feeds.blog.titel: unknown key; did you mean title?",
        ),
        (
            "    title: NASA blog\n",
            "    title: NASA blog\n    colour: red\n",
            f"7: feeds.blog.colour: unknown key; {KEYS}",
        ),
        ("  blog:", "  Blog!:", f"4: feeds.Blog!: {ID}"),
        ("  blog:", '  "":', f"4: feeds.: {ID}"),
        ("title: NASA blog", 'title: "\\ud800"', f"6: feeds.blog.title: {LINE}"),
    ],
)
def test_a_wrong_feed_is_reported_with_line_path_and_advice(
    before: str, after: str, told: str
) -> None:
    assert refusals(edited(before, after)) == (f"feeds.yaml:{told}",)
