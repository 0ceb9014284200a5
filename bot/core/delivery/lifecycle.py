"""The life of a delivery: which state follows which event. Read LIFE first; nothing else, here or
in storage, names the state that a row changes to.

Rule 1: a pair that is not in the table is a mistake of ours, and raises.
Rule 2: doubt is never forgotten: a delivery whose answer was lost stays unknown when its chat
goes or comes back, and never ends as if it had not been sent. Example: pending, BEGUN -> sending,
UNANSWERED -> unknown, CHAT_GONE and CHAT_BACK -> still unknown, ANSWERED_SINCE -> pending.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from bot.core.types import DeliveryState

_PENDING, _SENDING, _SENT = DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.SENT
_PARKED, _UNKNOWN = DeliveryState.PARKED, DeliveryState.UNKNOWN
_UNCERTAIN, _EXPIRED = DeliveryState.UNCERTAIN, DeliveryState.EXPIRED
_DEAD, _CANCELLED = DeliveryState.DEAD, DeliveryState.CANCELLED


class Event(StrEnum):
    """What may happen to a delivery, in the words of the diagram."""

    BEGUN = "its request is about to be made"
    TAKEN = "taken by Telegram"
    NOT_TAKEN = "not taken, to be tried again"
    REFUSED = "refused for good"
    TURNED_AWAY = "turned away by its chat"
    UNANSWERED = "no answer, or its process gone"
    GIVEN_UP = "unanswered, while others are"
    ANSWERED_SINCE = "Telegram answers again, 15 s"
    CHAT_GONE = "its chat cannot be reached"
    CHAT_BACK = "its chat is back"
    LISTED = "listed in a message taken"
    UNWANTED = "not wanted, or nothing new"
    OVERTAKEN = "a newer edit takes its place"
    TOO_OLD = "older than its expiry"
    TOO_OLD_IN_DOUBT = "too old, and once unanswered"


LIFE: Mapping[DeliveryState, Mapping[Event, DeliveryState]] = {
    _PENDING: {
        Event.BEGUN: _SENDING,
        Event.REFUSED: _DEAD,  # it cannot even be put into words
        Event.CHAT_GONE: _PARKED,
        Event.LISTED: _SENT,
        Event.GIVEN_UP: _UNCERTAIN,  # listed in a catch-up message that nobody answers
        Event.UNWANTED: _CANCELLED,
        Event.OVERTAKEN: _CANCELLED,
        Event.TOO_OLD: _EXPIRED,
        Event.TOO_OLD_IN_DOUBT: _UNCERTAIN,
    },
    _SENDING: {
        Event.TAKEN: _SENT,
        Event.NOT_TAKEN: _PENDING,
        Event.REFUSED: _DEAD,
        Event.TURNED_AWAY: _PARKED,
        Event.UNANSWERED: _UNKNOWN,
        Event.GIVEN_UP: _UNCERTAIN,
        Event.UNWANTED: _CANCELLED,  # an edit in a topic that was closed meanwhile
    },
    _UNKNOWN: {
        Event.TAKEN: _SENT,  # its answer has come late
        Event.ANSWERED_SINCE: _PENDING,
        Event.CHAT_GONE: _UNKNOWN,
        Event.CHAT_BACK: _UNKNOWN,
        Event.TOO_OLD: _UNCERTAIN,
    },
    _PARKED: {
        Event.CHAT_BACK: _PENDING,
        Event.LISTED: _SENT,  # the answer came just before the chat was lost
        Event.GIVEN_UP: _UNCERTAIN,
        Event.OVERTAKEN: _CANCELLED,
        Event.TOO_OLD: _EXPIRED,
        Event.TOO_OLD_IN_DOUBT: _UNCERTAIN,
    },
    _SENT: {},
    _UNCERTAIN: {},
    _DEAD: {},
    _EXPIRED: {},
    _CANCELLED: {},
}

LIVE = (_PENDING, _SENDING, _UNKNOWN)
"""Not over, and not waiting for a chat to come back."""
UNSENT = (_PENDING, _PARKED)
"""In no sender's hands, and no answer is outstanding."""
OVER = tuple(state for state, events in LIFE.items() if not events)


def after(state: DeliveryState, event: Event) -> DeliveryState:
    """Return the state that follows; raises ValueError where the table has none."""
    try:
        return LIFE[state][event]
    except KeyError:
        raise ValueError(f"a delivery that is {state} cannot meet: {event}") from None


def steps(event: Event) -> Mapping[DeliveryState, tuple[DeliveryState, ...]]:
    """Return what an event makes of every row it may meet: each new state with its old ones."""
    found: dict[DeliveryState, tuple[DeliveryState, ...]] = {}
    for state, events in LIFE.items():
        following = events.get(event, state)
        if following is not state:
            found[following] = (*found.get(following, ()), state)
    return found


def diagram() -> Iterator[str]:
    """Draw the table, one line for each of its entries."""
    for state, events in LIFE.items():
        for event, following in events.items():
            yield f"{state:<8} -- {event} --> ".ljust(52) + following
