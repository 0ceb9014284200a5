"""Lengths of time as people write them."""

from datetime import timedelta

import pytest

from bot.core.lang.durations import parse_duration, spell_duration


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("30s", timedelta(seconds=30)),
        ("5m", timedelta(minutes=5)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("90s", timedelta(seconds=90)),
        ("0s", timedelta(0)),
    ],
)
def test_a_length_of_time_is_read_and_written_alike(written: str, length: timedelta) -> None:
    assert parse_duration(written) == length
    assert spell_duration(length) == written


@pytest.mark.parametrize("written", ["", "5", "m", "5 m", "-5m", "1.5h", "5m\n", "٥m", "123456s"])
def test_anything_else_is_not_a_length_of_time(written: str) -> None:
    assert parse_duration(written) is None


def test_a_length_of_time_is_written_the_shortest_way() -> None:
    assert spell_duration(timedelta(seconds=7200)) == "2h"
