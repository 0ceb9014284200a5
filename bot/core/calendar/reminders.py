"""Reminders: a day, an hour and ten minutes before an event, each once for each attempt.

Rule 1: none is given after the start, for a start that is not exact, or for an event on hold.
Rule 2: the outbox's unique key makes it once: event, chat, and attempt with the reminder's place.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.types import (
    EVERY_EVENT,
    Delivery,
    DeliveryKind,
    EventStatus,
    MissionEvent,
    Precision,
    Subscription,
    SubscriptionKind,
)

BEFORE = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=10))
"""How long before the start."""
_GRACE = (timedelta(hours=3), timedelta(minutes=20), timedelta(minutes=10))
"""How late each may be promised: after a longer pause the next one is enough."""
_PER_ATTEMPT = 10
_TO_COME = (EventStatus.GO, EventStatus.UNCONFIRMED)


def due_reminder(event: MissionEvent, now: datetime) -> int | None:
    """Return the place in `BEFORE` of the reminder to give now, if any."""
    if event.status not in _TO_COME or event.precision is not Precision.MINUTE:
        return None
    left = event.start - now
    for place, (before, grace) in enumerate(zip(BEFORE, _GRACE, strict=True)):
        if timedelta() < left <= before and left > before - grace:
            return place
    return None


def reminders(
    event: MissionEvent, wishes: Iterable[Subscription], now: datetime
) -> tuple[Delivery, ...]:
    """Promise the reminder that is due to each chat that wants it."""
    place = due_reminder(event, now)
    if place is None:
        return ()
    last = place == len(BEFORE) - 1
    chats = {(wish.chat_id, wish.thread_id) for wish in wishes if is_wanted(event, wish)}
    return tuple(
        Delivery(
            story=event.key,
            chat_id=chat,
            thread_id=thread,
            kind=DeliveryKind.REMINDER,
            revision=event.attempt * _PER_ATTEMPT + place,
            created=now,
            not_before=now,
            expires=event.start if last else event.start - BEFORE[place + 1],
            urgent=last,
        )
        for chat, thread in sorted(chats)
    )


def is_wanted(event: MissionEvent, wish: Subscription) -> bool:
    return wish.kind is SubscriptionKind.REMINDER and wish.value in (event.id, EVERY_EVENT)


def is_still_right(delivery: Delivery, event: MissionEvent, now: datetime) -> bool:
    """Whether a reminder promised earlier may be sent: the event was not put off meanwhile."""
    return (
        delivery.revision // _PER_ATTEMPT == event.attempt
        and event.status in _TO_COME
        and event.start > now
    )


def place_of(revision: int) -> int:
    """Return the place in `BEFORE` of a reminder."""
    return min(revision % _PER_ATTEMPT, len(BEFORE) - 1)
