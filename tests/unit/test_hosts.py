"""One host, asked by several processes: spaced, few at a time, and left alone when it asks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.hosts import (
    Courtesy,
    Host,
    deserted,
    entered,
    left,
    rested,
    trusted,
    unmade,
    visit_of,
)
from bot.core.pacing import EPOCH
from tests.build import NOON

SECOND = timedelta(seconds=1)
COURTESY = Courtesy(gap=SECOND, at_once=2)
HOST = Host("tass.example")
FULL = entered(entered(HOST, "a", 1, COURTESY, now=NOON), "b", 1, COURTESY, now=NOON)


def test_visits_begin_a_gap_apart_whoever_makes_them() -> None:
    once = entered(HOST, "a", 1, COURTESY, now=NOON)
    twice = entered(once, "b", 1, COURTESY, now=NOON)
    assert [visit.start for visit in twice.visits] == [NOON, NOON + SECOND]
    after = entered(left(twice, twice.visits[0]), "a", 2, COURTESY, now=NOON + SECOND / 2)
    assert after.visits[-1].start == NOON + 2 * SECOND


def test_there_are_no_more_visits_than_a_host_bears() -> None:
    assert entered(FULL, "c", 1, COURTESY, now=NOON + 10 * SECOND) == FULL
    assert entered(left(FULL, FULL.visits[1]), "c", 1, COURTESY, now=NOON).visits[1].holder == "c"


def test_visits_of_a_process_that_is_gone_are_over() -> None:
    assert [visit.holder for visit in deserted(FULL, frozenset({"a"})).visits] == ["b"]


def test_a_visit_that_its_process_does_not_make_is_over() -> None:
    both = entered(entered(HOST, "a", 1, COURTESY, now=NOON), "a", 2, COURTESY, now=NOON)
    assert [visit.number for visit in unmade(both, "a", {2, 3}).visits] == [2]
    assert unmade(FULL, "a", {1}) == FULL
    assert unmade(FULL, "c", set()) == FULL


def test_a_visit_is_known_again_by_its_process_and_number() -> None:
    assert visit_of(FULL, "b", 1) == FULL.visits[1]
    assert visit_of(FULL, "b", 2) is None
    assert left(FULL, FULL.visits[0]).visits == FULL.visits[1:]


def test_a_visit_that_nobody_ends_is_over_in_time() -> None:
    host = entered(HOST, "a", 1, COURTESY, now=NOON)
    assert trusted(host, COURTESY, now=NOON + COURTESY.span - SECOND).visits == host.visits
    assert trusted(host, COURTESY, now=NOON + COURTESY.span).visits == ()


def test_a_host_rests_as_long_as_it_asks_but_no_longer_than_a_day() -> None:
    hour, day = timedelta(hours=1), timedelta(hours=24)
    assert rested(HOST, NOON + hour, now=NOON).rests_until == NOON + hour
    assert rested(HOST, NOON + 30 * day, now=NOON).rests_until == NOON + day
    longer = rested(HOST, NOON + 2 * hour, now=NOON)
    assert rested(longer, NOON + hour, now=NOON) == longer


@pytest.mark.fault("A18")
@pytest.mark.parametrize("gap", [timedelta(), SECOND], ids=str)
@pytest.mark.parametrize("behind", [timedelta(milliseconds=1), SECOND], ids=str)
def test_what_others_have_agreed_upon_holds_by_a_clock_that_is_behind(
    gap: timedelta, behind: timedelta
) -> None:
    courtesy = replace(COURTESY, gap=gap)
    busy = entered(entered(HOST, "a", 1, courtesy, now=NOON), "b", 1, courtesy, now=NOON)
    assert trusted(busy, courtesy, now=NOON - behind) == busy


@pytest.mark.fault("G1")
def test_a_clock_that_was_wrong_keeps_nobody_from_a_host() -> None:
    later = NOON + timedelta(days=400)
    busy = entered(entered(HOST, "a", 1, COURTESY, now=later), "b", 1, COURTESY, now=later)
    stored = replace(busy, rests_until=later)
    assert trusted(stored, COURTESY, now=NOON) == replace(HOST, next_at=NOON, rests_until=EPOCH)
