"""When the line to Telegram is down, when it is tried, and when it is up again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from bot.core.delivery.line import (
    TelegramLine,
    at_rest,
    heard,
    is_answer,
    needs_try,
    tried,
    unheard,
)
from bot.core.delivery.outbox import (
    Gone,
    Later,
    Moved,
    Never,
    Refused,
    SendResult,
    Sent,
    Shut,
    Unknown,
)
from bot.core.delivery.pacing import EPOCH
from bot.core.reasons import verbatim
from tests.build import NOON

SECOND = timedelta(seconds=1)
UP = heard(now=NOON)


def after(chats: Iterable[tuple[int, int]], line: TelegramLine = UP) -> TelegramLine:
    """The line after sends to these chats went unanswered, so many seconds past noon."""
    for chat, second in chats:
        line = unheard(line, chat, now=NOON + second * SECOND)
    return line


DOWN = after([(1, 1), (2, 2), (3, 3)])


@pytest.mark.parametrize(
    "result",
    [
        Sent(1),
        Later(verbatim("429"), after=SECOND),
        Never(verbatim("x")),
        Moved(1),
        Gone(verbatim("x")),
        Shut(verbatim("x")),
        Refused(verbatim("x")),
    ],
)
def test_whatever_telegram_says_is_an_answer(result: SendResult) -> None:
    assert is_answer(result)


@pytest.mark.parametrize(
    "result", [Unknown(verbatim("HTTP 502")), Later(verbatim("connection refused"))]
)
def test_silence_and_what_was_not_reached_are_none(result: SendResult) -> None:
    assert not is_answer(result)


@pytest.mark.fault("D14")
def test_three_chats_unanswered_within_ten_seconds_mean_that_it_is_down() -> None:
    down = after([(1, 1), (2, 2), (3, 11)])
    assert (down.down_since, down.try_at) == (NOON + SECOND, NOON + 12 * SECOND)


@pytest.mark.parametrize(
    "chats",
    [
        [(1, 1), (2, 2)],
        [(1, 1), (1, 2), (1, 3), (2, 4)],
        [(1, 1), (2, 2), (3, 12)],
    ],
    ids=["two", "two of them one chat", "over more than ten seconds"],
)
def test_less_does_not(chats: list[tuple[int, int]]) -> None:
    assert after(chats).down_since is None


def test_an_answer_in_between_clears_the_count() -> None:
    line = heard(now=NOON + 3 * SECOND)
    assert after([(3, 4)], line).down_since is None


def test_an_answered_send_is_both_answers() -> None:
    line = heard(now=NOON + 3 * SECOND)
    assert (line.answered, line.send_answered) == (NOON + 3 * SECOND, NOON + 3 * SECOND)


def test_getme_unanswered_at_a_start_means_that_it_is_down_since_then() -> None:
    line = tried(TelegramLine(), NOON, answered=False, now=NOON + 3 * SECOND)
    assert line.down_since == NOON + 3 * SECOND


def test_one_unanswered_send_and_getme_unanswered_mean_that_it_is_down() -> None:
    line = after([(1, 1)])
    assert needs_try(line, EPOCH, now=NOON + SECOND)
    assert tried(line, NOON, answered=False, now=NOON + 3 * SECOND).down_since == NOON + SECOND
    up = tried(line, NOON, answered=True, now=NOON + 3 * SECOND)
    assert (up.down_since, up.answered) == (None, NOON + 3 * SECOND)
    assert not needs_try(up, EPOCH, now=NOON + 3 * SECOND)


def test_getme_is_asked_at_a_start_and_when_nothing_was_answered_since_a_doubt() -> None:
    assert needs_try(TelegramLine(), EPOCH, now=NOON)
    assert needs_try(UP, NOON + SECOND, now=NOON + SECOND)
    assert not needs_try(UP, NOON - SECOND, now=NOON + SECOND)


@pytest.mark.fault("D14")
def test_a_line_that_is_down_is_tried_after_1_2_4_and_at_most_30_seconds() -> None:
    line, pauses = DOWN, list[float]()
    at: datetime = NOON + 3 * SECOND
    for _ in range(8):
        pauses.append((line.try_at - at).total_seconds())
        assert not needs_try(line, EPOCH, now=line.try_at - SECOND / 10)
        assert needs_try(line, EPOCH, now=line.try_at)
        at = line.try_at
        line = tried(line, NOON, answered=False, now=at)
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]
    assert line.down_since == DOWN.down_since


def test_getme_answered_puts_it_on_trial_and_one_send_decides() -> None:
    trial = tried(DOWN, NOON, answered=True, now=NOON + 9 * SECOND)
    assert (trial.on_trial, trial.answered) == (True, NOON + 9 * SECOND)
    assert heard(now=NOON + 10 * SECOND).down_since is None
    again = unheard(trial, 5, now=NOON + 10 * SECOND)
    assert (again.on_trial, again.down_since) == (False, DOWN.down_since)
    assert again.try_at == NOON + 12 * SECOND


def test_getme_alone_does_not_make_the_pauses_short_again() -> None:
    line = DOWN
    for _ in range(6):
        line = unheard(tried(line, NOON, answered=True, now=NOON), 5, now=NOON)
    assert line.try_at == NOON + 30 * SECOND


def test_a_line_on_trial_with_nothing_left_to_send_is_up() -> None:
    trial = tried(DOWN, NOON, answered=True, now=NOON + 9 * SECOND)
    assert at_rest(trial) == TelegramLine(answered=NOON + 9 * SECOND, send_answered=NOON)
    assert at_rest(DOWN) == DOWN


def test_getme_unanswered_says_nothing_where_a_send_was_answered_meanwhile() -> None:
    line = heard(now=NOON + 2 * SECOND)
    assert tried(line, NOON + SECOND, answered=False, now=NOON + 6 * SECOND) == line
