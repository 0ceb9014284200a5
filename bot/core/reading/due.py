"""Which feeds to ask now, of all that are known."""

from collections.abc import Iterable
from datetime import datetime

from bot.core.reading.poll_result import FeedState


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
    return not state.gone and state.next_poll <= now
