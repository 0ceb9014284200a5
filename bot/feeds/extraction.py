"""Extracts the article of a web page, with the `fulltext` extra.

Runs in the parsing child. Rule 1: whatever an extractor raises is the page's fault, never ours.
"""

from datetime import timedelta
from importlib.util import find_spec

from bot.core.reasons.feed_failures import ArticleFailure
from bot.feeds.child_limits import OutOfTime, at_most
from bot.feeds.child_protocol import ArticleText, PageOrder, Unreadable
from bot.feeds.encodings import encoding_of
from bot.feeds.plain import cleaned

TIME = timedelta(seconds=3)
"""CPU time for one page."""

_LONGEST = 20_000
"""Characters kept of an article; a summary comes from its top."""

INSTALL = ".venv/bin/pip install trafilatura"


def installed() -> bool:
    """Whether the extra is installed."""
    return find_spec("trafilatura") is not None


def read_page(body: bytes, order: PageOrder) -> ArticleText | Unreadable:
    """Extract the article of a page. Raises nothing but MemoryError."""
    try:
        from trafilatura import extract  # an extra, and slow to load

        text = encoding_of(body, order.content_type).text(body)
        with at_most(TIME):
            found = extract(text, fast=True, include_comments=False, include_tables=False)
    except OutOfTime:
        return Unreadable("page_timeout", ArticleFailure.SLOW_PAGE())
    except MemoryError:
        raise
    except Exception as error:  # a foreign parser: anything may come out of it
        message = f"{type(error).__name__}: {error}"
        return Unreadable("page", ArticleFailure.UNREADABLE_PAGE(reason=message))
    paragraphs = (cleaned(each) for each in (found or "")[:_LONGEST].splitlines())
    return ArticleText("\n".join(filter(None, paragraphs)))
