"""What was kept in English is said again in the reader's language, machine detail as it is."""

import pytest

from bot.core.alerts.admin_notices import burst_text, notice_text
from bot.core.reading.schedule import Notice, NoticeKind
from bot.core.retelling import retold
from bot.locale.loading import load_texts

RU = load_texts()["ru"]


def is_russian(line: str) -> bool:
    return any("а" <= letter <= "я" for letter in line.lower())


def test_english_is_left_as_it_is() -> None:
    line = "it answers 503 Service Unavailable"
    assert retold(line, load_texts()["en"]) == line


@pytest.mark.parametrize("kind", NoticeKind)
def test_a_notice_of_a_feed_is_told_in_russian(kind: NoticeKind) -> None:
    told = retold(notice_text(Notice("tass", kind, "it answers 410 Gone")), RU)
    assert told.startswith("Лента tass ")
    assert "answers" not in told


def test_a_burst_is_told_in_russian() -> None:
    assert "12" in retold(burst_text("tass", 12), RU)
    assert is_russian(retold(burst_text("tass", 12), RU))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "feeds.yaml is taken over: +2 feeds, 1 changed, topic iss: 3 new terms\n+ feed lwn\n"
            "~ feed tass: every 10m -> 5m",
            "feeds.yaml принят: лент: +2, изменено: 1, тема iss: новых слов: 3\n+ лента lwn\n"
            "~ лента tass: every 10m -> 5m",
        ),
        (
            "feeds.yaml is taken over: nothing that counts",
            "feeds.yaml принят: ничего существенного",
        ),
        (
            "feeds.yaml is refused:\nfeeds.yaml:3: feeds.lwn.every: write a time like 30s",
            "feeds.yaml не принят:\nfeeds.yaml:3: feeds.lwn.every: write a time like 30s",
        ),
        (
            "Chat -5 cannot be reached: Forbidden: bot was kicked. Nothing more is sent there "
            "until the bot is let in again.",
            "Чат -5 недоступен: Forbidden: bot was kicked. Пока бота не пустят обратно, "
            "туда ничего не отправляется.",
        ),
    ],
)
def test_what_admins_are_told_of_the_bot_is_told_in_russian(said: str, words: str) -> None:
    assert retold(said, RU) == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("+ feed topics", "+ лента topics"),
        ("topic parties: +2 terms", "тема parties: слов: +2"),
        (
            notice_text(Notice("feeds", NoticeKind.RECOVERED)),
            "Лента feeds снова читается.",
        ),
    ],
)
def test_what_others_named_is_no_word_of_ours(line: str, words: str) -> None:
    assert retold(line, RU) == words
