"""What editors do, as events: their kinds, and which are still in force."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from bot.core.types import JOINED, UNDONE, StoryEvent, in_force

RULE = "rule"
"""`by` of events that the bot's own rules made in place of an editor."""


class Act(StrEnum):
    """Kinds of events; `detail` says more: reasons, a status, a story's id, a position in
    the log.
    """

    HELD = "held"
    PUBLISHED = "published"
    STATUS = "status set"
    """Detail: the status; empty where the computed one alone counts again."""
    MERGED = "merged"
    """Detail: id of the story it went into, which keeps TOOK_IN with this story's id."""
    TOOK_IN = "took in"
    RETRACTED = "retracted"
    """A development: the messages that tell it say that it was taken back."""
    JOINED = JOINED
    """A development became part of another of its story. Detail: that one's number."""
    SPLIT = "split"
    """Detail: id of the story its reports went to, which keeps SPLIT_FROM with this story's id."""
    SPLIT_FROM = "split from"
    MUTED = "muted"
    """A source. Detail: until when, as ISO 8601; empty: for good."""
    UNMUTED = "unmuted"
    PAUSED = "paused"
    """All sending."""
    RESUMED = "resumed"
    UNDONE = UNDONE
    """Detail: the position of the event that was undone."""


def last_event(events: Iterable[StoryEvent], *kinds: Act) -> StoryEvent | None:
    """Return the last event of these kinds that has not been undone."""
    holding = reversed(in_force(events))
    return next((each for _, each in holding if each.kind in kinds), None)


def retractions(events: Iterable[StoryEvent]) -> dict[int, datetime]:
    """Return the numbers of the developments that were taken back, each with when."""
    holding = (each for _, each in in_force(events) if each.kind == Act.RETRACTED)
    return {each.development: each.at for each in holding}
