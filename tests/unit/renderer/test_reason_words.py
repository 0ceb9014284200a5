"""Reasons, told in the reader's language."""

import pytest

from bot.core.reasons import verbatim
from bot.core.reasons.news import Compared, Matched, Placed
from bot.core.renderer.reason_words import reason_words
from bot.core.types import Reason
from bot.locale.loading import load_texts
from tests.build import a_chat, a_view

RUSSIAN = a_view(a_chat(language="ru"), texts=load_texts()["ru"])
TITLE, SUMMARY = Matched.TITLE(), Matched.SUMMARY()


@pytest.mark.parametrize(
    ("reason", "english", "russian"),
    [
        (
            Matched.ABOUT(topic="iss", why=Matched.STRONG(words="the ISS", place=TITLE)),
            "ISS: “the ISS” (headline)",
            "МКС: «the ISS» (заголовок)",
        ),
        (
            Matched.ABOUT(
                topic="iss", why=Matched.BESIDE(words="ISS", other="Roscosmos", place=SUMMARY)
            ),
            "ISS: “ISS” next to “Roscosmos” (summary)",
            "МКС: «ISS» рядом с «Roscosmos» (аннотация)",
        ),
        (
            Matched.ABOUT(topic="iss", why=Matched.BY_FEED()),
            "ISS: all of this feed",
            "МКС: вся эта лента",
        ),
        (Placed.FIRST(), "no earlier story is like it", "похожей истории раньше не было"),
        (
            Placed.THINGS(things="Nauka, Putin"),
            "both about Nauka, Putin",
            "оба об одном: Nauka, Putin",
        ),
        (Placed.DAYS_APART(n=87), "87 days apart", "разница 87 дн."),
        (Placed.HOURS_APART(n=1), "1 h apart", "разница 1 ч"),
        (
            Placed.REPEATS(what=Compared.SAME_HEADLINE(), title="Leak", feed="tass-en"),
            "the same headline as “Leak” (tass-en)",
            "тот же заголовок, что и «Leak» (tass-en)",
        ),
        (verbatim("something new"), "something new", "something new"),
    ],
)
def test_a_reason_is_told_in_both_languages(reason: Reason, english: str, russian: str) -> None:
    assert reason_words(reason, a_view()) == english
    assert reason_words(reason, RUSSIAN) == russian


def test_quoted_text_cannot_hide_or_reverse_words() -> None:
    title = "Leak\u202e\n"
    told = Placed.REPEATS(what=Compared.SAME_HEADLINE(), title=title, feed="tass")
    assert "\u202e" not in reason_words(told, a_view())
