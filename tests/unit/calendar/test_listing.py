"""Which events a reader asked for."""

from datetime import timedelta

import pytest

from bot.core.calendar.listing import coming, station_events
from bot.core.types import EventKind, EventStatus, Precision
from tests.build import NOON, TOPICS
from tests.unit.calendar.events import an_event

HOUR = timedelta(hours=1)
DOCKING = an_event()
LAUNCH = an_event(
    id="event 2",
    name="Soyuz MS-28 | Baikonur",
    kind=EventKind.LAUNCH,
    topics=("roscosmos",),
    start=NOON - HOUR,
)
SOMEDAY = an_event(
    id="event 3", name="Spacewalk", precision=Precision.LATER, start=NOON - 9 * HOUR
)
OVER = an_event(id="event 4", status=EventStatus.SUCCESS)
NOT_OURS = an_event(id="event 5", topics=())
EVENTS = [SOMEDAY, OVER, DOCKING, NOT_OURS, LAUNCH]


@pytest.mark.parametrize(
    ("about", "found"),
    [
        ("", [LAUNCH, DOCKING, SOMEDAY]),
        ("roscosmos", [LAUNCH]),
        ("РОСКОСМОС", [LAUNCH]),
        ("the International Space Station", [DOCKING, SOMEDAY]),
        ("International Space Station", [DOCKING, SOMEDAY]),
        ("station", [DOCKING, SOMEDAY]),
        ("Международная космическая станция", [DOCKING, SOMEDAY]),
        ("the", []),
        ("launch soyuz", [LAUNCH]),
        ("soyuz docking", []),
    ],
    ids=[
        "all",
        "a topic",
        "its Russian name",
        "its long name",
        "without an article",
        "its last word",
        "in another case",
        "an article",
        "words",
        "one word of two",
    ],
)
def test_events_are_found_by_topic_or_words_and_dated_ones_come_first(
    about: str, found: list[object]
) -> None:
    assert coming(EVENTS, about, TOPICS) == found


def test_at_a_station_the_next_three_arrivals_departures_and_spacewalks_are_shown() -> None:
    kinds = [EventKind.SPACEWALK, EventKind.UNDOCKING, EventKind.DOCKING, EventKind.DOCKING]
    events = [
        an_event(id=f"{place}", kind=kind, start=NOON + place * HOUR)
        for place, kind in enumerate(kinds)
    ]
    shown = station_events([*reversed(events), LAUNCH, OVER])
    assert shown == events[:3]
