"""When to poll a feed next, and what to remember of the last poll; only hubs.py beside it makes a
FeedState.

Rule 1: an interval is never shorter than the editors' `every`, nor (within limits) than what the
server asks for; chance only makes it longer.
Rule 2: only a 410 ends polling; a failing feed is asked more and more rarely, at last every 6 h.

A feed with `every: 2m` that fails waits 2 minutes, then 4, 8, 16 ... 256, and 6 h from the ninth
failure in a row on. With `Retry-After: 1800` it waits half an hour where that is longer. One good
poll, and it is 2 minutes again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, assert_never

from bot.core.reading.hubs import after_document
from bot.core.reading.poll_result import (
    HOST_PAUSED,
    Articles,
    Changed,
    Failed,
    FeedState,
    LastPoll,
    PollResult,
    Unchanged,
    Unread,
    state_with,
)
from bot.core.reading.rhythm import Rhythm, learned, next_wait
from bot.core.types import Arg, Feed

LONGEST_BACKOFF = timedelta(hours=6)
LONGEST_RETRY_AFTER = timedelta(hours=24)
LONGEST_FRESHNESS = timedelta(minutes=30)
"""How far Cache-Control, Expires and <ttl> are obeyed. Generators write 60 minutes by default and
caches a day; we accept an alert half an hour late for them, no later.
"""
FULL_EVERY = timedelta(hours=24)
"""How often the whole document is asked for: some servers answer 304 whatever has changed."""
FAILING_TOLD_AFTER = timedelta(hours=24)
SILENT_TOLD_AFTER = timedelta(days=30)
"""Polls succeed and bring nothing new: the feed may have moved."""
_THROTTLED_BEFORE_FAILING = 3
"""Failures in a row from which one counts as failing although the server only asked to wait."""
_MEAN_JITTER = 1.1
"""What chance makes of a wait on average."""
_MOVE_NEEDS = (5, timedelta(days=7))
"""Good polls in a row through the same permanent redirect, and over how long."""


class NoticeKind(StrEnum):
    FAILING = "failing"
    RECOVERED = "recovered"
    SILENT = "silent"
    SPEAKS = "speaks again"
    GONE = "gone"
    MOVED = "moved"
    MOVED_BACK = "moved back"


_BAD_NEWS = {NoticeKind.FAILING, NoticeKind.GONE}


@dataclass(frozen=True, slots=True)
class Notice:
    """News of a feed for the admins, told once; `detail` is the error or the address."""

    feed: str
    kind: NoticeKind
    detail: Arg = ""


def first_state(feed: Feed, now: datetime) -> FeedState:
    """Return the state of a feed never polled: due at once, its first good poll tells nothing."""
    return FeedState(feed=feed.id, url=feed.url, configured_url=feed.url, next_poll=now)


def state_to_poll(feed: Feed, state: FeedState | None, now: datetime) -> FeedState:
    """Return the state to poll with: a feed whose address was edited starts over, quietly."""
    if state is None or state.configured_url != feed.url:
        return first_state(feed, now)
    return state


def state_after_restore(state: FeedState, now: datetime) -> FeedState:
    """Make a state out of a backup read its whole document at once, and tell nothing of it."""
    forgotten = {"etag": b"", "modified": b"", "body_hash": b"", "item_hashes": b""}
    return replace(state, baseline=False, next_poll=now, **forgotten)  # type: ignore[arg-type]


def due_states(states: Iterable[FeedState], now: datetime) -> tuple[FeedState, ...]:
    """Return the feeds that are due, the longest overdue first.

    At most a tenth of all feeds, or 10, so that a start, or waking after hours, does not poll
    everything in one second: the others are returned a second later.
    """
    every = tuple(states)
    waiting = [state for state in every if not state.gone and state.next_poll <= now]
    waiting.sort(key=lambda state: state.next_poll)
    return tuple(waiting[: max(10, len(every) // 10)])


def may_be_conditional(state: FeedState, now: datetime) -> bool:
    """Whether a 304 will do: once in 24 h the whole document is asked for."""
    if not (state.etag or state.modified) or state.last_full is None:
        return False
    return now - state.last_full < FULL_EVERY


REMEMBERED_POLLS = 5


def after_poll(
    feed: Feed,
    state: FeedState,
    result: PollResult,
    *,
    now: datetime,
    jitter: float,
    took: timedelta = timedelta(0),
) -> FeedState:
    """Return the state after a poll, with the time of the next.

    `jitter` is a random number from -1 to 1. It spreads the polls of feeds with one interval: a
    wait of 10 minutes becomes 11, give or take one, and so never less than 10.
    """
    match result:
        case Changed():
            changes = _changed(state, result, now)
            wait = _interval(feed, result.fresh_for, result.ttl, changes["rhythm"], now)
        case Unchanged():
            changes = _unchanged(state, result, now)
            wait = _interval(feed, result.fresh_for, state.ttl, state.rhythm, now)
        case Failed():
            changes = _failed(state, result, now)
            wait = _backoff(feed, changes["failures"], result)
        case _:
            assert_never(result)
    next_poll = now + wait * (1.1 + 0.1 * max(-1.0, min(jitter, 1.0)))
    polls = (*state.polls, LastPoll(now, _outcome(result), took))[-REMEMBERED_POLLS:]
    return state_with(state, changes | {"last_poll": now, "next_poll": next_poll, "polls": polls})


def _outcome(result: PollResult) -> str:
    match result:
        case Changed():
            return "changed"
        case Unchanged():
            return "unchanged"
        case Failed(kind=kind):
            return kind
        case _:
            assert_never(result)


def after_articles(state: FeedState, articles: Articles) -> FeedState:
    """Remember why articles could not be read, if none of this poll's could."""
    if not articles:
        return state
    errors = [each.error for each in articles if isinstance(each, Unread)]
    return replace(state, article_error=errors[-1] if len(errors) == len(articles) else None)


def notices(before: FeedState, after: FeedState, now: datetime) -> tuple[Notice, ...]:
    """Return what the admins must hear about the step from `before` to `after`.

    They hear it once, as it is promised in the transaction that records `after`.
    """
    news = []
    if before.url != after.url and before.configured_url == after.configured_url:
        back = after.url == after.configured_url
        kind = NoticeKind.MOVED_BACK if back else NoticeKind.MOVED
        news.append(Notice(after.feed, kind, after.url))
    if before.told != after.told:
        kind = _notice_kind(before.told, after.told)
        news.append(Notice(after.feed, kind, after.error or ""))
    return tuple(news)


def _notice_kind(before: str, after: str) -> NoticeKind:
    """Return what to tell when the notice that admins have changes from `before` to `after`."""
    if after:
        return NoticeKind(after)
    return NoticeKind.RECOVERED if before in _BAD_NEWS else NoticeKind.SPEAKS


_Changes = dict[str, Any]
"""Fields of FeedState with new values, put in all at once."""


def _interval(
    feed: Feed, fresh_for: timedelta | None, ttl: timedelta | None, rhythm: Rhythm, now: datetime
) -> timedelta:
    """Return the wait after a good poll: `every`, or longer if the server asks for it."""
    every = next_wait(rhythm, now, feed.every / _MEAN_JITTER) if feed.auto else feed.every
    return max(every, min(max(fresh_for or timedelta(), ttl or timedelta()), LONGEST_FRESHNESS))


def _backoff(feed: Feed, failures: int, result: Failed) -> timedelta:
    """Return the wait after so many failures in a row; a rare feed never waits less than usual."""
    doublings = min(max(failures - 1, 0), 16)
    wait = max(feed.every, min(feed.every * (1 << doublings), LONGEST_BACKOFF))
    if result.retry_after is None:
        return wait
    return max(wait, min(max(result.retry_after, timedelta(seconds=1)), LONGEST_RETRY_AFTER))


def _changed(state: FeedState, result: Changed, now: datetime) -> _Changes:
    keep = not result.cut
    unheard = now if result.calendar else state.last_entry or now  # a calendar has no entries
    newest = max((entry.at for entry in result.entries), default=unheard)
    last_entry = max(newest, state.last_entry or newest)
    return {
        "etag": result.etag if keep else b"",
        "modified": result.modified if keep else b"",
        "body_hash": result.body_hash if keep else b"",
        "item_hashes": result.item_hashes,
        "last_full": now,
        "ttl": result.ttl,
        "last_entry": last_entry,
        "rhythm": learned(
            state.rhythm, (each.published for each in result.entries if each.published)
        ),
        "ignore_guids": state.ignore_guids or result.repeats_guid,
        "dropped": state.dropped + result.dropped,
        "malformed": state.malformed + result.malformed,
        "hub": after_document(state.hub, result.hub, result.topic),
        **_good(state, last_entry, result.moved_to, now),
    }


def _unchanged(state: FeedState, result: Unchanged, now: datetime) -> _Changes:
    good = _good(state, state.last_entry, result.moved_to, now)
    if result.not_modified:
        etag, modified = result.etag or state.etag, result.modified or state.modified
        return {"etag": etag, "modified": modified, **good}
    return {"etag": result.etag, "modified": result.modified, "last_full": now, **good}


def _good(state: FeedState, last_entry: datetime | None, moved: str, now: datetime) -> _Changes:
    return {
        "baseline": True,
        "last_success": now,
        "failures": 0,
        "failing_since": None,
        "error": None,
        "error_kind": "",
        "gone": False,
        "told": _silent(state, last_entry, now),
        **_moved(state, moved, now),
    }


def _silent(state: FeedState, last_entry: datetime | None, now: datetime) -> str:
    """Return the notice of a feed without news, or none.

    One notice at a time: a feed that was failing is first reported to have recovered.
    """
    silent = last_entry is not None and now - last_entry >= SILENT_TOLD_AFTER
    return NoticeKind.SILENT if silent and state.told not in _BAD_NEWS else ""


def _moved(state: FeedState, target: str, now: datetime) -> _Changes:
    """Adopt the address of a permanent redirect once it has lasted; see `_MOVE_NEEDS`."""
    if not target or target == state.url:
        return {"moved_to": "", "moved_since": None, "moved_count": 0}
    if target != state.moved_to or state.moved_since is None:
        return {"moved_to": target, "moved_since": now, "moved_count": 1}
    count, (enough, long_enough) = state.moved_count + 1, _MOVE_NEEDS
    if count >= enough and now - state.moved_since >= long_enough:
        return {"url": target, "moved_to": "", "moved_since": None, "moved_count": 0}
    return {"moved_count": count}


def _failed(state: FeedState, result: Failed, now: datetime) -> _Changes:
    waits_for_host = result.kind == HOST_PAUSED
    failures = state.failures + (0 if waits_for_host else 1)
    changes = {
        "failures": failures,
        "moved_count": 0,
        "error": result.error,
        "error_kind": result.kind,
    }
    if result.gone:
        return changes | {"gone": True, "told": NoticeKind.GONE}
    forgiven = waits_for_host or result.retry_after is not None
    since = state.failing_since
    if since is None and (not forgiven or failures >= _THROTTLED_BEFORE_FAILING):
        since = now
    return changes | {"failing_since": since} | _long_failing(state, since, now)


def _long_failing(state: FeedState, since: datetime | None, now: datetime) -> _Changes:
    """Tell the admins after a day, and return to the catalog's address if another was adopted."""
    if since is None or now - since < FAILING_TOLD_AFTER:
        return {}
    return {"told": NoticeKind.FAILING, "url": state.configured_url or state.url}
