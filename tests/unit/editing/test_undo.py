"""What cannot be undone and why, and which stories taking an act back changes."""

import pytest

from bot.core.editing.editor_actions import Refusal, Scene, with_event
from bot.core.editing.undo import stories_involved, undo
from bot.core.ledger.editor_events import Act
from bot.core.types import StoryEvent
from tests.build import NOON, a_story

OTHER = "7" * 16
STORY = a_story(
    events=(
        StoryEvent(NOON, Act.TOOK_IN, "editor:1", detail=OTHER),
        StoryEvent(NOON, Act.SPLIT, "editor:1", detail=OTHER),
        StoryEvent(NOON, Act.HELD, "editor:1", detail=OTHER),
    )
)


@pytest.mark.parametrize(
    ("position", "others"), [(0, (OTHER,)), (1, (OTHER,)), (2, ()), (3, ()), (-1, ())]
)
def test_only_a_merge_and_a_split_involve_another_story(
    position: int, others: tuple[str, ...]
) -> None:
    assert stories_involved(STORY, position) == (STORY.id, *others)


DONE_BY_NOW = "It has been undone already."
AT_THE_OTHER = "Undo it at the other story."
NOT_AT_ALL = "That cannot be undone; do it again instead."


@pytest.mark.parametrize(
    ("events", "position", "words"),
    [
        (
            [StoryEvent(NOON, Act.HELD, "99"), StoryEvent(NOON, Act.UNDONE, "99", "0")],
            0,
            DONE_BY_NOW,
        ),
        (
            [StoryEvent(NOON, Act.HELD, "99"), StoryEvent(NOON, Act.UNDONE, "99", "0")],
            1,
            NOT_AT_ALL,
        ),
        ([StoryEvent(NOON, Act.HELD, "99")], 1, DONE_BY_NOW),
        ([StoryEvent(NOON, "closed")], 0, DONE_BY_NOW),
        ([StoryEvent(NOON, "reopened", "99")], 0, NOT_AT_ALL),
        ([StoryEvent(NOON, Act.SPLIT_FROM, "99", OTHER)], 0, AT_THE_OTHER),
        (
            [StoryEvent(NOON, Act.HELD, "99"), StoryEvent(NOON, Act.MERGED, "99", OTHER)],
            0,
            AT_THE_OTHER,
        ),
        ([StoryEvent(NOON, Act.MERGED, "99", OTHER)], 0, AT_THE_OTHER),
    ],
)
def test_what_cannot_be_undone_is_refused_with_the_reason(
    events: list[StoryEvent], position: int, words: str
) -> None:
    story = a_story()
    for event in events:
        story = with_event(story, event)
    scene = Scene(NOON, stories={story.id: story})
    assert undo(scene, id=story.id, position=position, by="99") == Refusal(words)
