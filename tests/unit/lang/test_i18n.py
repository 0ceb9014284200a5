"""Sentences with their numbers, and spans of time, in one language."""

from datetime import timedelta

import pytest

from bot.core.lang.i18n import in_language, known_zone, supported_language
from bot.core.lang.markup import text_of
from tests.build import ENGLISH

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOMENT = timedelta.resolution


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (-HOUR, "just now"),
        (timedelta(), "just now"),
        (timedelta(seconds=119), "1 min ago"),
        (HOUR - MOMENT, "59 min ago"),
        (HOUR, "1 h ago"),
        (2 * DAY - MOMENT, "47 h ago"),
        (2 * DAY, "2 days ago"),
        (3 * DAY - MOMENT, "2 days ago"),
    ],
)
def test_how_long_ago_is_said_in_whole_minutes_hours_or_days(
    passed: timedelta, words: str
) -> None:
    assert ENGLISH.age(passed) == words


@pytest.mark.parametrize(("n", "words"), [(1, "1 feed of 7"), (0, "0 feeds of 7")])
def test_a_number_picks_its_form_and_stands_in_it(n: int, words: str) -> None:
    one, many = "{n} feed of {all}", "{n} feeds of {all}"
    assert ENGLISH.count(one, many, n, all="7") == words
    assert text_of([ENGLISH.counted(one, many, n, all="7")]) == words


def test_seconds_are_said_with_one_decimal() -> None:
    assert ENGLISH.seconds(timedelta(milliseconds=1234)) == "1.2 s"


def test_what_stands_in_no_braces_is_said_as_it_is() -> None:
    assert ENGLISH.say("{who} says: {{so}}", who="{NASA}") == "{NASA} says: {so}"


@pytest.mark.parametrize(
    ("code", "language"), [("ru-RU", "ru"), ("RU", "ru"), ("en", "en"), ("de", "en"), ("", "en")]
)
def test_a_language_that_is_not_spoken_is_english(code: str, language: str) -> None:
    assert supported_language(code, {"en", "ru"}) == language


def test_a_chat_reads_the_texts_of_its_language() -> None:
    texts = {"en": ENGLISH}
    assert in_language(texts, "xx") is ENGLISH


@pytest.mark.parametrize(
    ("zone", "known"), [("Europe/Moscow", "Europe/Moscow"), ("Mars/Base", "UTC"), ("../x", "UTC")]
)
def test_an_unknown_zone_is_utc(zone: str, known: str) -> None:
    assert known_zone(zone).key == known
