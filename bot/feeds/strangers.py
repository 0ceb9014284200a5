"""What came instead of a feed, known by how it begins, before a parser is troubled with it."""

import re

from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import Reason

_LOOKED_AT = 1_000
"""Bytes."""

_BEFORE = rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\b[^>]{0,300}>\s*)?(?:<!--.{0,500}?-->\s*)*"
_NOTHING = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml\b[^>]{0,300}>)?\s*")
_PAGE = re.compile(_BEFORE + rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|rdf|feed|channel|item|entry)\b", re.IGNORECASE)
_KINDS = (
    (re.compile(rb"\x89PNG|GIF8|\xff\xd8\xff|RIFF....WEBP", re.DOTALL), FeedFailure.A_PICTURE),
    (re.compile(rb"%PDF-"), FeedFailure.A_PDF),
    (re.compile(_BEFORE + rb"<opml\b", re.IGNORECASE | re.DOTALL), FeedFailure.AN_OPML),
)


def is_empty(body: bytes) -> bool:
    """Whether nothing is in it, or nothing but the declaration that something follows."""
    opening = body[:_LOOKED_AT].replace(b"\0", b"")
    return len(body.strip(b" \t\r\n\0")) < _LOOKED_AT and bool(_NOTHING.fullmatch(opening))


def is_page(body: bytes) -> bool:
    """Whether it is a page, and no feed that begins like one."""
    return bool(_PAGE.match(body[:_LOOKED_AT])) and not _FEED.search(body)


def stranger(body: bytes) -> Reason | None:
    """Name what is certainly no feed, and no page either."""
    return next((kind() for begins, kind in _KINDS if begins.match(body[:_LOOKED_AT])), None)
