"""When a feed is polled next, and what is remembered of the last poll."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.reading.poll_result import (
    HOST_PAUSED,
    Article,
    Changed,
    Failed,
    FeedState,
    PollResult,
    Unchanged,
    Unread,
)
from bot.core.reading.schedule import (
    LONGEST_BACKOFF,
    LONGEST_FRESHNESS,
    Notice,
    NoticeKind,
    after_articles,
    after_poll,
    due_states,
    first_state,
    may_be_conditional,
    notices,
    state_after_restore,
    state_to_poll,
)
from bot.core.reasons.feed_failures import ArticleFailure, FeedFailure
from tests.build import NOON, a_feed, an_entry

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FEED = a_feed(every=10 * MINUTE)
GOOD = Unchanged(not_modified=True)
BAD = Failed("http_500", FeedFailure.STATUS(status="500"))


def after(*results: PollResult, state: FeedState | None = None, jitter: float = 0.0) -> FeedState:
    """Return the state after these polls, each made when it was due."""
    state = state or first_state(FEED, NOON)
    for result in results:
        state = after_poll(FEED, state, result, now=state.next_poll, jitter=jitter)
    return state


def wait(state: FeedState) -> timedelta:
    assert state.last_poll is not None
    return state.next_poll - state.last_poll


def test_a_new_feed_is_due_at_once() -> None:
    assert due_states([first_state(FEED, NOON)], NOON)


def test_the_first_good_poll_is_the_baseline() -> None:
    assert not first_state(FEED, NOON).baseline
    assert not after(BAD).baseline
    assert after(BAD, Changed(())).baseline


@pytest.mark.fault("A17")
@pytest.mark.parametrize("jitter", [-1.0, -0.5, 0.0, 1.0, 7.0, -7.0])
def test_chance_moves_a_poll_by_a_tenth_and_never_makes_it_early(
    jitter: float, record_property: Callable[[str, object], None]
) -> None:
    waited = wait(after(GOOD, jitter=jitter))
    record_property("figure", f"waited {waited} of {FEED.every}")
    assert FEED.every <= waited <= 1.2 * FEED.every


def test_a_fresh_answer_delays_the_next_poll() -> None:
    fresh = Unchanged(not_modified=True, fresh_for=20 * MINUTE)
    assert wait(after(fresh, jitter=-1)) == 20 * MINUTE


def test_a_fresh_answer_delays_the_next_poll_by_half_an_hour_at_most() -> None:
    fresh = Unchanged(not_modified=True, fresh_for=DAY)
    assert wait(after(fresh, jitter=-1)) == LONGEST_FRESHNESS


def test_the_ttl_of_a_document_holds_for_polls_that_do_not_see_it() -> None:
    assert wait(after(Changed((), ttl=25 * MINUTE), GOOD, jitter=-1)) == 25 * MINUTE


@pytest.mark.fault("A12")
def test_failures_are_retried_more_and_more_rarely() -> None:
    waits, state = [], first_state(FEED, NOON)
    for _ in range(8):
        state = after(BAD, state=state, jitter=-1)
        waits.append(wait(state) / MINUTE)
    assert waits == [10, 20, 40, 80, 160, 320, 360, 360]


def test_backing_off_never_makes_a_rare_feed_frequent() -> None:
    rare = replace(FEED, every=DAY)
    state = after_poll(rare, first_state(rare, NOON), BAD, now=NOON, jitter=-1)
    assert wait(state) == DAY


RETRY_AFTER = [
    (timedelta(0), 10 * MINUTE),
    (timedelta(seconds=1), 10 * MINUTE),
    (HOUR, HOUR),
    (timedelta(days=10_000), DAY),
]


@pytest.mark.fault("A14")
@pytest.mark.parametrize(("asked", "earliest"), RETRY_AFTER)
def test_a_throttled_feed_waits_as_asked_and_no_less_than_its_own_back_off(
    asked: timedelta, earliest: timedelta
) -> None:
    state = after(
        Failed("http_429", FeedFailure.STATUS(status="429"), retry_after=asked), jitter=-1
    )
    assert wait(state) == earliest
    assert state.failing_since is None


def test_a_feed_throttled_again_and_again_is_failing() -> None:
    throttled = Failed("http_503", FeedFailure.STATUS(status="503"), retry_after=HOUR)
    assert after(throttled, throttled, throttled).failing_since is not None


def test_waiting_for_a_host_is_not_a_failure() -> None:
    paused = Failed(HOST_PAUSED, FeedFailure.LEFT_ALONE(host="tass.example"), retry_after=HOUR)
    state = after(*[paused] * 5, jitter=-1)
    assert (state.failures, state.failing_since) == (0, None)
    assert wait(state) == HOUR


@pytest.mark.fault("A13")
def test_a_feed_that_is_gone_is_not_polled_and_admins_hear_once() -> None:
    before = after(GOOD)
    gone = after(
        Failed("http_410", FeedFailure.STATUS(status="410 Gone"), gone=True), state=before
    )
    assert due_states([gone], NOON + 3650 * DAY) == ()
    told = notices(before, gone, NOON)
    assert [notice.kind for notice in told] == [NoticeKind.GONE]


@pytest.mark.fault("A15")
def test_admins_hear_once_of_a_feed_dead_for_a_day_and_once_when_it_is_back() -> None:
    told: list[Notice] = []
    state = first_state(FEED, NOON)
    for result in [GOOD] + [BAD] * 30 + [GOOD] * 3:
        following = after(result, state=state)
        told += notices(state, following, following.last_poll or NOON)
        state = following
    assert [notice.kind for notice in told] == [NoticeKind.FAILING, NoticeKind.RECOVERED]


@pytest.mark.fault("A15")
def test_a_dead_feed_is_polled_for_ever_every_six_hours() -> None:
    state = after(*[BAD] * 1_000, jitter=1)
    assert wait(state) <= LONGEST_BACKOFF * 1.2
    assert due_states([state], state.next_poll)
    assert wait(after(GOOD, state=state, jitter=-1)) == FEED.every


def test_admins_hear_once_of_a_silent_feed_and_once_when_it_has_news_again() -> None:
    spoken = Changed((an_entry(seen=NOON, published=NOON),))
    told: list[Notice] = []
    state = after(spoken)
    for day in range(1, 45):
        result = GOOD if day < 40 else Changed((an_entry(seen=NOON + day * DAY),))
        following = after_poll(FEED, state, result, now=NOON + day * DAY, jitter=0)
        told += notices(state, following, NOON)
        state = following
    assert [notice.kind for notice in told] == [NoticeKind.SILENT, NoticeKind.SPEAKS]


def test_a_cut_document_leaves_no_validators() -> None:
    whole = Changed((), etag=b'"1"', modified=b"m", body_hash=b"h")
    state = after(whole, replace(whole, etag=b'"2"', cut=True))
    assert (state.etag, state.modified, state.body_hash) == (b"", b"", b"")


def test_a_failure_keeps_validators_and_known_items() -> None:
    state = after(Changed((), etag=b'"1"', body_hash=b"h", item_hashes=b"12345678"), BAD)
    assert (state.etag, state.body_hash, state.item_hashes) == (b'"1"', b"h", b"12345678")


@pytest.mark.fault("A16")
def test_the_whole_document_is_asked_for_once_a_day(
    record_property: Callable[[str, object], None],
) -> None:
    state, full, polls = after(Changed((), etag=b'"1"')), 0, 0
    while state.next_poll < NOON + 10 * DAY:
        asked_in_full = not may_be_conditional(state, state.next_poll)
        full, polls = full + asked_in_full, polls + 1
        state = after(Changed((), etag=b'"1"') if asked_in_full else GOOD, state=state)
    record_property("figure", f"{full} of {polls} in 10 days unconditional")
    record_property("limit", "1 a day, 5 %")
    assert full <= 10
    assert full <= 0.05 * polls


TARGET = "https://new.example/rss"
MOVED = Unchanged(not_modified=True, moved_to=TARGET)


def moved(results: list[PollResult], *, every: timedelta) -> FeedState:
    state = after(GOOD)
    for count, result in enumerate(results):
        state = after_poll(FEED, state, result, now=NOON + count * every, jitter=0)
    return state


@pytest.mark.fault("A11")
def test_the_address_of_a_permanent_redirect_is_adopted_after_a_week() -> None:
    state = moved([MOVED] * 8, every=DAY)
    assert (state.url, state.configured_url) == (TARGET, FEED.url)


OTHER = replace(MOVED, moved_to="https://other.example/rss")
NOT_TAKEN_OVER: list[tuple[str, list[PollResult], timedelta]] = [
    ("not long enough", [MOVED] * 100, HOUR),
    ("not often enough", [MOVED] * 4, 10 * DAY),
    ("two targets in turn", [MOVED, OTHER] * 10, DAY),
    ("not any more", [*[MOVED] * 6, GOOD, *[MOVED] * 6], DAY),
    ("failing behind it", [MOVED, MOVED, BAD] * 10, DAY),
    ("to itself", [replace(MOVED, moved_to=FEED.url)] * 20, DAY),
]


@pytest.mark.fault("A11")
@pytest.mark.parametrize(("_", "results", "every"), NOT_TAKEN_OVER)
def test_a_redirect_that_has_not_lasted_is_only_followed(
    _: str, results: list[PollResult], every: timedelta
) -> None:
    assert moved(results, every=every).url == FEED.url


@pytest.mark.fault("A11")
def test_admins_hear_that_a_feed_has_moved() -> None:
    before = moved([MOVED] * 7, every=DAY)
    following = after_poll(FEED, before, MOVED, now=NOON + 7 * DAY, jitter=0)
    assert notices(before, following, NOON) == (Notice(FEED.id, NoticeKind.MOVED, TARGET),)


def test_an_adopted_address_that_fails_for_a_day_is_dropped_and_admins_hear_why() -> None:
    adopted = moved([MOVED] * 8, every=DAY)
    state = after(*[BAD] * 12, state=adopted)
    assert state.url == FEED.url
    assert notices(adopted, state, NOON) == (
        Notice(FEED.id, NoticeKind.MOVED_BACK, FEED.url),
        Notice(FEED.id, NoticeKind.FAILING, BAD.error),
    )


def test_a_state_from_a_backup_reads_everything_at_once_and_tells_nothing() -> None:
    state = after(Changed((), etag=b'"1"', modified=b"x", body_hash=b"y", item_hashes=b"12345678"))
    restored = state_after_restore(state, NOON)
    assert (restored.baseline, restored.next_poll) == (False, NOON)
    assert (restored.etag, restored.modified) == (b"", b"")
    assert (restored.body_hash, restored.item_hashes) == (b"", b"")
    assert restored.url == state.url


def test_of_many_feeds_a_tenth_is_polled_at_once_the_longest_overdue_first() -> None:
    many = [
        replace(first_state(a_feed(f"{number}"), NOON), next_poll=NOON - number * MINUTE)
        for number in range(200)
    ]
    assert due_states(many, NOON) == tuple(reversed(many[-20:]))
    assert len(due_states(many[:50], NOON)) == 10


def test_articles_are_failing_when_none_of_a_poll_s_could_be_read() -> None:
    wall = Unread("1" * 32, ArticleFailure.OTHER_PAGE())
    read = Article("2" * 32, "Text.")
    failing = after_articles(first_state(FEED, NOON), (wall,))
    assert failing.article_error == wall.error
    assert after_articles(failing, ()) == failing
    assert after_articles(failing, (wall, read)).article_error is None


def test_the_last_polls_are_remembered_with_what_came_of_them() -> None:
    state = first_state(FEED, NOON)
    took = timedelta(seconds=2)
    for result in (BAD, GOOD, Changed(())):
        state = after_poll(FEED, state, result, now=state.next_poll, jitter=0.0, took=took)
    assert [each.outcome for each in state.polls] == ["http_500", "unchanged", "changed"]
    assert {each.took for each in state.polls} == {took}


def test_an_edited_address_starts_over_quietly() -> None:
    state = replace(after(Changed((), etag=b'"1"', item_hashes=b"12345678")), gone=True)
    edited = replace(FEED, url="https://tass.example/new")
    again = state_to_poll(edited, state, NOON)
    assert again == first_state(edited, NOON)
    assert not again.baseline
    assert state_to_poll(FEED, state, NOON) is state


def test_guids_once_seen_repeated_stay_ignored() -> None:
    assert after(Changed((), repeats_guid=True), Changed(())).ignore_guids


def test_dropped_and_malformed_entries_are_added_up() -> None:
    state = after(Changed((), dropped=3, malformed=1), GOOD, Changed((), dropped=2))
    assert (state.dropped, state.malformed) == (5, 1)
