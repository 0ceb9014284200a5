"""Trouble of places that last: one story over years, and none of a flight's."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.grouping.features import features
from bot.core.grouping.grouper import Grouper
from bot.core.reasons.news import Placed
from bot.core.types import Placement, Relation
from bot.rules.entity_rules import load_entities
from tests.build import an_entry

ENTITIES = load_entities()
START = datetime(2031, 3, 1, 9, 0, tzinfo=UTC)


def keys(title: str, summary: str = "") -> set[str]:
    return set(features(an_entry(title, summary=summary), ENTITIES).troubles)


def placed(*lines: tuple[float, str]) -> list[Placement]:
    """Place headlines of different feeds, told so many days after the start."""
    grouper = Grouper(ENTITIES)
    return [
        grouper.place(
            an_entry(title, id=f"{n:032x}", feed=f"feed{n}", seen=START + timedelta(days=days))
        )
        for n, (days, title) in enumerate(lines)
    ]


def stories(*lines: tuple[float, str]) -> list[int]:
    """Return the stories of headlines, numbered in the order they opened."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(each.story, len(numbers)) for each in placed(*lines)]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Air leak found in Columbus module", {"leak@columbus", "leak@iss"}),
        ("Crew-15 launch delayed by cracks in Columbus laboratory", {"leak@columbus", "leak@iss"}),
        ("На МКС снова утечка воздуха", {"leak@iss"}),
        ("Трещины в модуле «Причал» заделали", {"leak@prichal", "leak@iss", "@prichal"}),
        ("Coolant leak on Nauka radiator", {"coolant@nauka"}),
        ("Progress MS-40 leaks fuel near the space station", set()),
        ("Soyuz MS-41 springs a leak, ISS spacewalk put off", set()),
        ("Kourou launch pad wrecked by explosion", {"pad@kourou"}),
        ("На Плесецке обрушилась ферма обслуживания", {"pad@plesetsk"}),
        ("Launch pad at Wallops repaired", {"pad@wallops"}),
        ("Cygnus NG-30 launches from Wallops", set()),
        ("Tiangong leaks air", {"leak@tiangong"}),
        ("Toilet of the ISS fails", set()),
    ],
)
def test_trouble_is_keyed_by_what_and_where(title: str, expected: set[str]) -> None:
    assert keys(title) == expected


def test_a_pad_may_be_named_above_and_its_cosmodrome_below() -> None:
    assert keys("Damage to the launch pad", "Wallops was hit hard.") == {"pad@wallops"}


def test_below_a_headline_that_tells_of_something_else_no_trouble_counts() -> None:
    assert keys("Cygnus NG-30 docks", "The Columbus module leaks.") == set()
    assert keys("On the work in Columbus", "The leak is being sealed.") == set()


def test_a_headline_that_only_says_what_it_is_about_leaves_the_word_to_the_text() -> None:
    assert keys(
        "Об осмотре места старта «Ангары»", "На Плесецке повреждена стартовая площадка."
    ) == {"pad@plesetsk"}
    assert keys("О трещине в модуле «Причал»") == {"leak@prichal", "leak@iss"}


def test_a_leak_in_a_module_is_one_story_for_years() -> None:
    told = placed(
        (0, "Air leak traced to Columbus module"),
        (1, "Утечка воздуха на МКС: источник нашли в европейском модуле"),
        (90, "Crew-15 launch delayed by leak in Columbus module"),
        (700, "The space station is leaking air again"),
    )
    assert len({each.story for each in told}) == 1
    assert [each.relation for each in told[2:]] == [Relation.REOPENS] * 2


def test_trouble_of_another_kind_place_or_ship_is_another_story() -> None:
    assert stories(
        (0, "Air leak traced to Columbus module"),
        (40, "Coolant leak on Nauka radiator"),
        (80, "Cygnus NG-30 leaks propellant near the space station"),
        (120, "Tiangong leaks air"),
    ) == [0, 1, 2, 3]


def test_a_pad_damaged_by_a_launch_is_a_story_beside_the_flight() -> None:
    told = placed(
        (0, "Cygnus NG-30 launches from Wallops"),
        (0.1, "NG-30 lifts off with food for the space station"),
        (0.3, "Wallops launch pad damaged after NG-30 liftoff"),
        (0.6, "Launch pad at Wallops wrecked, engineers say"),
        (2, "Cygnus NG-30 docks with the space station"),
        (110, "Wallops launch pad repaired"),
    )
    numbers: dict[str, int] = {}
    assert [numbers.setdefault(each.story, len(numbers)) for each in told] == [0, 0, 1, 1, 0, 1]
    assert Placed.BORN_OF_FLIGHT(flight="Northrop Grumman CRS-30") in told[2].reasons


def test_a_module_in_trouble_on_arrival_is_its_own_flight() -> None:
    assert stories(
        (0, "Prichal docks with the space station"),
        (0.1, "Узловой модуль «Причал» пристыковался к МКС"),
        (0.2, "Prichal unexpectedly fires thrusters after docking"),
    ) == [0, 0, 0]


def test_a_flight_waiting_for_a_repair_is_told_there_until_it_has_a_story() -> None:
    assert stories(
        (0, "Plesetsk launch pad collapses"),
        (1, "Soyuz MS-50 grounded by Plesetsk pad collapse"),
        (9, "Soyuz MS-50 launch pad at Plesetsk restored"),
    ) == [0, 0, 0]


def test_an_inquiry_holds_together_by_the_name_for_months() -> None:
    assert stories(
        (0, "Deputy head of Roscosmos Sidorenko arrested for fraud"),
        (60, "Court extends arrest of Roscosmos deputy head Sidorenko"),
        (90, "Former Roscosmos manager Kuznetsov sentenced for fraud"),
    ) == [0, 0, 1]
