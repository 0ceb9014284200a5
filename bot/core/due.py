"""Which feeds to ask now, of all that are known.

Rule 1: times read back from storage are believed only as far as a feed can have been told to wait.
Rule 2: of a feed that several processes know by different addresses, one of them is asked for.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.polls import FeedState
from bot.core.schedule import LONGEST_RETRY_AFTER
from bot.core.types import Feed

LONGEST_WAIT = LONGEST_RETRY_AFTER * 1.2
"""With the most that chance adds: a stored time further ahead is a clock that jumped."""

PATIENCE = timedelta(minutes=5)
"""A poll that is so late is made by nobody any more."""


def due(states: Iterable[FeedState], now: datetime) -> tuple[FeedState, ...]:
    """Those whose time has come, longest overdue first.

    At most a tenth of all feeds (10 at least) at a time, so that a start, or waking after hours,
    does not ask everyone in one second: call it again on the next beat.
    """
    every = tuple(states)
    return waiting(every, now)[: at_once(len(every))]


def waiting(states: Iterable[FeedState], now: datetime) -> tuple[FeedState, ...]:
    """All whose time has come, longest overdue first."""
    return tuple(sorted((state for state in states if _is_due(state, now)), key=_next_poll))


def at_once(feeds: int) -> int:
    """How many of so many feeds are begun in one beat."""
    return max(10, feeds // 10)


def is_others(feed: Feed, stored: FeedState | None, *, since: datetime, now: datetime) -> bool:
    """Another process asks this feed at another address, and has since we learned ours: it is its
    to ask until both have read the same feeds.yaml, or it asks no more. Two that start a feed over
    by turns would read it quietly for ever.
    """
    if stored is None or stored.configured_url == feed.url or stored.last_poll is None:
        return False
    return since < stored.last_poll and now < stored.next_poll + PATIENCE


def _next_poll(state: FeedState) -> datetime:
    return state.next_poll


def _is_due(state: FeedState, now: datetime) -> bool:
    if state.gone:
        return False
    if state.last_poll is not None and state.last_poll > now + timedelta(minutes=1):
        return True  # polled in the future: the clock was wrong, then or now
    return state.next_poll <= now or state.next_poll > now + LONGEST_WAIT
