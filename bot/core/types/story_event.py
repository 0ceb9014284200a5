"""What happened to a story besides its reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoryEvent:
    """What happened to a story besides its reports: `closed`, `reopened`, or an editor's act."""

    at: datetime
    kind: str
    by: str = ""
    detail: str = ""
    development: int = 0
    """Number of the development it is about; 0: the whole story."""


JOINED = "joined"
"""Kind of the event by which editors make one development part of another, whose number is its
detail.
"""
UNDONE = "undone"
"""Kind of the event that puts another one out of force: its detail is that one's position."""


def in_force(events: Iterable[StoryEvent]) -> list[tuple[int, StoryEvent]]:
    """Return the events that have not been undone, each with its position."""
    every = tuple(events)
    gone = {event.detail for event in every if event.kind == UNDONE}
    return [(place, each) for place, each in enumerate(every) if str(place) not in gone]
