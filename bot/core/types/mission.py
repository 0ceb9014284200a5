"""Mission events: what a calendar announces, and who and what is at a station."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What happens at a mission event."""

    LAUNCH = "launch"
    DOCKING = "docking"
    UNDOCKING = "undocking"
    LANDING = "landing"
    SPACEWALK = "spacewalk"
    OTHER = "other"


class EventStatus(StrEnum):
    """How a mission event stands, as its calendar says."""

    GO = "go"
    UNCONFIRMED = "unconfirmed"
    HOLD = "hold"
    UNDER_WAY = "under way"
    SUCCESS = "success"
    FAILURE = "failure"


class Precision(StrEnum):
    """How exactly a start is known; a date of LATER is a placeholder and no date."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class MissionEvent:
    """Something a calendar announces: a launch, a docking, a spacewalk, a landing."""

    id: str
    """Of its calendar, like `event 1513` or `launch 7d1afb26-...`."""
    feed: str
    kind: EventKind
    name: str
    start: datetime
    precision: Precision
    status: EventStatus
    about: str = ""
    """Description, programmes and provider, in words; matched for topics."""
    place: str = ""
    webcast: str = ""
    url: str = ""
    updated: datetime | None = None
    """When its calendar last changed it."""
    topics: tuple[str, ...] = ()
    attempt: int = 1
    """Rises each time it is put off: reminders are given for each anew."""
    was: datetime | None = None
    """Its start before it was put off last."""
    moves: tuple[datetime, ...] = ()
    """When its start was moved, the last few times."""
    missing_since: datetime | None = None
    """Since when its calendar does not list it any more, although it is still to come."""
    story: str | None = None
    """Id of the story that tells it."""

    @property
    def key(self) -> str:
        """Return what its deliveries are about, in the place of a story's id."""
        return f"{EVENT}{self.id}"

    @property
    def is_over(self) -> bool:
        return self.status in (EventStatus.SUCCESS, EventStatus.FAILURE)

    @property
    def is_brought_forward(self) -> bool:
        """Whether it was moved last to an earlier time."""
        exact = self.precision in (Precision.MINUTE, Precision.HOUR)
        return exact and self.was is not None and self.start < self.was

    @property
    def is_dated(self) -> bool:
        return self.precision is not Precision.LATER


EVENT = "event:"
"""Begins `Delivery.story` of what is about a mission event."""


EVERY_EVENT = "*"
"""Value of a subscription to reminders of all events."""


@dataclass(frozen=True, slots=True)
class Aboard:
    """A person at a station."""

    name: str
    agency: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Docked:
    """A ship at a station."""

    ship: str
    port: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class StationPart:
    """What one feed of a calendar has last said of a station."""

    feed: str
    at: datetime
    aboard: tuple[Aboard, ...] | None = None
    docked: tuple[Docked, ...] | None = None
    expedition: str = ""


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """What one answer of a calendar holds; a part that it does not speak of is None."""

    events: tuple[MissionEvent, ...] | None = None
    until: datetime | None = None
    """Later events are on further pages; None: there are none."""
    aboard: tuple[Aboard, ...] | None = None
    docked: tuple[Docked, ...] | None = None
    expedition: str = ""
