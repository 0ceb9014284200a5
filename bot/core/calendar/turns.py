"""What those must hear who were reminded, when an event changes: edits of what announced it, and a
reply where it is put off, held or has failed.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.types import Delivery, DeliveryKind, EventStatus, MissionEvent, Post

LIFE = timedelta(hours=24)


class Turn(StrEnum):
    """What has happened to an event that somebody was reminded of."""

    PUT_OFF = "put off"
    BROUGHT_FORWARD = "brought forward"
    HELD = "held"
    RESUMED = "resumed"
    BEGUN = "begun"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    MOVED = "moved"


_REPLIED = (Turn.PUT_OFF, Turn.BROUGHT_FORWARD, Turn.HELD, Turn.FAILED)
_TURNS = {
    EventStatus.HOLD: Turn.HELD,
    EventStatus.UNDER_WAY: Turn.BEGUN,
    EventStatus.SUCCESS: Turn.SUCCEEDED,
    EventStatus.FAILURE: Turn.FAILED,
}


def turn_of(before: MissionEvent, after: MissionEvent) -> Turn | None:
    """Return what readers must hear of the step between two states; None if it is nothing."""
    if after.attempt != before.attempt:
        return _moved(after)
    if after.status is not before.status:
        return _TURNS.get(
            after.status, Turn.RESUMED if before.status is EventStatus.HOLD else None
        )
    return Turn.MOVED if after.start != before.start else None


def told_turn(
    before: MissionEvent, after: MissionEvent, posts: Iterable[Post], now: datetime
) -> tuple[Delivery, ...]:
    """Promise what the chats must hear in which a reminder of the event stands."""
    turn = turn_of(before, after)
    if turn is None:
        return ()
    kinds = (DeliveryKind.EDIT, DeliveryKind.REPLY)[: 2 if turn in _REPLIED else 1]
    return _told(after, posts, kinds, now)


def told_news(event: MissionEvent, posts: Iterable[Post], now: datetime) -> tuple[Delivery, ...]:
    """Promise an edit of each reminder that stands: outlets tell more of the event."""
    return _told(event, posts, (DeliveryKind.EDIT,), now)


def _told(
    event: MissionEvent, posts: Iterable[Post], kinds: Iterable[DeliveryKind], now: datetime
) -> tuple[Delivery, ...]:
    chats = dict.fromkeys((post.chat_id, post.thread_id) for post in posts)
    return tuple(
        Delivery(
            story=event.key,
            chat_id=chat,
            thread_id=thread,
            kind=kind,
            revision=int(now.timestamp()),
            created=now,
            not_before=now,
            expires=now + LIFE,
            urgent=kind is DeliveryKind.REPLY,
        )
        for chat, thread in chats
        for kind in kinds
    )


def standing_turn(event: MissionEvent) -> Turn | None:
    """Return what a reply about the event says as it stands now; None if nothing is amiss."""
    turn = _TURNS.get(event.status)
    if turn in _REPLIED:
        return turn
    waits = event.status in (EventStatus.GO, EventStatus.UNCONFIRMED)
    return _moved(event) if waits and event.was is not None else None


def _moved(event: MissionEvent) -> Turn:
    return Turn.BROUGHT_FORWARD if event.is_brought_forward else Turn.PUT_OFF
