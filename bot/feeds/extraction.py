"""The article of a page without what stands round it, by the `fulltext` extra.

Runs in the parsing child. Rule 1: everything an extractor raises is the page's fault, never ours.
"""

from datetime import timedelta
from importlib.util import find_spec

from bot.core.reasons.feeds import ArticleFailure
from bot.feeds.child_limits import OutOfTime, at_most
from bot.feeds.encodings import encoding_of
from bot.feeds.exchange import Page, PageOrder, Unreadable
from bot.feeds.plain import cleaned

TIME = timedelta(seconds=3)
"""CPU time for one page."""

_LONGEST = 20_000
"""Characters of an article; a summary comes from its top."""

INSTALL = ".venv/bin/pip install trafilatura"


def installed() -> bool:
    return find_spec("trafilatura") is not None


def read_page(body: bytes, order: PageOrder) -> Page | Unreadable:
    """Raises MemoryError, and nothing else."""
    try:
        from trafilatura import extract  # an extra, and slow to load

        text = encoding_of(body, order.content_type).text(body)
        with at_most(TIME):
            found = extract(text, fast=True, include_comments=False, include_tables=False)
    except OutOfTime:
        return Unreadable("page_timeout", ArticleFailure.SLOW_PAGE())
    except MemoryError:
        raise
    except Exception as error:  # the door of a foreign parser: anything may come out of it
        said = f"{type(error).__name__}: {error}"
        return Unreadable("page", ArticleFailure.UNREADABLE_PAGE(reason=said))
    paragraphs = (cleaned(each) for each in (found or "")[:_LONGEST].splitlines())
    return Page("\n".join(filter(None, paragraphs)))
