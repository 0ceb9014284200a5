"""Spans and lines: what reaches Telegram is clean, escaped once and counted as it counts."""

from datetime import UTC, datetime

import pytest

from bot.core.lang.markup import (
    Span,
    aside,
    bold,
    clean,
    filled,
    html_of,
    length,
    line,
    link,
    safe_url,
    shortened,
    text_of,
    units,
)
from tests.strict_html import visible_text


def test_text_is_escaped_once_where_it_is_put_in() -> None:
    assert html_of([line(bold("<b>R&D</b>"))]) == "<b>&lt;b&gt;R&amp;D&lt;/b&gt;</b>"


def test_braces_in_values_are_left_alone() -> None:
    assert text_of([filled("{who} says", who="{who} {0} {{x}}")]) == "{who} {0} {{x}} says"


@pytest.mark.fault("I5")
@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\u202egpj.exe", "agpj.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("line\r\nbreak\x1b[31m", "line break[31m"),
        ("lone \ud83d surrogate", "lone surrogate"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u3164\u2800\u115f", ""),
        ("z" + "\u0301" * 30, "z" + "\u0301" * 3),
        ("МС‑28 — «Союз»", "МС‑28 — «Союз»"),
        ("🛰\ufe0f", "🛰\ufe0f"),
        ("👩\u200d🚀 МКС", "👩\u200d🚀 МКС"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("क्\u200d, क\u200dष", "क्\u200d, क\u200dष"),
        ("क\u200dx", "कx"),
        ("М\u200dКС 🚀\u200d", "МКС 🚀"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
    ],
)
def test_invisible_and_misleading_characters_are_removed(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.fault("I5")
@pytest.mark.parametrize(
    "url",
    [
        "tg://user?id=1",
        "javascript:alert(1)",
        "https://nasa.gov@evil.example/",
        "https://:pass@evil.example/",
        "https:///nohost",
        "https://[bad",
        "https://a b.example",
        "https://example/\u202e",
        "https://e.example/" + "x" * 2100,
        "",
        None,
    ],
)
def test_an_address_that_hides_where_it_leads_is_not_linked(url: str | None) -> None:
    assert safe_url(url) is None
    assert html_of([line(link("words", url))]) == "words"


def test_quotes_in_an_address_stay_inside_the_attribute() -> None:
    html = html_of([line(link("x", 'https://e.example/?q="><b>'))])
    assert html == '<a href="https://e.example/?q=&quot;&gt;&lt;b&gt;">x</a>'
    assert visible_text(html) == "x"


def test_lengths_are_utf_16_units_before_escaping() -> None:
    assert units("🛰") == 2
    assert length([line(bold("&🛰")), line("ab")]) == 6


def test_a_text_is_cut_between_words() -> None:
    assert shortened("Soyuz docks to the station", 14) == "Soyuz docks…"


def test_a_single_long_word_is_cut_between_characters_and_never_inside_a_pair() -> None:
    assert shortened("🛰🛰🛰🛰", 6) == "🛰🛰…"
    assert [shortened("station", room) for room in (1, 0)] == ["…", ""]


def test_a_moment_is_a_date_entity_with_words_for_older_clients() -> None:
    span = Span("26 Jul", at=datetime(2022, 7, 26, tzinfo=UTC), form="dt")
    assert html_of([(span,)]) == '<tg-time unix="1658793600" format="dt">26 Jul</tg-time>'


def test_lines_set_aside_are_one_quote_which_a_reader_opens() -> None:
    told = [line("Above"), *aside([line("one"), (), line(bold("two"))]), line("below")]
    assert html_of(told) == ("Above\n<blockquote expandable>one\n\n<b>two</b></blockquote>\nbelow")
    assert html_of(aside([line("shown")], closed=False)) == "<blockquote>shown</blockquote>"
    assert text_of(told) == "Above\none\n\ntwo\nbelow"
