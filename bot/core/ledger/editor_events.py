"""What editors do, as events: their kinds, and which of them still hold."""

from collections.abc import Iterable
from enum import StrEnum

from bot.core.types import StoryEvent

RULE = "rule"
"""`by` of what the bot's own rules did in the editors' place."""


class Act(StrEnum):
    """Kinds of events; `detail` says more: reasons, a status, a story's id, a place in the log."""

    HELD = "held"
    PUBLISHED = "published"
    STATUS = "status set"
    """Detail: the status; empty where the computed one stands alone again."""
    MERGED = "merged"
    """Into the story of this id; what that one keeps of it is TOOK_IN, with this one's id."""
    TOOK_IN = "took in"
    SPLIT = "split"
    """Reports went to the story of this id, which keeps SPLIT_FROM, with this one's id."""
    SPLIT_FROM = "split from"
    MUTED = "muted"
    """Of a source. Detail: until when, as ISO 8601; empty for good."""
    UNMUTED = "unmuted"
    PAUSED = "paused"
    """Of all sending."""
    RESUMED = "resumed"
    UNDONE = "undone"
    """Detail: the position of the event that no longer holds."""


def in_force(events: Iterable[StoryEvent]) -> list[tuple[int, StoryEvent]]:
    """The events that have not been undone, each with its position."""
    every = tuple(events)
    gone = {event.detail for event in every if event.kind == Act.UNDONE}
    return [(place, each) for place, each in enumerate(every) if str(place) not in gone]


def last_event(events: Iterable[StoryEvent], *kinds: Act) -> StoryEvent | None:
    """The last event of these kinds that holds."""
    holding = reversed(in_force(events))
    return next((each for _, each in holding if each.kind in kinds), None)
