"""Notices to admins."""

import pytest

from bot.core.alerts.admin_notices import LINES, admin_notice, notice_deliveries
from bot.core.reading.schedule import Notice, NoticeKind
from bot.core.reasons import in_words, verbatim
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.reasons.notices import AdminNotice
from bot.core.types import Arg
from bot.locale.loading import load_texts
from tests.build import NOON

RU = load_texts()["ru"]
GONE = FeedFailure.STATUS(status="410 Gone")


@pytest.mark.parametrize(
    ("kind", "detail"),
    [(kind, "https://x.example" if "moved" in kind else GONE) for kind in NoticeKind],
)
def test_a_notice_of_a_feed_is_told_in_russian(kind: NoticeKind, detail: Arg) -> None:
    told = [Notice("tass", kind, detail)]
    (notice,) = notice_deliveries(told, feed="tass", admins=[7], now=NOON)
    (words,) = (in_words(each, RU.say) for each in notice.says)
    assert words.startswith("Лента tass ")
    assert "answers" not in words


def test_a_burst_is_told_with_its_size() -> None:
    (notice,) = notice_deliveries([], feed="tass", admins=[7], now=NOON, burst=12)
    assert notice.says == (AdminNotice.BURST(feed="tass", n=12),)


def test_a_notice_holds_no_more_lines_than_a_message() -> None:
    lines = [verbatim(f"line {number}") for number in range(1_000)]
    assert admin_notice("feeds.yaml", lines, 7, NOON).says == tuple(lines[:LINES])
