"""A mission event knows the story that tells it, by its flight, in either language."""

from datetime import timedelta

from bot.core.calendar.event_ties import story_of
from bot.core.types import Story
from bot.rules.entity_rules import load_entities
from tests.build import NOON, a_report, a_story
from tests.unit.calendar.events import an_event

EVENT = an_event()


def a_told(id: str, title: str, *, hours: int = 1) -> Story:
    at = NOON + timedelta(hours=hours)
    return a_story(a_report(title, at=at), id=id * 16, opened=at, updated=at)


def tied(*stories: Story) -> str | None:
    return story_of(EVENT, stories, load_entities())


def test_the_story_of_the_same_flight_is_its_story() -> None:
    other = a_told("1", "Progress MS-34 undocks from the station")
    ours = a_told("2", "«Прогресс МС-35» пристыковался к МКС")
    assert tied(other, ours) == ours.id


def test_of_two_stories_of_a_flight_the_one_told_then_is() -> None:
    launch = a_told("1", "Progress MS-35 lifts off from Baikonur", hours=-30)
    docking = a_told("2", "Progress MS-35 docks with the station")
    assert tied(launch, docking) == docking.id


def test_no_flight_no_tie() -> None:
    assert tied(a_told("1", "Cargo ship docks with the station")) is None
    assert tied(a_told("1", "Progress MS-35 docks with the station", hours=90)) is None
