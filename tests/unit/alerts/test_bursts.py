"""How many messages a chat gets one by one, and which of them go into its catch-up message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.alerts.bursts import AT_ONCE, GATHERING, Promised, without_flood
from bot.core.types import Delivery, DeliveryKind
from tests.build import NOON, a_delivery


def told(count: int, *, late: bool = False, **changes: object) -> list[Promised]:
    return [
        Promised((a_delivery(story=f"{number:016x}", **changes),), late)
        for number in range(1, count + 1)
    ]


def caught_up(
    news: list[Promised], lately: dict[tuple[int, int], int] | None = None
) -> list[Delivery]:
    made = without_flood(news, lately=lately or {}, now=NOON)
    assert len(made) == sum(len(each.deliveries) for each in news)
    return [each for each in made if each.in_catch_up]


@pytest.mark.parametrize(("count", "more"), [(1, 0), (AT_ONCE, 0), (AT_ONCE + 1, 1), (40, 35)])
def test_five_are_told_as_ever_and_the_rest_together(count: int, more: int) -> None:
    news = told(count)
    ending = [each.deliveries[0].story for each in news[AT_ONCE:]]
    assert [each.story for each in caught_up(news)] == ending
    assert len(ending) == more


def test_each_chat_and_thread_has_its_own_five() -> None:
    places = [(7, 0), (8, 0), (-100, 1), (-100, 2)]
    news = [
        Promised(tuple(replace(each.deliveries[0], chat_id=c, thread_id=t) for c, t in places))
        for each in told(AT_ONCE)
    ]
    assert caught_up(news) == []


def test_edits_are_no_messages() -> None:
    assert caught_up(told(40, kind=DeliveryKind.EDIT)) == []
    assert len(caught_up(told(AT_ONCE + 1, kind=DeliveryKind.REPLY))) == 1


def test_what_is_told_together_waits_for_others_and_makes_no_sound() -> None:
    (last,) = caught_up(told(AT_ONCE + 1, urgent=True))
    assert (last.not_before, last.urgent, last.silent) == (NOON + GATHERING, False, True)


def test_what_is_held_until_the_morning_is_told_together_in_the_morning() -> None:
    morning = NOON + timedelta(hours=19)
    (last,) = caught_up(told(AT_ONCE + 1, not_before=morning))
    assert last.not_before == morning


def test_late_news_of_many_feeds_is_one_burst_to_a_chat() -> None:
    assert len(caught_up(told(3, late=True), {(7, 0): 3})) == 1
    assert len(caught_up(told(3, late=True), {(7, 0): 40})) == 3
    assert caught_up(told(3, late=True), {(8, 0): 40}) == []


def test_fresh_news_and_alarms_do_not_drown_in_what_came_late() -> None:
    assert caught_up(told(3), {(7, 0): 40}) == []
    assert caught_up(told(3, late=True, urgent=True), {(7, 0): 40}) == []
