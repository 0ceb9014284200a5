"""Who tells us when a feed has news, and for how long we are subscribed there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.reading.hubs import (
    GAP,
    LEASE,
    after_document,
    after_poll,
    after_push,
    asked,
    denied,
    must_ask,
    tells,
    verified,
)
from bot.core.reading.poll_result import FeedState, Hub
from tests.build import NOON

MOMENT = timedelta.resolution
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HUB = Hub("https://hub.example/", "https://paper.example/rss")
KNOWN = replace(HUB, token="a token", secret="a secret", until=NOON + DAY)
STATE = FeedState(feed="paper", url=HUB.topic, next_poll=NOON + DAY, baseline=True, hub=KNOWN)


def test_a_document_names_its_hub_and_keeps_the_one_that_is_known() -> None:
    assert after_document(None, HUB.url, HUB.topic) == HUB
    assert after_document(KNOWN, HUB.url, HUB.topic) == KNOWN
    assert after_document(KNOWN, "https://other.example/", HUB.topic) == replace(
        HUB, url="https://other.example/"
    )
    assert after_document(KNOWN, HUB.url, "https://paper.example/atom") == replace(
        HUB, topic="https://paper.example/atom"
    )
    assert after_document(KNOWN, "", HUB.topic) is None


def test_a_hub_is_asked_at_once_and_then_when_it_is_time() -> None:
    assert must_ask(HUB, NOON)
    assert must_ask(replace(HUB, ask_at=NOON), NOON)
    assert not must_ask(replace(HUB, ask_at=NOON + MOMENT), NOON)


@pytest.mark.parametrize(
    ("tries", "wait"),
    [(0, 10 * MINUTE), (1, 20 * MINUTE), (7, 1280 * MINUTE), (8, DAY), (10_000, DAY)],
)
def test_a_hub_that_does_not_answer_is_asked_ever_more_seldom(tries: int, wait: timedelta) -> None:
    after = asked(replace(HUB, tries=tries), NOON, token="new", secret="its secret")
    assert (after.tries, after.ask_at) == (tries + 1, NOON + wait)
    assert (after.token, after.secret) == ("new", "its secret")


def test_what_a_hub_was_told_first_is_told_again() -> None:
    after = asked(KNOWN, NOON, token="new", secret="its secret")
    assert (after.token, after.secret) == ("a token", "a secret")


@pytest.mark.parametrize(
    ("lease", "taken"),
    [(10 * MINUTE, 10 * MINUTE), (LEASE, LEASE), (90 * DAY, 90 * DAY), (91 * DAY, 90 * DAY)],
)
def test_a_lease_is_asked_for_anew_before_it_ends(lease: timedelta, taken: timedelta) -> None:
    after = verified(replace(KNOWN, tries=3, missed=1), lease, NOON)
    assert after == replace(KNOWN, until=NOON + taken, ask_at=NOON + taken * 0.8)


def test_a_lease_that_is_too_short_is_none() -> None:
    assert verified(KNOWN, 10 * MINUTE - MOMENT, NOON) is None


def test_a_hub_that_refuses_is_asked_again_a_day_later() -> None:
    assert denied(KNOWN, NOON) == replace(KNOWN, until=None, ask_at=NOON + DAY)


@pytest.mark.parametrize(
    ("next_poll", "last_poll", "due"),
    [
        (NOON + DAY, None, NOON),
        (NOON + DAY, NOON - DAY, NOON),
        (NOON + DAY, NOON - GAP / 2, NOON + GAP / 2),
        (NOON - MINUTE, None, NOON - MINUTE),
    ],
    ids=["never polled", "polled long ago", "polled just now", "due already"],
)
def test_a_feed_is_due_when_its_hub_tells_of_news(
    next_poll: object, last_poll: object, due: object
) -> None:
    missed = replace(KNOWN, missed=1)
    state = replace(STATE, next_poll=next_poll, last_poll=last_poll, hub=missed)  # type: ignore[arg-type]
    after = after_push(state, NOON)
    assert (after.next_poll, after.hub) == (due, KNOWN)
    assert after_push(replace(state, hub=None), NOON).hub is None


def test_what_a_hub_has_answered_during_a_poll_is_not_forgotten() -> None:
    latest = replace(KNOWN, until=NOON + LEASE)
    assert after_poll(STATE, STATE, latest, missed=False).hub == latest
    elsewhere = replace(latest, url="https://other.example/")
    of_another_address = replace(latest, topic="https://paper.example/atom")
    for other in (elsewhere, of_another_address, None):
        assert after_poll(STATE, STATE, other, missed=False) is STATE
    gone = replace(STATE, hub=None)
    assert after_poll(STATE, gone, latest, missed=True) == gone


def test_news_that_a_hub_did_not_tell_is_counted_but_not_in_the_first_poll() -> None:
    assert after_poll(STATE, STATE, KNOWN, missed=True).hub == replace(KNOWN, missed=1)
    first = replace(STATE, baseline=False)
    assert after_poll(first, STATE, KNOWN, missed=True).hub == KNOWN


@pytest.mark.parametrize(
    ("hub", "is_relied_upon"),
    [
        (KNOWN, True),
        (replace(KNOWN, missed=1), True),
        (replace(KNOWN, missed=2), False),
        (replace(KNOWN, until=NOON), False),
        (HUB, False),
        (None, False),
    ],
    ids=["subscribed", "missed once", "missed twice", "over", "not subscribed", "no hub"],
)
def test_a_hub_is_relied_upon_while_it_keeps_its_word(
    hub: Hub | None, is_relied_upon: bool
) -> None:
    assert tells(hub, NOON) is is_relied_upon
