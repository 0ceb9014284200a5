"""What is doubtful about an event."""

from datetime import timedelta

import pytest

from bot.core.calendar.doubt import NEAR, STALE, STALE_NEAR, doubts, own_doubts
from bot.core.reasons.event_doubts import EventDoubt
from bot.core.types import MissionEvent, Reason
from tests.build import NOON
from tests.unit.calendar.events import an_event

MOMENT = timedelta.resolution
FAR, SOON = an_event(start=NOON + NEAR), an_event(start=NOON + NEAR - MOMENT)
STALE_BY_THREE, STALE_BY_ONE = EventDoubt.STALE(hours=3), EventDoubt.STALE(hours=1)


@pytest.mark.parametrize(
    ("event", "reasons"),
    [
        (an_event(), ()),
        (an_event(missing_since=NOON), (EventDoubt.VANISHED(),)),
        (an_event(moves=(NOON,) * 2), ()),
        (an_event(moves=(NOON,) * 3), (EventDoubt.UNSTEADY(n=3),)),
        (an_event(moves=(NOON,) * 4), (EventDoubt.UNSTEADY(n=4),)),
    ],
)
def test_an_event_that_vanished_or_is_unsteady_is_in_doubt_by_itself(
    event: MissionEvent, reasons: tuple[Reason, ...]
) -> None:
    assert own_doubts(event, now=NOON) == reasons


@pytest.mark.parametrize(
    ("event", "age", "reasons"),
    [
        (FAR, STALE, ()),
        (FAR, STALE + MOMENT, (STALE_BY_THREE,)),
        (SOON, STALE_NEAR, ()),
        (SOON, STALE_NEAR + MOMENT, (STALE_BY_ONE,)),
        (SOON, timedelta(minutes=46), (STALE_BY_ONE,)),
        (an_event(), timedelta(hours=2), ()),
        (FAR, None, (EventDoubt.UNKNOWN_AGE(),)),
    ],
)
def test_a_calendar_that_has_not_answered_for_long_is_in_doubt_the_sooner_before_a_start(
    event: MissionEvent, age: timedelta | None, reasons: tuple[Reason, ...]
) -> None:
    answered = None if age is None else NOON - age
    assert doubts(event, answered=answered, now=NOON) == reasons
