"""What a calendar's new page makes of the events known so far."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from bot.core.calendar.merging import MOST, REMEMBERED, SLIP, after_page, is_forgotten, merged
from bot.core.types import CalendarPage, EventStatus, MissionEvent, Precision
from tests.build import NOON
from tests.unit.calendar.events import an_event

MOMENT = timedelta.resolution
DAY = timedelta(days=1)
COMING = an_event(start=NOON + DAY)


@pytest.mark.parametrize(
    ("changes", "put_off"),
    [
        ({"start": COMING.start + SLIP}, False),
        ({"start": COMING.start + SLIP + MOMENT}, True),
        ({"start": COMING.start - SLIP - MOMENT}, True),
        ({"precision": Precision.HOUR}, False),
        ({"precision": Precision.DAY}, True),
        ({"start": COMING.start + DAY, "status": EventStatus.SUCCESS}, False),
    ],
)
def test_an_event_is_put_off_when_its_start_moves_far_or_its_date_is_taken_back(
    changes: dict[str, object], put_off: bool
) -> None:
    after = merged(COMING, an_event(**{"start": COMING.start, **changes}), NOON)
    assert (after.attempt, after.was) == ((2, COMING.start) if put_off else (1, None))


@pytest.mark.parametrize(
    "before",
    [an_event(precision=Precision.DAY), an_event(status=EventStatus.FAILURE)],
    ids=["no exact date before", "over"],
)
def test_what_had_no_exact_date_or_is_over_is_not_put_off(before: MissionEvent) -> None:
    assert merged(before, COMING, NOON).attempt == 1


def test_what_is_remembered_of_an_event_outlives_a_page() -> None:
    before = an_event(start=COMING.start, attempt=3, was=NOON, story="5" * 16)
    after = merged(before, an_event(start=COMING.start, name="A new name"), NOON)
    assert (after.attempt, after.was, after.story) == (3, NOON, "5" * 16)
    assert after.name == "A new name"


@pytest.mark.parametrize(
    ("moves", "kept"),
    [
        ((NOON - REMEMBERED,), ()),
        ((NOON - REMEMBERED + MOMENT,), (NOON - REMEMBERED + MOMENT,)),
    ],
)
def test_moves_of_a_start_are_remembered_for_a_day(
    moves: tuple[datetime, ...], kept: tuple[datetime, ...]
) -> None:
    before = an_event(start=COMING.start, moves=moves)
    assert merged(before, COMING, NOON).moves == kept
    assert merged(before, an_event(start=COMING.start + SLIP), NOON).moves == (*kept, NOON)


def test_only_the_last_moves_are_kept() -> None:
    moves = tuple(NOON - timedelta(minutes=minute) for minute in range(9, 0, -1))
    after = merged(an_event(moves=moves), COMING, NOON)
    assert after.moves == (*moves[-5:], NOON)


def changed(
    known: Iterable[MissionEvent], listed: Iterable[MissionEvent] | None, **page: datetime
) -> list[tuple[str, datetime | None]]:
    """Which events a page changes, with the time since when they are missing."""
    events = None if listed is None else tuple(listed)
    found = after_page(
        {event.id: event for event in known},
        CalendarPage(events=events, **page),  # type: ignore[arg-type]
        feed="events",
        topics_of=lambda event: ("iss",) if "Progress" in event.name else (),
        now=NOON,
    )
    return [(event.id, event.missing_since) for event in found]


def test_what_is_new_or_told_otherwise_is_changed_and_what_is_told_again_is_not() -> None:
    other = an_event(id="event 2", start=COMING.start)
    assert changed([COMING], [COMING, other]) == [("event 2", None)]
    assert changed([COMING], [an_event(start=COMING.start + DAY)]) == [("event 1", None)]
    assert changed([COMING], None) == []


def test_an_event_of_no_topic_is_left_out_unless_it_had_one() -> None:
    renamed = an_event(name="Luna 26", start=COMING.start)
    assert changed([], [renamed]) == []
    assert changed([COMING], [renamed]) == [("event 1", None)]


def test_a_calendar_with_ever_new_events_fills_its_room_and_what_is_known_is_still_kept() -> None:
    others = [an_event(id=f"launch {n}", feed="launches") for n in range(5)]
    known = [an_event(id=f"known {n}") for n in range(MOST - 1)]
    new = [an_event(id="new 1"), an_event(id="new 2")]
    moved = an_event(id="known 0", start=COMING.start)
    assert changed([*others, *known], [*new, moved]) == [("new 1", None), ("known 0", None)]


def test_what_was_known_is_remembered_when_a_page_moves_it() -> None:
    [after] = after_page(
        {COMING.id: COMING},
        CalendarPage(events=(an_event(start=COMING.start + DAY),)),
        feed="events",
        topics_of=lambda event: event.topics,
        now=NOON,
    )
    assert (after.was, after.attempt, after.moves) == (COMING.start, 2, (NOON,))


@pytest.mark.parametrize(
    ("event", "missing"),
    [
        (COMING, True),
        (an_event(start=NOON), False),
        (an_event(start=COMING.start, status=EventStatus.SUCCESS), False),
        (an_event(start=COMING.start, missing_since=NOON - DAY), False),
        (an_event(start=COMING.start, feed="launches"), False),
    ],
    ids=["to come", "begun", "over", "missing already", "another calendar's"],
)
def test_what_is_to_come_and_not_listed_any_more_is_missing(
    event: MissionEvent, missing: bool
) -> None:
    assert changed([event], []) == ([("event 1", NOON)] if missing else [])


def test_what_is_on_a_further_page_is_not_missing() -> None:
    assert changed([COMING], [], until=COMING.start) == []
    assert changed([COMING], [], until=COMING.start + MOMENT) == [("event 1", NOON)]


def test_an_event_is_history_three_days_after_its_start() -> None:
    assert not is_forgotten(an_event(), NOON + 3 * DAY)
    assert is_forgotten(an_event(), NOON + 3 * DAY + MOMENT)
