"""How much one person may ask for."""

from datetime import timedelta

import pytest

from bot.core.chat.rate_limit import Bucket, is_full, spend
from tests.build import NOON


@pytest.mark.fault("I8")
def test_a_flood_is_answered_five_times_and_then_once_a_second() -> None:
    bucket, answers = None, 0
    for index in range(1000):
        bucket, granted = spend(bucket, NOON + timedelta(milliseconds=10 * index))
        answers += granted
    assert answers == 5 + 9


def test_a_rested_bucket_can_be_forgotten() -> None:
    assert is_full(Bucket(0, NOON), NOON + timedelta(seconds=5))
    assert not is_full(Bucket(0, NOON), NOON + timedelta(seconds=4))
