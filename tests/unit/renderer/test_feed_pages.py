"""How a feed is: worst first, and what its page says of the last polls."""

from dataclasses import replace
from datetime import timedelta

from bot.core.reading.poll_result import (
    Changed,
    Failed,
    FeedState,
    LastPoll,
    PollResult,
    Unchanged,
)
from bot.core.reading.schedule import REMEMBERED_POLLS, after_poll
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.renderer.feed_pages import Health, feed_page, health
from bot.locale.loading import load_texts
from tests.build import NOON, a_feed, a_view

STATE = FeedState("tass", "https://tass.example/rss", NOON, last_poll=NOON, last_entry=NOON)
SLOW = LastPoll(NOON, "changed", timedelta(seconds=11))
QUICK = LastPoll(NOON, "unchanged", timedelta(seconds=1))


def test_a_feed_is_slow_when_most_of_its_last_polls_were() -> None:
    slow, quick = replace(STATE, polls=(SLOW, SLOW, QUICK)), replace(STATE, polls=(SLOW, QUICK))
    assert (health(slow, NOON), health(quick, NOON)) == (Health.SLOW, Health.FINE)


def test_the_worst_health_is_shown() -> None:
    slow = replace(STATE, polls=(SLOW,), moved_to="https://new.example")
    silent = replace(slow, last_entry=NOON - timedelta(days=60))
    failing = replace(silent, failures=3)
    found = [health(each, NOON) for each in (slow, silent, failing)]
    assert found == [Health.SLOW, Health.SILENT, Health.FAILING]


def test_the_last_polls_are_remembered_with_what_came_of_them() -> None:
    feed, state = a_feed(), STATE
    failed = Failed("http", FeedFailure.STATUS(status="500"))
    results: list[PollResult] = [Changed(()), Unchanged(True), failed, *[Changed(())] * 4]
    for result in results:
        took = timedelta(seconds=2)
        state = after_poll(feed, state, result, now=NOON, jitter=0, took=took)
    assert len(state.polls) == REMEMBERED_POLLS
    assert [each.outcome for each in state.polls] == ["http", *["changed"] * 4]


def test_a_feeds_page_tells_its_last_polls_newest_first() -> None:
    state = replace(STATE, polls=(SLOW, LastPoll(NOON, "parse_timeout"), QUICK))
    lines = feed_page(a_feed("tass"), state, {}, a_view()).plain.splitlines()
    assert lines[-3:] == [
        "8 h ago · nothing new · 1.0 s",
        "8 h ago · failed: parse timeout · 0.0 s",
        "8 h ago · new document · 11.0 s",
    ]


def test_a_poll_in_russian_takes_russian_seconds() -> None:
    state = replace(STATE, polls=(replace(SLOW, took=timedelta(seconds=1.2)),))
    view = a_view(texts=load_texts()["ru"])
    assert feed_page(a_feed("tass"), state, {}, view).plain.endswith(" · 1,2 с")


def test_a_failure_is_told_in_the_readers_language() -> None:
    state = replace(
        STATE,
        failures=3,
        error=FeedFailure.STATUS(status="503 Service Unavailable"),
        polls=(LastPoll(NOON, "http_503"), LastPoll(NOON, "parse_timeout")),
    )
    view = a_view(texts=load_texts()["ru"])
    lines = feed_page(a_feed("tass"), state, {}, view).plain.splitlines()
    assert lines[-3:] == [
        "3 неудачных опроса: отвечает: 503 Service Unavailable",
        "8 ч назад · не удалось: разбор слишком долгий · 0,0 с",
        "8 ч назад · не удалось: HTTP 503 · 0,0 с",
    ]
