"""Which stories taking an act back changes."""

import pytest

from bot.core.editing.undo import stories_involved
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
