"""Which entries have their article read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.planning.full_text import worth_reading
from bot.core.planning.planner import AGE_LIMIT, BURST
from bot.core.types import Entry
from tests.build import NOON, a_feed, an_entry
from tests.shipped import shipped_matcher

URL = "https://tass.example/1"


def read(*entries: Entry) -> tuple[Entry, ...]:
    return worth_reading(entries, feed=a_feed(), matcher=shipped_matcher(), now=NOON)


@pytest.mark.parametrize(
    ("changes", "is_read"),
    [
        ({}, True),
        ({"title": "Bakery opens"}, False),
        ({"url": None}, False),
        ({"text": "The whole article."}, False),
        ({"published": NOON - AGE_LIMIT}, True),
        ({"published": NOON - AGE_LIMIT - timedelta.resolution}, False),
    ],
)
def test_what_will_be_told_and_has_no_text_of_its_own_is_read(
    changes: dict[str, object], is_read: bool
) -> None:
    entry = replace(an_entry(url=URL), **changes)  # type: ignore[arg-type]
    assert bool(read(entry)) is is_read


def test_no_more_than_ten_articles_are_read_at_once() -> None:
    many = [an_entry(url=URL, id=f"{number:032x}") for number in range(BURST + 1)]
    assert read(*many) == tuple(many[:BURST])
