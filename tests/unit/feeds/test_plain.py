"""Paragraphs in one line: one without a full stop is separated from the next by a bullet."""

import pytest

from bot.core.ledger.summarizer import summarize
from bot.feeds.plain import prose


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Crew is safe</p><p>The capsule landed.</p>", "Crew is safe • The capsule landed."),
        ("<p>Crew is safe.</p><p>The capsule landed.</p>", "Crew is safe. The capsule landed."),
        ("<ul><li>One</li><li>Two</li></ul>", "One • Two"),
        ("&lt;p&gt;Экипаж цел&lt;/p&gt;&lt;p&gt;Посадка.&lt;/p&gt;", "Экипаж цел • Посадка."),
        ("<p>the crew</p><p>is safe</p>", "the crew is safe"),
        ("Crew of<br>NASA", "Crew of NASA"),
        ("<div><p>Alone</p></div>", "Alone"),
        ("no \ue000 markup", "no markup"),
        ("", ""),
    ],
)
def test_a_paragraph_without_a_full_stop_is_separated_from_the_next(
    markup: str, text: str
) -> None:
    assert prose(markup) == text


def test_a_caption_or_a_byline_above_the_text_is_no_summary() -> None:
    told = "The capsule landed safely in Kazakhstan on Tuesday."
    for above in (
        "NASA/Anna Smith",
        "By Anna Smith and Oleg Orlov",
        "Enlarge / The capsule at dawn",
    ):
        text = prose(f"<p>{above}</p><p>(credit: A. Smith) {told}</p>")
        assert summarize(title="", text=text, language="en") == told
