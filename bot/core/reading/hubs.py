"""Hubs (WebSub): who tells us when a feed has news, and for how long we are subscribed there.

Rule 1: what a hub says is a reason to poll and no more; what it sends is not read.
Rule 2: polling goes on beside it: at a third of its pace while the hub keeps its word.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.reading.poll_result import FeedState, Hub

PACE = 3
GAP = timedelta(minutes=1)
"""Between two polls of a feed, whatever its hub says."""
LEASE = timedelta(days=10)
"""What we ask for; the hub decides."""
_LEASES = (timedelta(minutes=10), timedelta(days=90))
"""A shorter one is none, a longer one is cut."""
_RENEWED_AT = 0.8
"""Share of a lease after which we ask anew."""
_ASK_AGAIN = timedelta(minutes=10)
"""Doubled with each request that was not verified."""
_LONGEST_WAIT = timedelta(days=1)
_MISSES = 2
"""Polls in a row that found news of which the hub had said nothing: then it is not relied upon."""


def after_document(known: Hub | None, url: str, topic: str) -> Hub | None:
    """Return the hub after a document that names this one, or none ("")."""
    if not url:
        return None
    return known if known and (known.url, known.topic) == (url, topic) else Hub(url, topic)


def must_ask(hub: Hub, now: datetime) -> bool:
    return hub.ask_at is None or hub.ask_at <= now


def asked(hub: Hub, now: datetime, *, token: str, secret: str) -> Hub:
    """Return the hub once it is asked; a token and secret that it has are kept."""
    wait = min(_ASK_AGAIN * 2 ** min(hub.tries, 10), _LONGEST_WAIT)
    return replace(
        hub,
        token=hub.token or token,
        secret=hub.secret or secret,
        tries=hub.tries + 1,
        ask_at=now + wait,
    )


def verified(hub: Hub, lease: timedelta, now: datetime) -> Hub | None:
    """Return the hub once it has confirmed; None for a lease that is not worth it."""
    shortest, longest = _LEASES
    if lease < shortest:
        return None
    lease = min(lease, longest)
    return replace(hub, tries=0, missed=0, until=now + lease, ask_at=now + lease * _RENEWED_AT)


def denied(hub: Hub, now: datetime) -> Hub:
    return replace(hub, until=None, ask_at=now + _LONGEST_WAIT)


def with_hub(state: FeedState, hub: Hub) -> FeedState:
    return replace(state, hub=hub)


def after_push(state: FeedState, now: datetime) -> FeedState:
    """Return the state once the hub has told of news: due as soon as `GAP` allows."""
    hub = replace(state.hub, missed=0) if state.hub else None
    soon = max(now, state.last_poll + GAP) if state.last_poll else now
    return replace(state, next_poll=min(state.next_poll, soon), hub=hub)


def after_poll(
    before: FeedState, after: FeedState, latest: Hub | None, *, missed: bool
) -> FeedState:
    """Return the state `after` a poll with its hub as it is known now: it may have been asked, or
    have answered, meanwhile. `missed`: the poll found news of which the hub had told nothing.
    """
    hub = after.hub
    if hub and latest and (hub.url, hub.topic) == (latest.url, latest.topic):
        hub = latest
    if hub and missed and before.baseline:
        hub = replace(hub, missed=hub.missed + 1)
    return after if hub == after.hub else replace(after, hub=hub)


def tells(hub: Hub | None, now: datetime) -> bool:
    """Whether the hub can be relied upon to tell us of news."""
    return hub is not None and hub.until is not None and hub.until > now and hub.missed < _MISSES
