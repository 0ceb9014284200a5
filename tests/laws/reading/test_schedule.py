"""Hours of polling, whatever happens to the clock and the network."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.core.reading.clamping import clamped_state
from bot.core.reading.poll_result import PollResult
from bot.core.reading.schedule import after_poll, due_states, first_state
from tests.build import NOON, a_feed
from tests.unit.reading.test_schedule import BAD, DAY, FEED, GOOD, HOUR, MINUTE, after


@pytest.mark.fault("G1")
@pytest.mark.parametrize("jump", [-DAY, -HOUR, HOUR, DAY, -20_000 * DAY, 20_000 * DAY])
def test_a_clock_that_jumps_between_two_runs_costs_at_most_one_poll(
    jump: timedelta, record_property: Callable[[str, object], None]
) -> None:
    polls, now = 0, NOON + MINUTE + jump
    state = clamped_state(after(GOOD), now)
    for _ in range(6 * 60):
        if due_states([state], now):
            polls, state = polls + 1, after_poll(FEED, state, GOOD, now=now, jitter=0)
        now += MINUTE
    record_property("figure", f"{polls} polls in 6 h after a jump of {jump}")
    record_property("limit", "32 to 34")
    assert 32 <= polls <= 34


@pytest.mark.fault("G4")
def test_waking_up_after_hours_polls_each_feed_once_and_not_all_at_once(
    record_property: Callable[[str, object], None],
) -> None:
    feeds = {f"f{n}": a_feed(f"f{n}", every=10 * MINUTE) for n in range(200)}
    states = {name: first_state(feed, NOON) for name, feed in feeds.items()}
    polls: list[str] = []
    peak, now = 0, NOON + 8 * HOUR
    for _ in range(60):
        ready = due_states(states.values(), now)
        peak = max(peak, len(ready))
        for state in ready:
            polls.append(state.feed)
            states[state.feed] = after_poll(feeds[state.feed], state, GOOD, now=now, jitter=0)
        now += timedelta(seconds=1)
    record_property("figure", f"{len(polls)} polls, {peak} in the busiest second")
    assert sorted(polls) == sorted(feeds)
    assert peak <= 20


@pytest.mark.fault("A20")
def test_after_an_hour_without_network_polls_come_back_spread(
    record_property: Callable[[str, object], None],
) -> None:
    feeds = {f"f{n}": a_feed(f"f{n}", every=10 * MINUTE) for n in range(100)}
    states = {
        name: replace(first_state(feed, NOON), next_poll=NOON + count * 6 * timedelta(seconds=1))
        for count, (name, feed) in enumerate(feeds.items())
    }
    seconds: list[int] = []
    chance = Random(7)
    for second in range(0, 3 * 3600, 5):
        now = NOON + timedelta(seconds=second)
        ready = due_states(states.values(), now)
        seconds.append(len(ready))
        for state in ready:
            result: PollResult = BAD if second < 3600 else GOOD
            jitter = chance.uniform(-1, 1)
            states[state.feed] = after_poll(
                feeds[state.feed], state, result, now=now, jitter=jitter
            )
    normal = 100 / 600 * 60
    back = [sum(seconds[start : start + 12]) for start in range(720, len(seconds), 12)]
    record_property("figure", f"peak {max(back)} a minute, normally {normal:.0f}")
    record_property("limit", "5 times as many")
    assert max(back) <= 5 * normal
    assert all(state.failures == 0 for state in states.values())
