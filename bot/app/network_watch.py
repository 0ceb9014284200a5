"""What is logged of polls that fail: one line each, or one for all of them where nothing answers.

Rule 1: as long as no feed has answered since the start, failures wait: if all feeds fail as they
do without a network, one sentence is said instead.
"""

import logging
from collections.abc import Collection, Mapping

from bot.core.reading.poll_result import FeedState
from bot.core.reasons import english
from bot.core.types import Feed

logger = logging.getLogger(__name__)

NO_NETWORK = "none of %d feeds answers: is there a network?"

_UNANSWERED = frozenset({"dns", "connect", "timeout"})
"""Kinds of failures that a machine without a network has."""


class NetworkWatch:
    """Told of every poll; logs what failed."""

    def __init__(self) -> None:
        self._answered = False
        self._said = False
        self._waiting: dict[str, str] = {}

    def failed(self, feed: str, states: Mapping[str, FeedState], feeds: Collection[Feed]) -> None:
        """Log that a poll has failed, now or when it is known whether others answer."""
        error = states[feed].error
        self._waiting[feed] = english(error) if error else ""
        if none_answers(states, feeds):
            self._answered = False
            self._waiting.clear()
            if not self._said:
                self._said = True
                logger.warning(NO_NETWORK, len(feeds))
        elif self._answered or len(feeds) == 1:
            self._log()

    def answered(self) -> None:
        """A feed was read: what failed before has reasons of its own."""
        if self._said:
            logger.info("feeds answer again")
        self._answered, self._said = True, False
        self._log()

    def _log(self) -> None:
        for feed, error in self._waiting.items():
            logger.info("poll failed feed=%s error=%s", feed, error)
        self._waiting.clear()


def none_answers(states: Mapping[str, FeedState], feeds: Collection[Feed]) -> bool:
    """Whether all feeds, two at least, fail as they would without a network."""
    known = [states.get(feed.id) for feed in feeds]
    return len(known) > 1 and all(
        state and state.failures and state.error_kind in _UNANSWERED for state in known
    )
