"""A mission event for these tests."""

from dataclasses import replace

from bot.core.types import EventKind, EventStatus, MissionEvent, Precision
from tests.build import NOON

_DOCKING = MissionEvent(
    id="event 1",
    feed="events",
    kind=EventKind.DOCKING,
    name="Progress MS-35 Docking",
    start=NOON,
    precision=Precision.MINUTE,
    status=EventStatus.GO,
    topics=("iss",),
)


def an_event(**changes: object) -> MissionEvent:
    return replace(_DOCKING, **changes)  # type: ignore[arg-type]  # field names are the caller's
