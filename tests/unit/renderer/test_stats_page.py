"""The bot in figures, as its editors read them."""

from datetime import date

from bot.core.renderer.daily_stats import Day
from bot.core.renderer.stats_page import Stats, stats_page
from bot.locale.loading import load_texts
from tests.build import a_view

ONE = Stats(
    days=(Day(date(2022, 7, 26), placed=1, messages=1, chats=1),),
    counts={},
    feeds=1,
    bad_feeds=0,
    objections={},
)


def test_one_is_not_counted_as_many() -> None:
    english = stats_page(ONE, a_view()).plain.splitlines()
    russian = stats_page(ONE, a_view(texts=load_texts()["ru"])).plain.splitlines()
    assert english[2] == "reach: 1 message, at most 1 chat a day"
    assert english[4] == "folded: 1 of 1 report, 0 of them the same text"
    assert russian[2] == "охват: 1 сообщение, не более 1 чата в день"
    assert russian[4] == "объединено: 1 из 1 сообщения, из них с тем же текстом: 0"
