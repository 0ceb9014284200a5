"""Two developments of one story that an editor makes one: reports, messages, refusals, undo."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.alerts.promises import StoryChange, promises
from bot.core.alerts.significance import significances
from bot.core.editing.editor_actions import ActOutcome, Refusal, retract, set_status, with_event
from bot.core.editing.merge_split import merge_developments
from bot.core.editing.undo import undo
from bot.core.ledger.developments import as_told_now, assigned, developments
from bot.core.ledger.editor_events import Act
from bot.core.ledger.story_status import standing
from bot.core.types import Answer, DeliveryKind, Modality, Post, Status, Story, StoryEvent, Worth
from tests.build import NOON, PARTIES, a_report, a_story
from tests.unit.editing.test_editor_actions import WANTED, a_scene

HOUR = timedelta(hours=1)
LAUNCH = a_report("Ship 7 launches")
DOCKING = a_report("Ship 7 docks", entry="2" * 32, at=NOON + HOUR, development=2)
AGAIN = a_report(
    "Seventh cargo craft reaches its port",
    entry="3" * 32,
    at=NOON + 2 * HOUR,
    development=3,
    step="docking",
    worth=Worth.LOUD,
    origin="outlet:paper",
    voice="outlet:paper",
)
FLIGHT = a_story(LAUNCH, DOCKING, AGAIN)
LATER = NOON + 9 * HOUR


def message(development: int, id: int, chat: int = 7) -> Post:
    return Post(FLIGHT.id, chat, 0, 1, id, NOON, NOON, development=development)


def merged(story: Story = FLIGHT, number: int = 3, into: int = 2) -> Story:
    scene = a_scene(story)
    acted = merge_developments(scene, id=story.id, number=number, into=into, by="99")
    assert isinstance(acted, ActOutcome)
    return acted.stories[0]


def told(story: Story) -> list[tuple[int, list[str]]]:
    return [(each.number, [it.entry[0] for it in each.reports]) for each in developments(story)]


def undone(story: Story, position: int) -> ActOutcome:
    acted = undo(a_scene(story), id=story.id, position=position, by="99")
    assert isinstance(acted, ActOutcome)
    return acted


def test_the_reports_of_one_are_reports_of_the_other() -> None:
    story = merged()
    assert told(story) == [(1, [LAUNCH.entry[0]]), (2, ["2", "3"])]
    assert standing(story, development=2, now=LATER).status is Status.SEVERAL
    assert standing(FLIGHT, development=2, now=LATER).status is Status.REPORTED
    assert story.reports == FLIGHT.reports


def test_undoing_it_brings_them_apart_again() -> None:
    acted = undone(merged(), 0)
    assert told(acted.stories[0]) == told(FLIGHT)
    assert standing(acted.stories[0], development=2, now=LATER).status is Status.REPORTED


def test_one_may_go_into_another_that_goes_into_a_third_and_each_is_undone_alone() -> None:
    story = merged(merged(), 2, 1)
    assert [number for number, _ in told(story)] == [1]
    assert told(undone(story, 0).stories[0]) == [(1, [LAUNCH.entry[0], "2"]), (3, ["3"])]
    assert told(undone(story, 1).stories[0]) == told(merged())


def test_a_later_report_of_either_joins_what_they_are_now_and_takes_no_number_again() -> None:
    story = merged()
    same = a_report(AGAIN.title, entry="4" * 32, at=LATER, duplicate_of=AGAIN.entry)
    assert assigned(story, same).development == 2
    other = a_report("Crew returns to Earth in Kazakhstan", entry="5" * 32, at=LATER)
    assert assigned(story, other).development == 4


def test_what_answered_one_answers_the_other_and_nothing_answers_itself() -> None:
    denial = a_report(
        "NASA: it did not dock",
        entry="6" * 32,
        at=NOON + 3 * HOUR,
        party="nasa",
        origin="party:nasa",
        modality=Modality.DENIES,
        development=4,
        answers=3,
        how=Answer.DENIES,
    )
    story = replace(FLIGHT, reports=(*FLIGHT.reports, denial))
    found = standing(merged(story), development=2, parties=PARTIES, now=LATER)
    assert found.status is Status.DENIED
    one = developments(merged(story, 4, 3))[-1]
    assert (one.number, one.answers, one.how) == (3, 0, None)


def test_every_message_of_both_is_edited_and_nothing_is_promised() -> None:
    sent = {(7, 0): (message(1, 71), message(2, 72), message(3, 73)), (8, 0): (message(3, 83, 8),)}
    scene = a_scene(FLIGHT, messages={FLIGHT.id: sent})
    acted = merge_developments(scene, id=FLIGHT.id, number=3, into=2, by="99")
    assert isinstance(acted, ActOutcome)
    assert {each.kind for each in acted.deliveries} == {DeliveryKind.EDIT}
    assert [(each.chat_id, each.development) for each in acted.deliveries] == [
        (7, 1),
        (7, 2),
        (7, 3),
        (8, 3),
    ]


def test_in_an_earlier_episode_both_messages_are_edited_also_when_it_is_undone() -> None:
    story = replace(FLIGHT, episode=2)
    sent = {story.id: {(7, 0): (message(1, 71), message(2, 72), message(3, 73))}}
    scene = a_scene(story, messages=sent)
    acted = merge_developments(scene, id=story.id, number=3, into=2, by="99")
    assert isinstance(acted, ActOutcome)
    assert [each.development for each in acted.deliveries] == [2, 3]
    gone = retract(a_scene(acted.stories[0], messages=sent), id=story.id, number=2, by="99")
    back = undo(a_scene(acted.stories[0], messages=sent), id=story.id, position=0, by="99")
    for each in (gone, back):
        assert isinstance(each, ActOutcome)
        assert [it.development for it in each.deliveries] == [2, 3]


def test_a_message_tells_what_it_became_unless_the_other_stands_there() -> None:
    story = merged()
    both = as_told_now(story, (message(1, 71), message(3, 73), message(2, 72)))
    assert [each.development for each in both] == [1, 0, 2]
    alone = as_told_now(story, (message(1, 71), message(3, 73)))
    assert [each.development for each in alone] == [1, 2]
    assert as_told_now(FLIGHT, (message(3, 73),)) == (message(3, 73),)


def test_of_two_that_became_a_third_the_first_message_tells_it() -> None:
    story = merged(merged(), 2, 1)
    found = as_told_now(story, (message(3, 73), message(2, 72)))
    assert [each.development for each in found] == [1, 0]


def test_who_was_told_the_first_is_not_told_the_second_when_it_turns_official() -> None:
    before = merged()
    word = a_report(
        "Ship 7 docked",
        entry="7" * 32,
        at=NOON + 4 * HOUR,
        party="nasa",
        origin="party:nasa",
        voice="party:nasa",
        development=2,
    )
    after = replace(before, reports=(*before.reports, word), updated=word.at)
    promised = promises(
        StoryChange(before, after),
        significances(before, after),
        subscribers=WANTED,
        messages={(7, 0): (message(1, 71), message(3, 73))},
        now=LATER,
    )
    assert [(each.kind, each.development) for each in promised] == [(DeliveryKind.EDIT, 2)]


def test_acts_on_what_is_part_of_another_are_refused_with_the_reason() -> None:
    scene = a_scene(merged())
    words = Refusal("It is part of another development now.")
    assert retract(scene, id=FLIGHT.id, number=3, by="99") == words
    assert set_status(scene, id=FLIGHT.id, status=Status.DENIED, number=3, by="99") == words


@pytest.mark.parametrize(
    ("story", "number", "into", "words"),
    [
        (FLIGHT, 2, 2, "It is the same development already."),
        (FLIGHT, 2, 9, "It has no such development."),
        (FLIGHT, 9, 2, "It has no such development."),
        (merged(), 3, 1, "It is part of another development now."),
        (merged(), 1, 3, "It is part of another development now."),
        (
            with_event(FLIGHT, StoryEvent(NOON, Act.RETRACTED, "99", development=2)),
            3,
            2,
            "What has been taken back stays apart: undo that first.",
        ),
        (
            replace(FLIGHT, reports=(LAUNCH, DOCKING, replace(AGAIN, episode=2)), episode=2),
            3,
            2,
            "They stay apart: the story was closed between them.",
        ),
        (
            replace(FLIGHT, merged_into="8" * 16),
            3,
            2,
            "It is part of another story now: look again.",
        ),
    ],
)
def test_what_cannot_be_merged_is_refused_with_the_reason(
    story: Story, number: int, into: int, words: str
) -> None:
    acted = merge_developments(a_scene(story), id=story.id, number=number, into=into, by="99")
    assert acted == Refusal(words)
