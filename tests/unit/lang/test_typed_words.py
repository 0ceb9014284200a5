"""Dates as people write them."""

from datetime import UTC, datetime

import pytest

from bot.core.lang.typed_words import end_of_day
from tests.build import NOON
from tests.typed import WORDS


@pytest.mark.parametrize(
    ("text", "zone", "end"),
    [
        ("2022-07-27", "UTC", datetime(2022, 7, 27, 23, 59, 59, 999999, UTC)),
        ("27.07.2022", "Europe/Moscow", datetime(2022, 7, 27, 20, 59, 59, 999999, UTC)),
        ("25.07", "UTC", datetime(2022, 7, 25, 23, 59, 59, 999999, UTC)),
        ("27 July 2022", "UTC", datetime(2022, 7, 27, 23, 59, 59, 999999, UTC)),
        ("25 июля", "UTC", datetime(2022, 7, 25, 23, 59, 59, 999999, UTC)),
        ("1 мая 2022", "UTC", datetime(2022, 5, 1, 23, 59, 59, 999999, UTC)),
        ("3. September 2021", "UTC", datetime(2021, 9, 3, 23, 59, 59, 999999, UTC)),
        ("26.07", "UTC", datetime(2022, 7, 26, 23, 59, 59, 999999, UTC)),
        ("27.07", "UTC", datetime(2021, 7, 27, 23, 59, 59, 999999, UTC)),
        ("27.07", "Pacific/Auckland", datetime(2022, 7, 27, 11, 59, 59, 999999, UTC)),
    ],
)
def test_a_day_ends_at_midnight_in_the_zone_of_the_chat(
    text: str, zone: str, end: datetime
) -> None:
    assert end_of_day(text, zone, words=WORDS, now=NOON) == end


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "27 Smarch 2022",
        "2022 July",
        "31 февраля",
        "2022-02-30",
        "31.02",
        "9999-12-31",
        "1.1.0000",
    ],
)
def test_anything_else_is_not_a_date(text: str) -> None:
    assert end_of_day(text, "UTC", words=WORDS, now=NOON) is None
