"""When a reminder is due, who gets it, and whether it is still right when it is sent."""

from datetime import timedelta

import pytest

from bot.core.calendar.reminders import due_reminder, is_still_right, place_of, reminders
from bot.core.types import (
    EVERY_EVENT,
    DeliveryKind,
    EventStatus,
    MissionEvent,
    Precision,
    Subscription,
    SubscriptionKind,
)
from tests.build import NOON
from tests.unit.calendar.events import an_event

MOMENT = timedelta.resolution
DAY, HOUR, TEN_MINUTES = timedelta(days=1), timedelta(hours=1), timedelta(minutes=10)


@pytest.mark.parametrize(
    ("left", "place"),
    [
        (DAY + MOMENT, None),
        (DAY, 0),
        (timedelta(hours=21) + MOMENT, 0),
        (timedelta(hours=21), None),
        (HOUR + MOMENT, None),
        (HOUR, 1),
        (timedelta(minutes=40) + MOMENT, 1),
        (timedelta(minutes=40), None),
        (TEN_MINUTES + MOMENT, None),
        (TEN_MINUTES, 2),
        (MOMENT, 2),
        (timedelta(), None),
        (-HOUR, None),
    ],
)
def test_a_reminder_is_due_a_day_an_hour_and_ten_minutes_before_the_start(
    left: timedelta, place: int | None
) -> None:
    assert due_reminder(an_event(start=NOON + left), NOON) == place


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({"status": EventStatus.UNCONFIRMED}, True),
        ({"status": EventStatus.HOLD}, False),
        ({"status": EventStatus.UNDER_WAY}, False),
        ({"status": EventStatus.SUCCESS}, False),
        ({"precision": Precision.HOUR}, False),
    ],
)
def test_nobody_is_reminded_of_a_start_on_hold_or_not_exact(
    changes: dict[str, object], due: bool
) -> None:
    event = an_event(start=NOON + HOUR, **changes)
    assert (due_reminder(event, NOON) is not None) is due


def a_wish(chat: int, value: str = "event 1", **changes: object) -> Subscription:
    kind = changes.get("kind", SubscriptionKind.REMINDER)
    assert isinstance(kind, SubscriptionKind)
    return Subscription(chat, 3 if chat < 0 else 0, kind, value)


def test_who_asks_for_the_event_or_for_every_one_is_reminded_once() -> None:
    wishes = [
        a_wish(9, EVERY_EVENT),
        a_wish(-7),
        a_wish(-7, EVERY_EVENT),
        a_wish(8, "event 2"),
        a_wish(6, kind=SubscriptionKind.STORY),
    ]
    promised = reminders(an_event(start=NOON + HOUR), wishes, NOON)
    assert [(each.chat_id, each.thread_id) for each in promised] == [(-7, 3), (9, 0)]
    assert reminders(an_event(start=NOON + 2 * HOUR), wishes, NOON) == ()


@pytest.mark.parametrize(
    ("left", "life", "urgent"),
    [
        (DAY, DAY - HOUR, False),
        (HOUR, timedelta(minutes=50), False),
        (TEN_MINUTES, TEN_MINUTES, True),
    ],
)
def test_a_reminder_is_good_until_the_next_one_and_the_last_until_the_start(
    left: timedelta, life: timedelta, urgent: bool
) -> None:
    (each,) = reminders(an_event(start=NOON + left), [a_wish(7)], NOON)
    assert (each.kind, each.story) == (DeliveryKind.REMINDER, "event:event 1")
    assert (each.created, each.not_before, each.expires) == (NOON, NOON, NOON + life)
    assert each.urgent is urgent


def test_each_reminder_of_each_attempt_is_another_one() -> None:
    numbers = [
        reminders(an_event(start=NOON + left, attempt=attempt), [a_wish(7)], NOON)[0].revision
        for attempt in (1, 2)
        for left in (DAY, HOUR, TEN_MINUTES)
    ]
    assert len(set(numbers)) == 6
    assert [place_of(number) for number in numbers] == [0, 1, 2, 0, 1, 2]
    assert place_of(9) == 2


@pytest.mark.parametrize(
    ("event", "right"),
    [
        (an_event(start=NOON + HOUR), True),
        (an_event(start=NOON + HOUR, attempt=2), False),
        (an_event(start=NOON + HOUR, status=EventStatus.HOLD), False),
        (an_event(start=NOON), False),
    ],
    ids=["as promised", "put off", "on hold", "begun"],
)
def test_a_reminder_is_sent_only_while_the_event_is_as_it_was(
    event: MissionEvent, right: bool
) -> None:
    (promised,) = reminders(an_event(start=NOON + HOUR), [a_wish(7)], NOON)
    assert is_still_right(promised, event, NOON) is right
