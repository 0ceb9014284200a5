"""Stored reasons, told in the reader's language."""

import pytest

from bot.core.renderer.reasons import reason_words
from bot.locale.loading import load_texts
from tests.build import a_chat, a_view

RUSSIAN = a_view(a_chat(language="ru"), texts=load_texts()["ru"])


@pytest.mark.parametrize(
    ("reason", "english", "russian"),
    [
        (
            'iss: "the ISS" (strong, title)',
            "ISS: “the ISS” (headline)",
            "МКС: «the ISS» (заголовок)",
        ),
        (
            'iss: "ISS" next to "Roscosmos" (summary)',
            "ISS: “ISS” next to “Roscosmos” (summary)",
            "МКС: «ISS» рядом с «Roscosmos» (аннотация)",
        ),
        ("iss: the feed is about it by itself", "ISS: all of this feed", "МКС: вся эта лента"),
        (
            "nothing like it among the stories remembered",
            "no earlier story is like it",
            "похожей истории раньше не было",
        ),
        (
            "both about Nauka and Putin; words in common: iss, russia, 3 h apart",
            "both about Nauka and Putin; words in common: iss, russia; 3 h apart",
            "оба об одном: Nauka and Putin; общие слова: iss, russia; разница 3 ч",
        ),
        (
            "both about Nauka, 87 days apart",
            "both about Nauka; 87 days apart",
            "оба об одном: Nauka; разница 87 дней",
        ),
        (
            "words in common: iss, 2 days apart",
            "words in common: iss; 2 days apart",
            "общие слова: iss; разница 2 дня",
        ),
        ("alike, 1 h apart", "1 h apart", "разница 1 ч"),
        (
            "a reaction to what fills the news, 5 h apart",
            "a reaction to what fills the news; 5 h apart",
            "отклик на главную новость; разница 5 ч",
        ),
        (
            "same headline as 'Leak' of tass-en",
            "the same headline as “Leak” (tass-en)",
            "тот же заголовок, что «Leak» (tass-en)",
        ),
        ("something new", "something new", "something new"),
    ],
)
def test_a_reason_is_told_in_both_languages(reason: str, english: str, russian: str) -> None:
    assert reason_words(reason, a_view()) == english
    assert reason_words(reason, RUSSIAN) == russian
