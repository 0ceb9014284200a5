"""Zones as they are typed."""

from bot.core.chat.typed_zones import find_zone
from tests.typed import WORDS


def test_a_zone_nobody_knows_is_none() -> None:
    assert find_zone("", WORDS) is None
    assert find_zone("Asia/", WORDS) is None
