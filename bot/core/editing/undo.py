"""Undoing what an editor did: one more act, after which the first is no longer in force."""

from bot.core.editing.editor_actions import ActOutcome, Refusal, Scene, outcome_of, with_event
from bot.core.editing.merge_split import undo_merge, undo_split
from bot.core.lang.i18n import key
from bot.core.ledger.editor_events import Act
from bot.core.types import Story, StoryEvent, in_force


def undo(scene: Scene, *, id: str, position: int, by: str) -> ActOutcome | Refusal:
    """Undo what one event did; both lines stay."""
    story = scene.stories[id]
    if story.merged_into:
        return Refusal(key("Undo it at the other story."))
    if position not in dict(in_force(story.events)) or not story.events[position].by:
        return Refusal(key("It has been undone already."))
    event = story.events[position]
    about: tuple[int, ...] = (event.development,)
    match event.kind:
        case Act.UNDONE | "reopened":
            return Refusal(key("That cannot be undone; do it again instead."))
        case Act.MERGED | Act.SPLIT_FROM:
            return Refusal(key("Undo it at the other story."))
        case Act.TOOK_IN:
            return undo_merge(scene, id=id, position=position, by=by)
        case Act.SPLIT:
            return undo_split(scene, id=id, position=position, by=by)
        case Act.JOINED:
            about = (*about, int(event.detail))
    undone = StoryEvent(scene.now, Act.UNDONE, by, detail=str(position))
    return outcome_of(story, with_event(story, undone), scene, about=about)


def stories_involved(story: Story, position: int) -> tuple[str, ...]:
    """Return the ids of the stories that undoing an event changes."""
    kinds = (Act.TOOK_IN, Act.SPLIT)
    event = story.events[position] if 0 <= position < len(story.events) else None
    return (story.id, event.detail) if event and event.kind in kinds else (story.id,)
