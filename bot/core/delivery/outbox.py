"""What each answer of Telegram makes of a delivery; the states are in lifecycle.py.

docs/delivery.md explains the protocol.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.core.delivery.lifecycle import Event, after
from bot.core.delivery.messages import Outgoing
from bot.core.delivery.pacing import LONGEST_REST
from bot.core.reasons.send_failures import SendFailure
from bot.core.types import Delivery, DeliveryKind, Post, Reason


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram took it (or the message already shows what it should)."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Later:
    """Certainly not sent, and worth another try: flood control, refused connection, pool timeout,
    outage.
    """

    reason: Reason
    after: timedelta | None = None
    """Telegram's own retry_after."""


@dataclass(frozen=True, slots=True)
class Never:
    """Telegram will not take this message. `markup`: it could not read the entities; plain text
    may pass.
    """

    reason: Reason
    markup: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Asked, but the answer is lost: the message may stand in the chat."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with another id."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The chat cannot be reached: blocked, kicked, deleted, no rights."""

    reason: Reason
    certain: bool = True
    """False for answers to be confirmed before the chat is parked (chat not found, no rights)."""


@dataclass(frozen=True, slots=True)
class Shut:
    """The forum thread is closed or deleted; its group may still be open."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Refused:
    """The token itself is refused (401): stop sending, touch no row."""

    reason: Reason


SendResult = Sent | Later | Never | Unknown | Moved | Gone | Shut | Refused


@dataclass(frozen=True, slots=True)
class Unasked:
    """No byte of the request had been written."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Telegram had confirmed it, but the answer was not recorded."""

    message_id: int
    shown: str = ""


Trace = Unasked | Heard
"""What a dead sender's journal says of an attempt."""


GRACE = timedelta(seconds=15)
"""Shortest wait after a lost answer: Telegram may still be delivering the message."""

LONGEST_GRACE = timedelta(hours=4)

RESENDS = 6
"""A delivery that was sent again so often, while other chats' were answered, is given up when it
goes unanswered once more: it is its message, or its chat, that Telegram cannot answer.
"""

FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=10)

MARGIN = timedelta(seconds=1)
"""Added to Telegram's retry_after: its clock and ours need not tick together."""

DOUBTS = 3
"""How many answers must say that the chat cannot be reached, where Telegram may be mistaken."""
DOUBT_GAP = timedelta(minutes=30)

REFUSED_REST = timedelta(seconds=30)
"""A refused token is tried again twice a minute: it may be replaced at Telegram's end."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A rendered delivery: what to send, and the fingerprint of what its reader will see."""

    outgoing: Outgoing
    shown: str = ""
    lists: tuple[int, ...] = ()
    """The other rows whose news a catch-up message has."""


def reserved(delivery: Delivery) -> Delivery:
    """Return the delivery as it is committed before any request is made."""
    return replace(_with_event(delivery, Event.BEGUN), attempts=delivery.attempts + 1)


def settle(delivery: Delivery, result: SendResult, *, now: datetime) -> Delivery:
    """Return the delivery after Telegram's answer, or the lack of one."""
    match result:
        case Sent(message_id=message_id):
            return replace(_with_event(delivery, Event.TAKEN), message_id=message_id)
        case Later(reason=reason, after=rest):
            pause = _backoff(delivery.attempts) if rest is None else _rest(rest)
            return _retry(delivery, reason, now + pause)
        case Never(reason=reason, markup=True) if not delivery.plain:
            return replace(_retry(delivery, reason, now), plain=True)
        case Never(reason=reason):
            return _with_event(delivery, Event.REFUSED, reason)
        case Unknown(reason=reason) if delivery.alone >= RESENDS:
            return _with_event(delivery, Event.GIVEN_UP, reason)
        case Unknown(reason=reason):
            doubted = replace(delivery, unanswered=delivery.unanswered + 1)
            return _in_doubt(doubted, reason, now)
        case Moved(chat_id=chat_id):
            return replace(_retry(delivery, SendFailure.CHAT_MOVED(), now), chat_id=chat_id)
        case Gone(reason=reason, certain=certain):
            return _gone(delivery, reason, certain=certain, now=now)
        case Shut(reason=reason):
            return _shut_out(delivery, reason, now=now)
        case Refused(reason=reason):
            return _not_asked(delivery, reason, now)
        case _:
            assert_never(result)


def settle_orphan(delivery: Delivery, trace: Trace | None, *, now: datetime) -> Delivery:
    """Settle an attempt whose sender has died; without a trace it may stand in the chat."""
    match trace:
        case None:
            return _in_doubt(delivery, SendFailure.SENDER_GONE(), now)
        case Unasked():
            return _not_asked(delivery, SendFailure.NEVER_ASKED(), now)
        case Heard(message_id=message_id):
            return settle(delivery, Sent(message_id), now=now)
        case _:
            assert_never(trace)


def due_again(delivery: Delivery, *, others: bool, now: datetime) -> Delivery:
    """Make an unknown delivery due again, once Telegram has answered something since.

    `others`: it has answered a send to another chat, so that the line is up.
    """
    again = _with_event(delivery, Event.ANSWERED_SINCE, delivery.error)
    alone = delivery.alone + others
    return replace(again, not_before=now, resent=True, alone=alone)


def cancelled(delivery: Delivery, reason: Reason) -> Delivery:
    """Cancel a delivery that is not wanted any more, or has nothing new to say."""
    return _with_event(delivery, Event.UNWANTED, reason)


def rest_of(result: SendResult, *, now: datetime) -> datetime | None:
    """Return until when the chat must be left alone after this answer; None if it need not."""
    match result:
        case Later(after=timedelta() as rest):
            return now + _rest(rest)
        case Gone(certain=False):
            return now + DOUBT_GAP
        case _:
            return None


def stop_of(result: SendResult, *, now: datetime) -> datetime | None:
    """Return until when nothing at all may be sent after this answer; None if others go on."""
    return now + REFUSED_REST if isinstance(result, Refused) else None


def post_of(delivery: Delivery, *, shown: str, replies_to: int = 0, now: datetime) -> Post | None:
    """Return the message that stands in the chat once a delivery is sent; None for kinds that
    tell no development. `replies_to`: message id of the post that stood there already.

    A catch-up message belongs to no one story: nothing is edited in it, nothing replies to it.
    """
    told = (DeliveryKind.POST, DeliveryKind.REPLY)
    kinds = told if delivery.event is None else (DeliveryKind.REMINDER,)
    if delivery.kind not in kinds or delivery.in_catch_up or delivery.message_id is None:
        return None
    return Post(
        story=delivery.story,
        chat_id=delivery.chat_id,
        thread_id=delivery.thread_id,
        episode=delivery.revision,
        message_id=delivery.message_id,
        sent=now,
        changed=now,
        development=delivery.development,
        replies_to=replies_to,
        shown=shown,
    )


def _with_event(delivery: Delivery, event: Event, reason: Reason | None = None) -> Delivery:
    return replace(delivery, state=after(delivery.state, event), error=reason)


def _in_doubt(delivery: Delivery, reason: Reason, now: datetime) -> Delivery:
    if delivery.kind is DeliveryKind.EDIT:  # it cannot be doubled
        return _retry(delivery, reason, now + _backoff(delivery.attempts))
    waits = now + _grace(delivery.unanswered)
    return replace(_with_event(delivery, Event.UNANSWERED, reason), not_before=waits)


def _retry(delivery: Delivery, reason: Reason, at: datetime) -> Delivery:
    return replace(_with_event(delivery, Event.NOT_TAKEN, reason), not_before=at)


def _not_asked(delivery: Delivery, reason: Reason, now: datetime) -> Delivery:
    return _retry(replace(delivery, attempts=max(0, delivery.attempts - 1)), reason, now)


def _gone(delivery: Delivery, reason: Reason, *, certain: bool, now: datetime) -> Delivery:
    doubts = delivery.doubts + 1
    if certain or doubts >= DOUBTS:
        return replace(_with_event(delivery, Event.TURNED_AWAY, reason), doubts=doubts)
    return replace(_retry(delivery, reason, now + DOUBT_GAP), doubts=doubts)


def _shut_out(delivery: Delivery, reason: Reason, *, now: datetime) -> Delivery:
    """Send to the group what its thread does not take; an edit has nowhere else to go."""
    if delivery.kind is DeliveryKind.EDIT:
        return cancelled(delivery, reason)
    if not delivery.thread_id:
        return _gone(delivery, reason, certain=False, now=now)
    return replace(_retry(delivery, reason, now), thread_id=0)


def _rest(after: timedelta) -> timedelta:
    return min(after, LONGEST_REST) + MARGIN


def _grace(unanswered: int) -> timedelta:
    """Return the wait after so many lost answers: 15 s, 15 s, 1 min, 4 ... 64 min.

    So few copies at most stand in a chat, though Telegram should take all and answer none.
    """
    growth: int = 4 ** min(max(unanswered - 2, 0), 6)
    return min(LONGEST_GRACE, GRACE * growth)


def _backoff(attempts: int) -> timedelta:
    doublings = min(max(attempts, 1) - 1, 12)
    return min(LONGEST_RETRY, FIRST_RETRY * (1 << doublings))
