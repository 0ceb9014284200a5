"""What is doubtful about an event, to be said with every mention of it."""

from datetime import datetime, timedelta

from bot.core.reasons.event_doubts import EventDoubt
from bot.core.types import MissionEvent, Reason

STALE = timedelta(hours=3)
"""A calendar that has not answered for so long may not know of a delay."""
STALE_NEAR = timedelta(minutes=45)
"""The same in the last hours before a start."""
NEAR = timedelta(hours=3)
UNSTEADY = 3
"""Moves of a start within a day."""


def doubts(event: MissionEvent, *, answered: datetime | None, now: datetime) -> tuple[Reason, ...]:
    """Return why an event is in doubt. `answered`: when its calendar last answered."""
    found = []
    if event.missing_since:
        found.append(EventDoubt.VANISHED())
    if len(event.moves) >= UNSTEADY:
        found.append(EventDoubt.UNSTEADY(n=len(event.moves)))
    limit = STALE_NEAR if timedelta() < event.start - now < NEAR else STALE
    if answered is None:
        found.append(EventDoubt.UNKNOWN_AGE())
    elif now - answered > limit:
        found.append(EventDoubt.STALE(hours=max(round((now - answered) / timedelta(hours=1)), 1)))
    return tuple(found)


def own_doubts(event: MissionEvent, *, now: datetime) -> tuple[Reason, ...]:
    """Return why an event is in doubt by itself, for lists that say how old they are."""
    return doubts(event, answered=now, now=now)
