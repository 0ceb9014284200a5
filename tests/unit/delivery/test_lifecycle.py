"""The table of a delivery's life: every pair."""

from itertools import product

import pytest

from bot.core.delivery.lifecycle import LIFE, OVER, Event, after, steps
from bot.core.types import DeliveryState

PAIRS = tuple(product(DeliveryState, Event))
ALLOWED = {(state, event): LIFE[state][event] for state, event in PAIRS if event in LIFE[state]}


@pytest.mark.parametrize(("state", "event"), ALLOWED)
def test_what_may_happen_leads_where_the_table_says(state: DeliveryState, event: Event) -> None:
    following = ALLOWED[state, event]
    assert after(state, event) is following
    assert state is following or state in steps(event)[following]


@pytest.mark.parametrize(("state", "event"), [pair for pair in PAIRS if pair not in ALLOWED])
def test_what_cannot_happen_raises(state: DeliveryState, event: Event) -> None:
    with pytest.raises(ValueError, match=f"that is {state} cannot meet: {event}"):
        after(state, event)
    assert all(state not in states for states in steps(event).values())


@pytest.mark.parametrize("event", Event)
def test_an_event_changes_no_row_twice(event: Event) -> None:
    changed = {state for states in steps(event).values() for state in states}
    assert changed.isdisjoint(steps(event))


def test_every_state_but_the_first_is_reached_and_every_event_may_happen() -> None:
    assert {*ALLOWED.values(), DeliveryState.PENDING} == set(DeliveryState)
    assert {event for _, event in ALLOWED} == set(Event)


def test_what_is_over_stays_so() -> None:
    assert OVER == ("sent", "uncertain", "dead", "expired", "cancelled")
