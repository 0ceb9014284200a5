"""Same text, same story: pairs of entries compared by themselves."""

from datetime import timedelta

import pytest

from bot.core.grouping.deduplicator import Comparison, compare
from bot.core.reasons.news import Compared
from bot.core.types import Entry
from bot.rules.entity_rules import load_entities
from tests.build import NOON, an_entry

ENTITIES = load_entities()


def compared(one: str, other: str, *, hours: float = 3, **changes: object) -> Comparison:
    """Compare headlines of two outlets, `hours` apart."""
    later: Entry = an_entry(
        other, **{"feed": "other", "seen": NOON + timedelta(hours=hours), **changes}
    )
    return compare(an_entry(one, url="https://one.example/1"), later, ENTITIES)


def test_a_syndicated_copy_is_a_duplicate_and_says_why() -> None:
    copy = compared("Crew repairs pump on the ISS", "Crew Repairs Pump on the ISS - Reuters")
    assert (copy.duplicate, copy.same_story, copy.reasons) == (
        True,
        True,
        (Compared.SAME_HEADLINE(),),
    )


def test_an_edited_title_at_the_same_address_is_a_duplicate() -> None:
    edited = compared(
        "Russia quitting the space station",
        "Russia to leave the space station after 2024",
        feed="tass",
        url="http://www.one.example/1/?utm_source=rss#top",
    )
    assert edited.duplicate


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Soyuz MS-22 docks with the station", "Soyuz MS-22 undocks with the station"),
        ("NASA delays spacewalk at the station", "NASA resumes spacewalk at the station"),
        ("Progress MS-28 docks with the station", "Progress MS-29 docks with the station"),
        ("Leak on the ISS: 2 pounds of air a day", "Leak on the ISS: 3 pounds of air a day"),
        ("Spacewalk at the ISS set for 26 July", "Spacewalk at the ISS set for 28 July"),
        ("Dragon docks with four people aboard", "Dragon lands with four people aboard"),
    ],
)
def test_a_number_a_date_or_a_verb_makes_another_text(one: str, other: str) -> None:
    summary = "The crew of the orbiting laboratory was told by mission control near Moscow."
    a, b = an_entry(one, summary=summary), an_entry(other, summary=summary, feed="other")
    assert not compare(a, b, ENTITIES).duplicate


def test_headlines_of_one_template_are_two_stories() -> None:
    series = compared(
        "NASA Sets Coverage for SpaceX Crew-11 Launch",
        "NASA Sets Coverage for SpaceX Crew-12 Launch",
        hours=24 * 100,
        feed="tass",
    )
    assert (series.duplicate, series.same_story) == (False, False)


def test_two_reports_of_one_event_are_one_story_but_two_texts() -> None:
    tellings = compared(
        "Space station crew takes shelter from debris of a destroyed satellite",
        "Debris of destroyed satellite sends space station crew to shelter",
    )
    assert (tellings.duplicate, tellings.same_story) == (False, True)


def test_different_news_is_neither() -> None:
    unlike = compared("Russia to leave the ISS after 2024", "Rover finds salt on Mars")
    assert (unlike.duplicate, unlike.same_story) == (False, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Утечка на МКС усилилась", "Air leak on ISS worsens"),
        ("Crew of the ISS shelters from debris", "Экипаж МКС укрылся от космического мусора"),
    ],
)
def test_one_event_told_in_two_languages_is_one_story(one: str, other: str) -> None:
    assert compared(one, other).same_story


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Station crew grows tomatoes", "Station crew repairs toilet"),
        ("Russian cosmonauts complete walk", "Russian cosmonauts to vote from orbit"),
    ],
)
def test_words_that_all_space_news_has_do_not_make_one_story(one: str, other: str) -> None:
    assert not compared(one, other).same_story


REPAIR = "Astronauts of the station repair the {} outside"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("spacewalk seat", "space walk seat"),
        ("ammonia tank", "amonia tank"),
        ("exhaust", "exhoust"),
    ],
)
def test_a_headline_spelled_otherwise_is_the_same_text(one: str, other: str) -> None:
    copy = compared(REPAIR.format(one), REPAIR.format(other))
    assert (copy.duplicate, copy.reasons) == (True, (Compared.SAME_BUT_SPELLING(),))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("spacewalk seat", "walk seat", id="another number of letters"),
        pytest.param("toilet", "toylet", id="a short word"),
        pytest.param("socket", "soket", id="a short word and a letter less"),
        pytest.param("radiator", "rediotor", id="two other letters"),
        pytest.param("radiator", "radiatar", id="another letter in its ending"),
        pytest.param("radiator", "radiators", id="another ending"),
        pytest.param("heating radiator", "leaking radiator", id="another word"),
        pytest.param("ammonia tank outside", "amonia bolt outside", id="another word beside"),
    ],
)
def test_another_word_is_another_text(one: str, other: str) -> None:
    assert not compared(REPAIR.format(one), REPAIR.format(other)).duplicate
