"""The second look: a story told these days, or one told again in the same rare words."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.grouping.grouper import Grouper
from bot.core.reasons.news import Placed
from bot.core.types import Placement, Relation
from bot.rules.entity_rules import load_entities
from tests.build import an_entry

ENTITIES = load_entities()
START = datetime(2031, 3, 1, 9, tzinfo=UTC)
SMELL = (0.0, "Zvezda smells of burnt plastic")
SAME_IN_RUSSIAN = (40.0, "Запах на «Звезде»: экипаж надел маски")
OTHER_MATTERS = (
    (1.0, "Roscosmos signs a contract for weather satellites"),
    (2.0, "SpaceX moves a launch tower in Texas"),
    (3.0, "Energia names a new chief designer"),
    (4.0, "JAXA opens its rover centre"),
    (5.0, "ESA picks two reserve astronauts"),
)
THAW = (
    (0.0, "Freezer thaws in the European lab of the space station"),
    (1.0, "На МКС разморозился морозильник"),
)
AUTUMN = 24 * 60.0


def placed(*lines: tuple[float, str], feeds: str = "abcdefgh", dated: bool = True) -> Placement:
    """Place headlines, each with its hours after the start, and return where the last belongs."""
    grouper = Grouper(ENTITIES)
    placements = []
    for number, (hours, title) in enumerate(lines):
        at = START + timedelta(hours=hours)
        published, feed = at if dated else None, feeds[number % len(feeds)]
        entry = an_entry(title, id=f"{number:032x}", feed=feed, seen=at, published=published)
        placements.append(grouper.place(entry))
    return placements[-1]


def test_the_one_story_of_these_days_takes_what_nothing_contradicts_and_says_so() -> None:
    placement = placed(SMELL, SAME_IN_RUSSIAN)
    assert placement.relation is Relation.JOINS
    assert Placed.LIKELY() in placement.reasons


def test_it_does_not_where_many_stories_are_told_in_these_days() -> None:
    before = ((hours + 34, title) for hours, title in OTHER_MATTERS)
    assert placed(SMELL, *before, SAME_IN_RUSSIAN).relation is Relation.NEW


def test_nothing_is_near_an_entry_without_a_date() -> None:
    assert placed(SMELL, SAME_IN_RUSSIAN, dated=False).relation is Relation.NEW


def test_an_entry_that_shares_nothing_opens_its_own_story() -> None:
    assert placed(SMELL, (40.0, "NASA honours teachers")).relation is Relation.NEW


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Progress brings fuel to the ISS", "Spacewalk outside the ISS begins"),
        ("Roscosmos and NASA agree on seats to the ISS", "Роскосмос: Россия уйдет с МКС"),
        (
            "Water recycler on the space station is full of mould",
            "Экипаж МКС сфотографировал Этну",
        ),
    ],
)
def test_sharing_the_station_or_an_agency_is_sharing_nothing(earlier: str, later: str) -> None:
    assert placed((0.0, earlier), (0.1, later)).relation is Relation.NEW


def test_one_outlets_series_is_no_story() -> None:
    assert placed(SMELL, SAME_IN_RUSSIAN, feeds="a").relation is Relation.NEW


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (
            "Cygnus brings mirrors, tomato seeds and sleeping bags to the ISS crew",
            "Soyuz veteran at the ISS praises tomato soup his mother cooked every winter",
        ),
        ("Progress MS-51 carries fans to the crew", "Astronauts unload fans from Progress MS-52"),
    ],
)
def test_other_ships_and_other_flights_are_other_stories(earlier: str, later: str) -> None:
    assert placed((0.0, earlier), (3.0, later)).relation is Relation.NEW


def test_a_docking_is_no_part_of_a_modules_trouble() -> None:
    leak = (
        (0.0, "Air leak in Zvezda, tape and foam worry the ISS crew"),
        (1.0, "Утечка воздуха в модуле Звезда МКС"),
    )
    freighter = (2.0, "Freighter with foam mattresses, sweets and socks arrives at the ISS")
    assert placed(*leak, freighter).relation is Relation.NEW


def test_a_rare_thing_told_again_after_a_silence_reopens_its_story() -> None:
    again = placed(*THAW, (AUTUMN, "Freezer thaws again aboard the space station"))
    assert again.relation is Relation.REOPENS
    assert Placed.LIKELY() in again.reasons


def test_after_a_silence_words_of_all_space_news_do_not_do() -> None:
    song = (AUTUMN, "Astronaut sings for the space station in space")
    assert placed(*THAW, song).relation is Relation.NEW


def test_flights_come_again_in_the_same_words_and_reopen_nothing() -> None:
    landing = "Soyuz capsule lands in Kazakhstan with three aboard"
    assert placed((0.0, landing), (AUTUMN, f"{landing} after long stay")).relation is Relation.NEW
