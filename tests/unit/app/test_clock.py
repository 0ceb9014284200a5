"""The bot's time does not jump when somebody sets the clock."""

from datetime import datetime, timedelta

import pytest

from bot.app.clock import BELIEVED_AFTER, SteadyClock
from tests.build import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)


class Machine:
    def __init__(self) -> None:
        self.up, self.wall = timedelta(seconds=500), NOON

    def passes(self, span: timedelta) -> None:
        self.up += span
        self.wall += span

    def clock(self) -> SteadyClock:
        return SteadyClock(lambda: self.wall, lambda: self.up)


def test_time_passes_as_on_the_wall() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.passes(HOUR)
    assert clock() == NOON + HOUR


@pytest.mark.fault("G1")
@pytest.mark.parametrize("off", [SECOND, -HOUR, DAY], ids=str)
async def test_another_clock_is_followed_however_far_off_it_is(off: timedelta) -> None:
    machine, seen = Machine(), list[timedelta]()
    clock = machine.clock()

    async def other() -> datetime:
        return machine.wall + off

    await clock.follow(other)
    for _ in range(20):
        machine.passes(timedelta(minutes=1))
        await clock.follow(other)
        seen.append(clock() - machine.wall)
    assert seen == [off] * 20


@pytest.mark.fault("G2")
async def test_correcting_the_wall_clock_changes_nothing_while_another_is_followed() -> None:
    machine, true, seen = Machine(), NOON + DAY, list[timedelta]()
    clock = machine.clock()

    async def other() -> datetime:
        return true + machine.up

    await clock.follow(other)
    machine.wall = true + machine.up
    for _ in range(20):
        machine.passes(timedelta(minutes=1))
        seen.append(clock() - (true + machine.up))
        await clock.follow(other)
    assert set(seen) == {timedelta()}


@pytest.mark.fault("G1")
async def test_a_slow_answer_sets_the_clock_only_the_first_time() -> None:
    machine = Machine()
    clock = machine.clock()

    async def late() -> datetime:
        machine.passes(SECOND)
        return machine.wall + HOUR

    await clock.follow(late)
    assert abs(clock() - machine.wall - HOUR) <= SECOND
    machine.passes(HOUR)
    before = clock()
    await clock.follow(late)
    assert clock() == before + SECOND


@pytest.mark.fault("G1")
@pytest.mark.parametrize("jump", [DAY, -DAY, HOUR, -HOUR])
def test_a_jump_that_is_taken_back_changes_nothing(jump: timedelta) -> None:
    machine = Machine()
    clock, seen = machine.clock(), list[datetime]()
    for minute in range(60):
        machine.passes(timedelta(minutes=1))
        if minute in (20, 26):
            machine.wall += jump if minute == 20 else -jump
        seen.append(clock())
    assert seen == [NOON + timedelta(minutes=minute) for minute in range(1, 61)]


@pytest.mark.fault("G2")
@pytest.mark.parametrize("jump", [20_000 * DAY, -20_000 * DAY, DAY])
def test_a_clock_that_is_put_right_overrules_ours_after_ten_minutes_and_never_moves_it(
    jump: timedelta,
) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += jump
    clock()
    machine.passes(BELIEVED_AFTER - SECOND)
    clock()
    assert not clock.overruled.is_set()
    machine.passes(SECOND)
    assert clock() == NOON + BELIEVED_AFTER
    assert clock.overruled.is_set()


def test_a_clock_that_is_steered_is_followed_and_never_goes_back() -> None:
    machine = Machine()
    clock, seen = machine.clock(), list[datetime]()
    for step in range(200):
        machine.passes(SECOND)
        machine.wall += timedelta(milliseconds=50 if step < 100 else -15)
        seen.append(clock())
    assert seen == sorted(seen)
    assert abs(seen[-1] - machine.wall) <= timedelta(seconds=2)


def test_a_clock_that_keeps_changing_is_not_believed() -> None:
    machine = Machine()
    clock = machine.clock()
    for step in range(100):
        machine.passes(timedelta(minutes=1))
        machine.wall += HOUR if step % 2 else -HOUR
        assert clock() == NOON + timedelta(minutes=step + 1)
    assert not clock.overruled.is_set()
