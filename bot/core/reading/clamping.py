"""Corrects times that a wrong clock has stored.

Rule 1: this runs once, when the store is opened to run (storage/clamp_times.py); nothing else
doubts a stored time. While a process runs its own time never jumps (app/clock.py).
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.chat.preferences import LONGEST_MUTE
from bot.core.reading.poll_result import FeedState
from bot.core.reading.schedule import LONGEST_RETRY_AFTER
from bot.core.types import Chat, Delivery

FLOOR = datetime(2020, 1, 1, tzinfo=UTC)
"""Nothing was stored earlier: a machine without a clock battery starts in 1970 or 2000."""

AHEAD = timedelta(minutes=1)
"""Right clocks differ by less, and a burst of sending is paid for at most so far ahead."""

LONGEST_HOLD = LONGEST_MUTE + timedelta(days=1)
"""Deliveries to a muted chat are held until the mute and the quiet night after it are over."""

LONGEST_WAIT = LONGEST_RETRY_AFTER * 1.2
"""The longest time from one poll to the next, with the most that chance adds."""


def is_wrong(at: datetime, now: datetime) -> bool:
    """Whether something in the past cannot have happened then."""
    return not FLOOR <= at <= now + AHEAD


def clamped_delivery(delivery: Delivery, now: datetime, tried: datetime | None = None) -> Delivery:
    """Promise now what was promised at a wrong time, with the delay and the life it had; what was
    `tried` at a wrong time waits as if it had been tried now.

    A post promised in 2099, due at once and for a day: promised now, due at once and for a day. If
    its answer was lost five hours later, it is due in 15 s.
    """
    put_off = tried or delivery.created
    if is_wrong(put_off, now):
        delivery = replace(delivery, not_before=delivery.not_before + (now - put_off))
    if is_wrong(delivery.created, now):
        expires = delivery.expires + (now - delivery.created)
        delivery = replace(delivery, created=now, expires=expires)
    if delivery.not_before > now + LONGEST_HOLD:
        delivery = replace(delivery, not_before=now)
    return delivery


def clamped_state(state: FeedState, now: datetime) -> FeedState:
    """Make a feed due that was polled at a wrong time or put off for longer than can be.

    Wrong times become now, so that no notice says that a feed has been failing, or silent, for 56
    years; and the whole document is asked for.
    """
    past = ("last_poll", "last_success", "last_entry", "failing_since", "moved_since")
    times = {name: getattr(state, name) for name in past}
    wrong: dict[str, Any] = {name: now for name, at in times.items() if at and is_wrong(at, now)}
    if not wrong and state.next_poll <= now + LONGEST_WAIT:
        return state
    polls = tuple(each for each in state.polls if not is_wrong(each.at, now))
    return replace(state, **wrong, polls=polls, last_full=None, next_poll=now)


def clamped_chat(chat: Chat, now: datetime) -> Chat:
    """Unmute a chat that is muted for longer than anyone can ask for."""
    until = chat.muted_until
    if until is None or until <= now + LONGEST_MUTE + AHEAD:
        return chat
    return replace(chat, muted_until=None)
