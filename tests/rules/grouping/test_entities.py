"""The reviewed names, found in both languages and every inflection."""

import pytest

from bot.core.grouping.entities import NewsEvent
from bot.core.grouping.features import features
from bot.core.lang.stems import skeleton
from bot.rules.entity_rules import load_entities
from tests.build import an_entry

ENTITIES = load_entities()


@pytest.mark.parametrize(
    ("title", "mission"),
    [
        ("Экипаж «Союза МС-26» вернулся", "soyuz-ms-26"),
        ("ISS 72S crew back home", "soyuz-ms-26"),
        ("MC-26 crew lands", "soyuz-ms-26"),
        ("Progress 94 docks", "progress-ms-33"),
        ("87P undocks", "progress-ms-26"),
        ("Грузовик «Прогресс МС-33» причалил к МКС", "progress-ms-33"),
        ("«Прогресс М-19М» отстыковался", "progress-m-19m"),
        ("Progress M-61 burns up", "progress-m-61"),
        ("NASA’s SpaceX 34th Commercial Resupply Mission Overview", "spx-34"),
        ("Northrop Grumman’s CRS-24 Resupply Launch", "ng-24"),
        ("SpaceX Crew-13 briefings", "crew-13"),
        ("«Луна-25» разбилась", "luna-25"),
        ("Axiom Mission 2 departs", "ax-2"),
    ],
)
def test_a_mission_has_one_name_in_every_spelling(title: str, mission: str) -> None:
    assert mission in features(an_entry(title), ENTITIES).missions


@pytest.mark.parametrize(
    ("title", "module"),
    [
        ("Утечка в модуле «Звезда»", "zvezda"),
        ("Leak in the Zvezda service module", "zvezda"),
        ("Двигатели модуля «Наука» включились", "nauka"),
        ("Nauka tilts the station", "nauka"),
    ],
)
def test_a_module_has_one_name_in_both_languages(title: str, module: str) -> None:
    assert features(an_entry(title), ENTITIES).things == {module}


def test_a_spacewalk_is_not_leaving_the_station() -> None:
    found = features(an_entry("Космонавты выйдут в открытый космос с борта МКС"), ENTITIES)
    assert found.subjects == {"spacewalk"}


@pytest.mark.parametrize(
    ("russian", "english"),
    [("крикалев", "krikalyov"), ("рыжиков", "ryzhikov"), ("жезказган", "zhezkazgan")],
)
def test_a_name_has_one_skeleton_in_both_alphabets(russian: str, english: str) -> None:
    assert skeleton(russian) == skeleton(english)


def test_every_opposite_and_subject_is_an_event() -> None:
    events = [each for each in ENTITIES.by_id.values() if isinstance(each, NewsEvent)]
    named = {name for event in events for name in (*event.opposite, *event.unless, event.subject)}
    assert named <= {event.id for event in events}
