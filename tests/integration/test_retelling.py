"""What was kept in English is said again in the reader's language, machine detail as it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot
from bot.core.alerts.admin_notices import burst_text, notice_text
from bot.core.reading.schedule import Notice, NoticeKind
from bot.core.retelling import retold
from bot.locale.loading import load_texts

RU = load_texts()["ru"]
FEEDS = Path(bot.__file__).parent / "feeds"
COMMAND_LINE = {"finding.py"}
"""What it says is read by who types `isswire feeds add`."""

SAID = {"FeedFailed", "Unreadable", "Unread"}


def failures() -> Iterator[str]:
    """Every line that bot.feeds writes of a failure, with 7 for its values."""
    for path in sorted(FEEDS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAID:
                yield from filter(None, (_line(each) for each in node.args[1:2]))


def _line(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(line)):
            return line
        case ast.JoinedStr(values=parts):
            return "".join(
                str(getattr(each, "value", "")) if isinstance(each, ast.Constant) else "7"
                for each in parts
            )
        case _:
            return ""


def is_russian(line: str) -> bool:
    return any("а" <= letter <= "я" for letter in line.lower())


@pytest.mark.parametrize("line", sorted({line for line in failures() if re.search("[a-z]", line)}))
def test_every_failure_of_a_feed_has_russian_words(line: str) -> None:
    assert is_russian(retold(line, RU))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("it answers 503 Service Unavailable", "отвечает: 503 Service Unavailable"),
        ("no complete answer within 30 s", "за 30 с не пришло полного ответа"),
        ("the name feeds.example is not known", "имя feeds.example неизвестно"),
        (
            "http://x.example/ is not fetched: 10.0.0.1 is private",
            "http://x.example/ не запрашивается: 10.0.0.1 — частный адрес",
        ),
        ("the answer is no feed, but a page: Sign in", "ответ — не лента, а страница: Sign in"),
        ("somebody else's words", "somebody else's words"),
    ],
)
def test_a_failure_keeps_its_detail(line: str, words: str) -> None:
    assert retold(line, RU) == words


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
        (
            "the answer is no feed, but a page: Our feed, topics: timeout",
            "ответ — не лента, а страница: Our feed, topics: timeout",
        ),
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
