"""Which feeds to ask now, of all that are known.

Rule 1: times read back from storage are believed only as far as a feed can have been told to wait.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.polls import FeedState
from bot.core.schedule import LONGEST_RETRY_AFTER

LONGEST_WAIT = LONGEST_RETRY_AFTER * 1.2
"""With the most that chance adds: a stored time further ahead is a clock that jumped."""


def due(states: Iterable[FeedState], now: datetime) -> tuple[FeedState, ...]:
    """Those whose time has come, longest overdue first.

    At most a tenth of all feeds (10 at least) at a time, so that a start, or waking after hours,
    does not ask everyone in one second: call it again on the next beat.
    """
    every = tuple(states)
    waiting = sorted((state for state in every if _is_due(state, now)), key=_next_poll)
    return tuple(waiting[: max(10, len(every) // 10)])


def _next_poll(state: FeedState) -> datetime:
    return state.next_poll


def _is_due(state: FeedState, now: datetime) -> bool:
    if state.gone:
        return False
    if state.last_poll is not None and state.last_poll > now + timedelta(minutes=1):
        return True  # polled in the future: the clock was wrong, then or now
    return state.next_poll <= now or state.next_poll > now + LONGEST_WAIT
