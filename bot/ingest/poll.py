"""Feeds in: read what is due, have it planned and remembered.

Rule 1: downloads overlap; the newsdesk decides one after the other.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from bot.core.planning.full_text import with_excerpts
from bot.core.planning.planner import Plan
from bot.core.reading.poll_result import (
    Articles,
    Changed,
    Failed,
    FeedState,
    PollResult,
    Unchanged,
)
from bot.core.reading.schedule import after_articles, after_poll, notices
from bot.core.reasons import english
from bot.core.types import Entry, Feed
from bot.ingest.ingest import Ingest
from storage.outbox.leases import Lease

logger = logging.getLogger(__name__)

Read = Callable[[Feed, FeedState, datetime], Awaitable[PollResult]]
ReadArticles = Callable[[tuple[Entry, ...], datetime], Awaitable[Articles]]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll came to, for the log, the metrics and `isswire poll`."""

    feed: str
    outcome: str
    """not_modified, unchanged, changed or failed."""
    before: FeedState
    after: FeedState
    recorded: bool = False
    """The state is stored already, together with the plan."""
    new: int = 0
    matched: int = 0
    stories: int = 0
    promises: int = 0
    held: int = 0
    """Matching entries of a burst, told in digests only."""


async def poll(
    feed: Feed,
    state: FeedState,
    *,
    read: Read,
    read_articles: ReadArticles,
    ingest: Ingest,
    clock: Clock,
    jitter: float,
    lease: Lease | None = None,
) -> Polled:
    """Read one feed and take what is new; a quiet poll's state is left to the caller to record.
    Raises NotLeading when another process has taken the `lease` since.
    """
    began = clock()
    result = await read(feed, state, began)
    now = clock()
    took = max(now - began, timedelta(0))
    after = after_poll(feed, state, result, now=now, jitter=jitter, took=took)
    match result:
        case Changed(entries=entries) if entries:
            quiet = not state.baseline
            wanted = await ingest.unread(feed, entries, quiet=quiet, now=now)
            articles = await read_articles(wanted, now)
            after = after_articles(after, articles)
            told = with_excerpts(entries, articles)
            notes = notices(state, after, now)
            plan = await ingest.take(
                feed, told, after, quiet=quiet, now=now, notices=notes, lease=lease
            )
            return _changed(feed, state, after, plan)
        case Changed():
            return Polled(feed.id, "changed", state, after)
        case Unchanged(not_modified=not_modified):
            return Polled(feed.id, "not_modified" if not_modified else "unchanged", state, after)
        case Failed(error=error):
            logger.warning("poll failed feed=%s error=%s", feed.id, english(error))
            return Polled(feed.id, "failed", state, after)
        case _:
            assert_never(result)


def _changed(feed: Feed, before: FeedState, after: FeedState, plan: Plan) -> Polled:
    matched = sum(item.placement is not None for item in plan.entries)
    logger.info(
        "polled feed=%s new=%d matched=%d stories=%d promises=%d",
        *(feed.id, len(plan.entries), matched, len(plan.stories), len(plan.deliveries)),
    )
    return Polled(
        feed.id,
        "changed",
        before,
        after,
        recorded=True,
        new=len(plan.entries),
        matched=matched,
        stories=len(plan.stories),
        promises=len(plan.deliveries),
        held=plan.digest_only,
    )
