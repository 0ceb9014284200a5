"""One poll of one feed: read it, and hand new entries to ingest.

Rule 1: downloads overlap; ingest plans one poll after the other.
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
from bot.core.types import Entry, Feed
from bot.ingest.ingest import Ingest
from bot.ingest.mission_calendar import MissionCalendar
from storage.outbox.leases import Lease

logger = logging.getLogger(__name__)

Read = Callable[[Feed, FeedState, datetime], Awaitable[PollResult]]
ReadArticles = Callable[[Feed, tuple[Entry, ...], datetime], Awaitable[Articles]]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Polled:
    """The outcome of one poll, for the log, the metrics and `isswire poll`."""

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
    burst: int = 0
    """How many matching entries a burst has brought."""


async def poll(
    feed: Feed,
    state: FeedState,
    *,
    read: Read,
    read_articles: ReadArticles,
    ingest: Ingest,
    calendar: MissionCalendar,
    clock: Clock,
    jitter: float,
    lease: Lease | None = None,
) -> Polled:
    """Read one feed and take its new entries; the caller records the state after a quiet poll.
    Raises NotLeading when another process has taken the `lease` since.
    """
    # Read: the document, and when to poll next.
    began = clock()
    result = await read(feed, state, began)
    now = clock()
    took = max(now - began, timedelta(0))
    after = after_poll(feed, state, result, now=now, jitter=jitter, took=took)
    match result:
        case Changed(calendar=page) if page is not None:
            about = notices(state, after, now)
            new = await calendar.take(feed, page, after, notices=about, now=now, lease=lease)
            logger.info("polled feed=%s events=%d", feed.id, new)
            return Polled(feed.id, "changed", state, after, recorded=True, new=new)
        case Changed(entries=entries) if entries:
            return await _take(
                feed, entries, state, after, now, read_articles, ingest=ingest, lease=lease
            )
        case Changed():
            return Polled(feed.id, "changed", state, after)
        case Unchanged(not_modified=not_modified):
            return Polled(feed.id, "not_modified" if not_modified else "unchanged", state, after)
        case Failed():
            return Polled(feed.id, "failed", state, after)
        case _:
            assert_never(result)


async def _take(
    feed: Feed,
    entries: tuple[Entry, ...],
    before: FeedState,
    after: FeedState,
    now: datetime,
    read_articles: ReadArticles,
    *,
    ingest: Ingest,
    lease: Lease | None,
) -> Polled:
    """Hand a changed document's entries to ingest, with what their articles add."""
    # The first good poll is the baseline: its entries are remembered, none is told.
    quiet = not before.baseline
    # Full text: matching entries without a text of their own get a summary from their article.
    wanted = await ingest.unread(feed, entries, quiet=quiet, now=now)
    articles = await read_articles(feed, wanted, now)
    after = after_articles(after, articles)
    # Match, group, plan and record, with what the admins should know about the feed.
    plan = await ingest.take(
        feed,
        with_excerpts(entries, articles),
        after,
        quiet=quiet,
        now=now,
        notices=notices(before, after, now),
        lease=lease,
    )
    return _changed(feed, before, after, plan)


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
        burst=plan.burst,
    )
