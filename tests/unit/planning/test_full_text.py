"""Which page is an entry's article, and what is kept of it."""

import pytest

from bot.core.planning.full_text import article_of, with_excerpts
from bot.core.reading.poll_result import Article, Unread
from bot.core.reasons.feed_failures import ArticleFailure
from tests.build import an_entry

HEADLINE = an_entry("Progress docks with the station")
TEXT = "A Progress freighter docked with the station on Tuesday. It brings three tonnes of cargo."


@pytest.mark.parametrize(
    ("title", "is_article"),
    [
        (HEADLINE.title, True),
        ("Progress docks, cheers everywhere", True),
        ("Progress docks amid cheers everywhere", False),
        ("Up and away", False),
    ],
    ids=["all its longer words", "half of them", "less than half", "none to know it by"],
)
def test_an_article_has_half_of_the_longer_words_of_its_headline(
    title: str, is_article: bool
) -> None:
    entry = an_entry(title)
    other = Unread(entry.id, ArticleFailure.OTHER_PAGE())
    assert article_of(entry, TEXT) == (Article(entry.id, TEXT) if is_article else other)


def test_an_entry_gets_sentences_of_its_article_and_no_other_entrys() -> None:
    other = an_entry("Crew of Expedition 70 lands", id="1" * 32)
    unread = Unread(other.id, ArticleFailure.OTHER_PAGE())
    read, left = with_excerpts([HEADLINE, other], (Article(HEADLINE.id, TEXT), unread))
    assert "three tonnes of cargo" in read.text
    assert left == other
