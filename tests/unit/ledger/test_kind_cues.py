"""The phrases that are signs of a kind of statement, tried where words begin as they do."""

import pytest

from bot.core.ledger.kind_cues import IndexedText, KindPhrases, Slot

BODY = Slot.of(("NASA", "Roscosmos*", "officials"), r"NASA|Roscosmos\w*|officials").acting


def met(phrase: str, text: str) -> str | None:
    return KindPhrases.of((phrase,), {"{body}": BODY}).first_match(IndexedText.of(text))


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("docks|docked", "Soyuz docked today", "docked"),
        ("пристыковал*", "«Союз» пристыковался к МКС", "пристыковался"),
        ("{body} ... says", "What NASA now says", "NASA now says"),
        ("not # degrees", "It was not 45 degrees", "not 45 degrees"),
        ("# degrees", "It was 540 degrees", "540 degrees"),
        ("{start}why|how", "Why it fell", "Why"),
        ("ПО*", "Сбой ПО на модуле", "ПО"),
        ("- {body}", "All is well - Roscosmos", "- Roscosmos"),
    ],
)
def test_a_phrase_is_met(phrase: str, text: str, words: str) -> None:
    assert met(phrase, text) == words


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("docks", "Dockside docksides"),
        ("{body} says", "NASA's says"),
        ("{start}why|how", "This is why"),
        ("{body} says", "Nobody says"),
    ],
)
def test_a_phrase_is_not_met(phrase: str, text: str) -> None:
    assert met(phrase, text) is None
