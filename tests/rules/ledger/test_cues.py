"""Cue phrases find what people write, and the shipped ones are sound."""

import pytest

from bot.core.ledger.cues import Source, cue_group, parse_phrase
from bot.core.ledger.names import name_patterns, readable
from bot.rules.cue_rules import load_cues

SOURCES = name_patterns([("agency:tass", ("TASS", "ТАСС")), ("agency:ap", ("AP",))])
NOBODY = name_patterns([])


def found(phrase: str, text: str) -> str | None:
    met = cue_group("any", [phrase], sources=SOURCES, speakers=NOBODY).first_match(readable(text))
    return met.words if met else None


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        (
            "decision ... taken",
            "The decision has already been taken.",
            "decision has already been taken",
        ),
        ("evacuat*", "Evacuation of the crew", "Evacuation"),
        ("leave|quit the", "They quit the project", "quit the"),
        ("until #", "flying until 2028", "until 2028"),
        ("решение ... принято", "Решение о выходе принято", "Решение о выходе принято"),
        ("не ответил*", "В НАСА не ответили", "не ответили"),
    ],
)
def test_a_phrase_finds_the_words_as_they_are_written(phrase: str, text: str, words: str) -> None:
    assert found(phrase, text) == words


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("decision ... taken", "The decision is hard. A seat was taken."),
        ("may", "In Mayfair"),
        ("{source} reported", "The tape reported by AP"),
    ],
)
def test_a_phrase_does_not_reach_over_sentences_or_into_words(phrase: str, text: str) -> None:
    assert found(phrase, text) is None


def test_a_phrase_with_a_name_is_tried_only_where_its_longest_word_is() -> None:
    phrase = parse_phrase("quoted ... by {source}", {"{source}": SOURCES.alternation})
    assert phrase.pattern_for("As quoted by AP").search("As quoted by AP")
    assert phrase.pattern_for("TASS misquoted") == phrase.pattern_for("")
    assert phrase.pattern_for("").pattern != phrase.pattern


def test_a_short_name_in_capitals_is_not_a_word_in_lower_case() -> None:
    told = [name.who for name in SOURCES.matches(readable("They ap plied, AP said, Tass wrote"))]
    assert told == ["agency:ap", "agency:tass"]


def test_a_name_tells_whom_it_means() -> None:
    assert SOURCES.owner("ТАСС") == "agency:tass"
    assert SOURCES.owner("nobody") == ""


def test_the_shipped_cues_load_with_every_group_the_rules_ask_for() -> None:
    asked = (
        "attribution firsthand firsthand_own dateline speech means_roscosmos "
        "says_roscosmos decided plans may "
        "denies no_comment unconfirmed alarming grave deciding calmed unreal aside routine "
        "step due press background thing reassuring"
    )
    assert set(asked.split()) == set(load_cues().groups)


def test_an_address_leads_to_the_origin_whose_site_it_is() -> None:
    cues = load_cues()
    assert cues.origin_of_address("https://www.tass.com/science/1") == "agency:tass"
    assert cues.origin_of_address("https://feeds.arstechnica.com/x") == "outlet:ars-technica"
    assert cues.origin_of_address("https://notatass.com/x") is None
    assert cues.origin_of_address(None) is None


def test_a_source_is_an_agency_or_an_outlet() -> None:
    assert Source("agency:tass", ("TASS",)).domains == ()
    origins = {origin for _, origin in load_cues().sources.owners}
    assert {origin.partition(":")[0] for origin in origins} == {"agency", "outlet"}
