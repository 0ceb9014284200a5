"""The coming mission events as iCalendar (RFC 5545), for calendar programs to subscribe.

Rule 1: lines are folded at 75 octets, never inside a letter, and end with CRLF.
Rule 2: an event keeps its UID when it is put off; SEQUENCE rises with its attempt and its moves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.lang.markup import clean
from bot.core.types import EventStatus, MissionEvent, Precision

_LONGEST = 75
"""Octets of a line."""
_LASTS = timedelta(minutes=30)

_STATUSES = {
    EventStatus.HOLD: "TENTATIVE",
    EventStatus.UNCONFIRMED: "TENTATIVE",
    EventStatus.FAILURE: "CANCELLED",
}


@dataclass(frozen=True, slots=True)
class IcsCalendar:
    """The text of an iCalendar file."""

    text: str


def ics_calendar(
    events: Iterable[MissionEvent], *, name: str, host: str, now: datetime
) -> IcsCalendar:
    """Write the events that have a date; placeholders are left out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//isswire//calendar//EN"]
    lines += [
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    for event in events:
        if event.is_dated:
            lines += _event(event, host, now)
    lines.append("END:VCALENDAR")
    return IcsCalendar("".join(f"{part}\r\n" for each in lines for part in _folded(each)))


def _event(event: MissionEvent, host: str, now: datetime) -> list[str]:
    day = event.precision is Precision.DAY
    start = event.start
    times = (
        [
            f"DTSTART;VALUE=DATE:{start:%Y%m%d}",
            f"DTEND;VALUE=DATE:{start + timedelta(days=1):%Y%m%d}",
        ]
        if day
        else [f"DTSTART:{_moment(start)}", f"DTEND:{_moment(start + _LASTS)}"]
    )
    about = ("it has vanished from the calendar. " if event.missing_since else "") + event.about
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(event.id).replace(' ', '-')}@{host}",
        f"DTSTAMP:{_moment(event.updated or now)}",
        f"SEQUENCE:{event.attempt - 1 + len(event.moves)}",
        *times,
        f"SUMMARY:{_escaped(event.name)}",
        f"STATUS:{_STATUSES.get(event.status, 'CONFIRMED')}",
        *([f"LOCATION:{_escaped(event.place)}"] if event.place else []),
        *([f"DESCRIPTION:{_escaped(about)}"] if about else []),
        *([f"URL:{event.webcast}"] if _is_plain(event.webcast) else []),
        "END:VEVENT",
    ]


def _moment(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _is_plain(address: str) -> bool:
    return address.startswith("https://") and address.isascii() and address.isprintable()


def _escaped(text: str) -> str:
    escaped = clean(text).replace("\\", "\\\\")
    return escaped.replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> Iterator[str]:
    """Cut a line into pieces of at most 75 octets; all but the first begin with a blank."""
    piece, size = "", 0
    for letter in line:
        octets = len(letter.encode("utf-8", "replace"))
        if size + octets > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    yield piece
