"""The article behind an entry, for feeds with `full_text`: which are read, and what is kept.

Rule 1: an article is read for the summary alone: one or two of its sentences are kept.
Rule 2: a page that does not match its headline (a paywall, a notice, a front page) is no article.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import islice

from bot.core.lang.normalize import tokens
from bot.core.lang.stems import stem
from bot.core.ledger.summarizer import READ, summarize
from bot.core.matching.matcher import Matcher
from bot.core.planning.planner import AGE_LIMIT, BURST
from bot.core.reading.poll_result import Article, Articles, Unread
from bot.core.reasons.feed_failures import ArticleFailure
from bot.core.types import Entry, Feed

_COMMON = 0.5
"""Share of a headline's longer words that its article must have."""

_TELLING = 4
"""Letters from which a word counts as longer."""


def worth_reading(
    fresh: Iterable[Entry], *, feed: Feed, matcher: Matcher, now: datetime
) -> tuple[Entry, ...]:
    """Return the new entries that will be told and have no text of their own, ten at most."""
    matched = (entry for entry in fresh if matcher.verdict_of(entry, feed).topics)
    wanted = (
        entry for entry in matched if entry.url and not entry.text and now - entry.at <= AGE_LIMIT
    )
    return tuple(islice(wanted, BURST))


def with_excerpts(entries: Iterable[Entry], articles: Articles) -> tuple[Entry, ...]:
    """Give the entries whose article was read its best sentences as their text."""
    texts = {each.entry: each.text for each in articles if isinstance(each, Article)}
    return tuple(
        replace(entry, text=_excerpt(entry, texts[entry.id])) if entry.id in texts else entry
        for entry in entries
    )


def article_of(entry: Entry, text: str) -> Article | Unread:
    """Return the text as the entry's article, or why it is another page."""
    headline = _telling_stems(entry.title)
    common = headline & _telling_stems(text[:READ])
    if not headline or len(common) < _COMMON * len(headline):
        return Unread(entry.id, ArticleFailure.OTHER_PAGE())
    return Article(entry.id, text)


def _excerpt(entry: Entry, text: str) -> str:
    return summarize(title=entry.title, text=text, language=entry.language)


def _telling_stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tokens(text) if len(word) >= _TELLING)
