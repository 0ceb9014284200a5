"""Acts on one development of a story: taken back, or given a status by hand."""

from datetime import timedelta

from bot.core.alerts.significance import significances, significances_when_freed
from bot.core.editing.editor_actions import ActOutcome, Refusal, retract, set_status
from bot.core.editing.undo import undo
from bot.core.ledger.story_status import standing
from bot.core.types import DeliveryKind, Post, Status, Story
from tests.build import NOON, a_report, a_story
from tests.unit.editing.test_editor_actions import a_scene

HOUR = timedelta(hours=1)
DOCKING = a_report("Ship 7 docks", entry="2" * 32, at=NOON + HOUR, development=2)
FLIGHT = a_story(a_report("Ship 7 launches"), DOCKING)
SENT = {
    (7, 0): (
        Post(FLIGHT.id, 7, 0, 1, 71, NOON, NOON),
        Post(FLIGHT.id, 7, 0, 1, 72, NOON, NOON, development=2, replies_to=71),
    )
}


def retracted(story: Story = FLIGHT, number: int = 2) -> Story:
    acted = retract(a_scene(story), id=story.id, number=number, by="99")
    assert isinstance(acted, ActOutcome)
    return acted.stories[0]


def test_what_is_taken_back_is_edited_and_counts_for_nothing_else() -> None:
    scene = a_scene(FLIGHT, messages={FLIGHT.id: SENT})
    acted = retract(scene, id=FLIGHT.id, number=2, by="99")
    assert isinstance(acted, ActOutcome)
    told = [(each.kind, each.development) for each in acted.deliveries]
    assert told == [(DeliveryKind.EDIT, 1), (DeliveryKind.EDIT, 2)]
    later = NOON + 2 * HOUR
    assert standing(acted.stories[0], now=later).development == 1
    assert standing(acted.stories[0], development=2, now=later).retracted == NOON


def test_what_is_taken_back_is_promised_to_nobody() -> None:
    assert [each.development for each in significances(None, retracted())] == [1]
    assert [each.development for each in significances_when_freed(retracted())] == [1]


def test_a_development_is_taken_back_once_and_only_if_it_is_there() -> None:
    for story, number in ((retracted(), 2), (FLIGHT, 9)):
        acted = retract(a_scene(story), id=story.id, number=number, by="99")
        assert isinstance(acted, Refusal)


def test_taking_back_is_undone() -> None:
    gone = retracted()
    acted = undo(a_scene(gone), id=gone.id, position=0, by="99")
    assert isinstance(acted, ActOutcome)
    assert standing(acted.stories[0], development=2, now=NOON + 2 * HOUR).retracted is None


def test_a_status_may_be_of_one_development_alone() -> None:
    acted = set_status(a_scene(FLIGHT), id=FLIGHT.id, status=Status.DENIED, by="99", number=2)
    assert isinstance(acted, ActOutcome)
    later = NOON + 2 * HOUR
    said = [standing(acted.stories[0], development=each, now=later) for each in (1, 2)]
    assert [each.set_by_editors for each in said] == [None, Status.DENIED]


def test_the_development_s_own_status_goes_before_that_of_its_story() -> None:
    whole = set_status(a_scene(FLIGHT), id=FLIGHT.id, status=Status.DISPUTED, by="99")
    assert isinstance(whole, ActOutcome)
    scene = a_scene(whole.stories[0])
    own = set_status(scene, id=FLIGHT.id, status=Status.OFFICIAL, by="99", number=2)
    assert isinstance(own, ActOutcome)
    later = NOON + 2 * HOUR
    said = [standing(own.stories[0], development=each, now=later) for each in (1, 2)]
    assert [each.set_by_editors for each in said] == [Status.DISPUTED, Status.OFFICIAL]
