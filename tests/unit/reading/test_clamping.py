"""Times that a wrong clock has stored are corrected."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.chat.preferences import LONGEST_MUTE
from bot.core.reading.clamping import LONGEST_WAIT, clamped_chat, clamped_delivery, clamped_state
from bot.core.reading.poll_result import FeedState, LastPoll, Unchanged
from bot.core.reading.schedule import (
    after_poll,
    due_states,
    first_state,
    may_be_conditional,
    notices,
)
from tests.build import NOON, a_chat, a_delivery, a_feed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = a_feed(every=timedelta(minutes=10))
GOOD = Unchanged(not_modified=True)


def wrong_time(year: int) -> datetime:
    return datetime(year, 1, 2, tzinfo=NOON.tzinfo)


def polled(at: datetime) -> FeedState:
    """A feed polled once, by a clock that showed this time."""
    return after_poll(FEED, first_state(FEED, at), GOOD, now=at, jitter=0)


@pytest.mark.fault("G2")
@pytest.mark.parametrize("year", [1970, 2099])
def test_a_delivery_promised_at_a_wrong_time_is_promised_now_with_the_life_it_had(
    year: int,
) -> None:
    wrong = wrong_time(year)
    held = a_delivery(created=wrong, not_before=wrong + HOUR, expires=wrong + DAY)
    right = a_delivery(created=NOON, not_before=NOON + HOUR, expires=NOON + DAY)
    assert clamped_delivery(held, NOON) == right


@pytest.mark.fault("G1")
def test_a_delivery_put_off_for_years_is_due() -> None:
    retried = a_delivery(not_before=wrong_time(2099))
    assert clamped_delivery(retried, NOON) == a_delivery(not_before=NOON)


@pytest.mark.fault("G1")
@pytest.mark.parametrize("promised", [NOON - HOUR, NOON + DAY], ids=["before", "meanwhile"])
def test_a_delivery_tried_at_a_wrong_time_waits_as_if_it_had_been_tried_now(
    promised: datetime,
) -> None:
    tried = NOON + DAY + 5 * HOUR
    retried = a_delivery(created=promised, not_before=tried + HOUR)
    assert clamped_delivery(retried, NOON, tried).not_before == NOON + HOUR


def test_a_delivery_held_until_a_mute_is_over_stays_held() -> None:
    held = a_delivery(created=NOON - HOUR, not_before=NOON + LONGEST_MUTE + 8 * HOUR)
    assert clamped_delivery(held, NOON) == held


@pytest.mark.fault("G1", "G2")
@pytest.mark.parametrize(
    "wrong", [wrong_time(1970), NOON + HOUR, NOON + DAY, wrong_time(2099)], ids=str
)
def test_a_feed_polled_at_a_wrong_time_is_due_and_its_whole_document_asked_for(
    wrong: datetime,
) -> None:
    state = clamped_state(replace(polled(wrong), etag=b'"1"', last_full=wrong), NOON)
    assert due_states([state], NOON) == (state,)
    assert not may_be_conditional(state, NOON)
    assert (state.last_poll, state.polls) == (NOON, ())
    after = after_poll(FEED, state, GOOD, now=NOON, jitter=0)
    assert after.next_poll - NOON <= 1.2 * FEED.every


@pytest.mark.fault("G2")
def test_no_notice_speaks_of_fifty_years_of_silence_or_failure() -> None:
    long_ago = wrong_time(1970)
    stored = replace(
        polled(long_ago), failures=1, failing_since=long_ago, last_entry=long_ago, baseline=True
    )
    state = clamped_state(stored, NOON)
    after = after_poll(FEED, state, GOOD, now=NOON + HOUR, jitter=0)
    assert notices(state, after, NOON + HOUR) == ()


def test_a_feed_waits_as_long_as_its_server_asked() -> None:
    state = replace(
        polled(NOON - DAY),
        next_poll=NOON + LONGEST_WAIT,
        last_full=NOON - DAY,
        polls=(LastPoll(NOON - DAY, "throttled"),),
    )
    assert clamped_state(state, NOON) == state


@pytest.mark.parametrize(
    ("until", "muted"), [(NOON + LONGEST_MUTE, True), (NOON + LONGEST_MUTE + DAY, False)]
)
def test_no_chat_is_muted_for_longer_than_anyone_can_ask(until: datetime, muted: bool) -> None:
    chat = clamped_chat(a_chat(muted_until=until), NOON)
    assert chat == a_chat(muted_until=until if muted else None)
