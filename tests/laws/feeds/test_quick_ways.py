"""The quick way to read a date or markup gives what the general way gives, or leaves it to it."""

from datetime import datetime
from itertools import product

from bot.feeds import dates
from bot.feeds.dates import DateStyle, readings
from bot.feeds.plain import simple_text, tree_text

DAYS = ("1989-12-31", "2026-03-07", "2026-02-30", "2026-13-01", "0000-01-01", "9999-12-31")
TIMES = ("00:00:00", "15:04:05", "23:59:60", "24:00:00", "25:00:00", "15:04:05.25", "15:04")
ZONES = ("Z", "", "+00:00", "-00:00", "+0300", "-14:59", "+15:00", "-03", " UTC")


def generally(text: str) -> dict[DateStyle, datetime]:
    try:
        return dict(dates._readings(dates._prepared(text), ""))
    except (ValueError, OverflowError):
        return {}


def test_an_iso_date_is_what_the_general_way_makes_of_it() -> None:
    texts = ["".join(parts) for parts in product(DAYS, ("T", "t", " "), TIMES, ZONES)]
    differ = [text for text in texts if readings(text) != generally(text)]
    quick = [text for text in texts if text[:4] == "2026" and "T" in text and readings(text)]
    assert differ == []
    assert len(quick) > 10


def test_a_channels_markup_is_simply_read_as_a_tree_shows_it() -> None:
    emoji = '<tg-emoji emoji-id="53"><i class="emoji" style="x:url(\'/1.png\')"><b>🤖</b></i>'
    text = f"{emoji}</tg-emoji> Docked, <s>not</s> <code>MS-35</code>"
    assert simple_text(text) == tree_text(text)
