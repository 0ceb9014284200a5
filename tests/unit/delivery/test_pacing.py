"""How fast the bot and each chat are served."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from bot.core.delivery.pacing import (
    LIMITS,
    Lane,
    Pace,
    lane_after_send,
    lane_at_rest,
    pace_after_refusal,
    pace_after_send,
    pace_stopped,
    turns_ahead,
)
from tests.build import NOON

SECOND = timedelta(seconds=1)


def sends(chat_id: int, span: timedelta) -> Iterator[datetime]:
    """The times at which a chat with endless news is served."""
    lane, now = Lane(chat_id), NOON
    while now < NOON + span:
        yield now
        lane = lane_after_send(lane, LIMITS, now=now)
        now = max(now, lane.next_at)


def most_within(times: list[datetime], span: timedelta) -> int:
    return max(sum(start <= time < start + span for time in times) for start in times)


def test_a_person_gets_three_at_once_then_one_a_second() -> None:
    times = [(time - NOON) / SECOND for time in sends(7, 5 * SECOND)]
    assert times == [0, 0, 0, 1, 2, 3, 4]


def test_the_turns_that_come_soon_are_taken_together_evenly_spaced() -> None:
    turns = turns_ahead(Pace(), LIMITS, now=NOON, most=60)
    late = [turn.at for turn in turns if turn.at == NOON]
    assert len(late) == 2  # what was missed by waking late is caught up, within the slack
    gaps = {after.at - before.at for before, after in pairwise(turns[len(late) :])}
    assert gaps == {LIMITS.gap}
    assert turns[-1].at <= NOON + LIMITS.ahead < turns[-1].pace.next_at


def test_no_more_turns_are_taken_than_asked_for() -> None:
    assert len(turns_ahead(Pace(), LIMITS, now=NOON, most=1)) == 1


@pytest.mark.fault("D4")
def test_a_stop_makes_everything_slower_until_many_sends_have_passed() -> None:
    pace, until = Pace(), NOON + 3 * SECOND
    for chat in range(6):
        pace = pace_after_refusal(pace, chat, until, now=NOON)
    assert pace.slow == 1.25
    slower = pace_after_send(replace(pace, next_at=until), LIMITS, now=until)
    assert slower.next_at - until == LIMITS.gap * 1.25
    for _ in range(2_000):
        pace = pace_after_send(pace, LIMITS, now=until)
    assert pace.slow == 1.0


def test_a_burst_is_there_again_after_a_pause() -> None:
    lane = Lane(7)
    for _ in range(3):
        lane = lane_after_send(lane, LIMITS, now=NOON)
    assert lane.next_at == NOON + SECOND
    later = lane_after_send(lane, LIMITS, now=NOON + 10 * SECOND)
    assert later.next_at <= NOON + 10 * SECOND


def test_a_pause_saves_up_no_more_than_a_burst() -> None:
    lane, late = Lane(7), NOON + 4.5 * SECOND
    for _ in range(3):
        lane = lane_after_send(lane, LIMITS, now=NOON)
    for _ in range(3):
        assert lane.next_at <= late
        lane = lane_after_send(lane, LIMITS, now=late)
    assert lane.next_at == late + SECOND


@pytest.mark.fault("D6")
def test_a_group_or_channel_gets_18_a_minute() -> None:
    times = list(sends(-1007, timedelta(minutes=10)))
    assert most_within(times, timedelta(minutes=1)) == 18
    assert len(times) == 180


@pytest.mark.fault("D6")
def test_late_sends_to_a_group_cost_it_no_rate() -> None:
    lane, now, times = Lane(-1007), NOON, []
    late = Random(1)
    while now < NOON + timedelta(minutes=10):
        times.append(now)
        lane = lane_after_send(lane, LIMITS, now=now)
        now = max(now, lane.next_at) + timedelta(seconds=late.uniform(0, 1.9))
    assert len(times) >= 178
    assert most_within(times, timedelta(minutes=1)) <= 19


@pytest.mark.fault("D6")
def test_all_chats_together_get_28_a_second_and_late_turns_are_caught_up() -> None:
    pace, now, times = Pace(), NOON, []
    while now < NOON + 10 * SECOND:
        times.append(now)
        pace = pace_after_send(pace, LIMITS, now=now)
        now = max(now, pace.next_at) + timedelta(milliseconds=15)
    assert 270 <= len(times) <= 283
    assert most_within(times, SECOND) <= 29


def test_nothing_is_caught_up_after_a_long_pause() -> None:
    pace = pace_after_send(Pace(), LIMITS, now=NOON)
    after = pace_after_send(pace, LIMITS, now=NOON + timedelta(hours=1))
    assert after.next_at >= NOON + timedelta(hours=1) - LIMITS.slack


@pytest.mark.fault("D4")
def test_one_chat_refused_rests_alone() -> None:
    pace = pace_after_refusal(Pace(), 7, NOON + 30 * SECOND, now=NOON)
    pace = pace_after_refusal(pace, 7, NOON + 30 * SECOND, now=NOON)
    pace = pace_after_refusal(pace, 8, NOON + 30 * SECOND, now=NOON)
    assert pace.opens_at(LIMITS) < NOON


@pytest.mark.fault("D4")
def test_three_chats_refused_within_seconds_stop_all() -> None:
    pace = Pace()
    for chat in (7, 8, 9):
        pace = pace_after_refusal(pace, chat, NOON + 30 * SECOND, now=NOON)
    assert pace.opens_at(LIMITS) == NOON + 30 * SECOND


def test_refusals_far_apart_stop_nobody() -> None:
    pace = Pace()
    for minute, chat in enumerate((7, 8, 9)):
        now = NOON + minute * timedelta(minutes=1)
        pace = pace_after_refusal(pace, chat, now + SECOND, now=now)
    assert pace.opens_at(LIMITS) < NOON


def test_a_rest_is_never_shortened() -> None:
    lane = lane_at_rest(Lane(7), NOON + 60 * SECOND)
    assert lane.next_at == NOON + 60 * SECOND
    assert lane_at_rest(lane, NOON + SECOND) == lane
    assert pace_stopped(Pace(stopped_until=NOON + SECOND), NOON).stopped_until == NOON + SECOND


def test_a_refused_bot_stops_and_then_tries_one_send_at_a_time() -> None:
    pace = pace_stopped(Pace(), NOON + SECOND)
    assert (pace.opens_at(LIMITS), pace.on_trial) == (NOON + SECOND, True)


def test_a_turn_may_be_taken_a_little_early_but_not_during_a_stop() -> None:
    pace = Pace(next_at=NOON)
    assert pace.opens_at(LIMITS) == NOON - LIMITS.early
    assert replace(pace, stopped_until=NOON).opens_at(LIMITS) == NOON
