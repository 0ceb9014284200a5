"""Clues: what they add up to, and what counts against them."""

from pathlib import Path

import pytest

from bot.core.reasons import english
from tests.shipped import shipped_matcher

TOLD = Path(__file__).parents[2] / "data" / "headlines" / "told.psv"
FOUND = 51
"""Of the 75 of `TOLD` that are ours; before the clues it was 26."""


@pytest.mark.parametrize(
    ("title", "summary", "topics"),
    [
        ("Station can wait for supplies, NASA says", "The crew has enough.", ("iss",)),
        ("Rusi zůstanou na vesmírné stanici ve dvou", "Úspora.", ("iss", "roscosmos")),
        ("Trois astronautes au chaud", "La station spatiale garde le cap.", ("iss",)),
        ("Los astronautas duermen mal", "Un estudio en la estación espacial.", ("iss",)),
        ("Załoga ma zapasy", "Stacja kosmiczna czeka na statek towarowy, mówi NASA.", ("iss",)),
        ("Екіпаж станції має запаси", "Астронавти чекають на корабель.", ("iss",)),
        ("Rocket falls on the Kazakh steppe", "Three satellites are lost.", ("roscosmos",)),
        ("Station can wait for supplies, police say", "The commuters were patient.", ()),
        ("Fire crew docks at station in Leeds", "", ()),
        ("Chinese astronauts reach their station", "The capsule docked.", ()),
        ("Rocket with a satellite lifts off", "It was launched from the Cape into orbit.", ()),
    ],
)
def test_clues_add_up(title: str, summary: str, topics: tuple[str, ...]) -> None:
    assert shipped_matcher().verdict(title=title, summary=summary).topics == topics


def test_the_reason_names_the_heaviest_clues() -> None:
    verdict = shipped_matcher().verdict(title="Station can wait for supplies, NASA says")
    assert list(map(english, verdict.reasons)) == ["iss: together: Station, NASA, supplies"]


def test_what_clues_add_up_to_is_weak() -> None:
    verdict = shipped_matcher().verdict(title="Station can wait for supplies, NASA says")
    assert verdict.weak == ("iss",)


def test_a_word_that_means_something_else_ends_it() -> None:
    title = "Space station crew waits for supplies, NASA says"
    assert shipped_matcher().verdict(title=title).topics
    assert shipped_matcher().verdict(title=f"{title} of a film").topics == ()


def test_a_headline_about_something_else_is_no_place_for_clues() -> None:
    title = "Station can wait for supplies, NASA says"
    assert shipped_matcher().verdict(title=f"{title} of the Moon").topics == ()


def test_a_clue_far_down_in_a_text_does_not_count() -> None:
    title, far = "Station can wait for supplies", "Word. " * 200
    assert shipped_matcher().verdict(title=title, summary=f"NASA says. {far}").topics
    assert shipped_matcher().verdict(title=title, summary=f"{far} NASA says.").topics == ()


def test_names_begin_with_a_capital() -> None:
    lead = "It carried supplies."
    falcon, bird = "Falcon 9 breaks up with station cargo", "A falcon breaks up station cargo"
    assert shipped_matcher().verdict(title=falcon, summary=lead).topics == ("iss",)
    assert shipped_matcher().verdict(title=bird, summary=lead).topics == ()


def test_of_headlines_told_with_summaries_most_are_found_and_no_stranger() -> None:
    rows = [line.split("|") for line in TOLD.read_text(encoding="utf-8").splitlines()]
    found = [
        whose
        for whose, title, summary in rows
        if shipped_matcher().verdict(title=title, summary=summary).topics
    ]
    assert len(found) - found.count("none") >= FOUND
    assert found.count("none") == 0
