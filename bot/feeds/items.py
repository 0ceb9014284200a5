"""Finds the items of an XML document as spans of bytes, so that known ones can be cut out.

Most polls bring nothing new, and parsing a feed costs a hundred times as much as scanning its
bytes. So the document is cut into items without parsing, each is hashed, and only items whose hash
is new go to the parser: of `<rss>A B C</rss>`, with B and C known, it gets `<rss>A</rss>`.

Rule 1: a document that is not plainly a row of items is parsed whole; `items_of` returns None.
Rule 2: an item is left out only if exactly these bytes were parsed before.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

FINGERPRINT = 8
"""Bytes of a fingerprint: among 500 items, the chance of a wrong match is about 10^-17."""

NEWEST = 500
"""Items of a document that are looked at; the rest are counted as dropped."""

_Item = TypeVar("_Item")

_MARKS = re.compile(
    rb"<(?:!--[^-]*(?:-(?!->)[^-]*)*-->|!\[CDATA\[[^\]]*(?:\](?!\]>)[^\]]*)*\]\]>|\?[^?]*(?:\?(?!>)[^?]*)*\?>"
    rb"|(item|entry|[A-Za-z][\w.-]*:(?:item|entry))(?:\s[^<>]*)?>"
    rb"|(/(?:item|entry|[A-Za-z][\w.-]*:(?:item|entry)))\s*>"
    rb"|(!--|!\[CDATA\[|\?|!ENTITY))",
    re.DOTALL,
)
"""Comments, CDATA and processing instructions, which may hide an item, and the tags of items. The
last group is a piece of markup that does not end, or an entity declaration: then we give up.
"""

_END = re.compile(rb"</(?:[A-Za-z][\w.-]*:)?(?:rss|feed|RDF)\s*>")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_PLAIN = re.compile(
    rb"(?:utf-?8|us-ascii|ascii|(?:windows-|cp)125\d|iso-8859-\d+|koi8-[ru]|latin-?\d)$",
    re.IGNORECASE,
)
"""Encodings in which every byte below 128 is that ASCII character."""


@dataclass(frozen=True, slots=True)
class Items:
    """Half-open byte spans of a document's items, in its order."""

    spans: tuple[tuple[int, int], ...]

    def fingerprints(self, document: bytes) -> list[bytes]:
        return [fingerprint(document, span) for span in self.spans]


def fingerprint(document: bytes, span: tuple[int, int]) -> bytes:
    start, end = span
    return sha256(document[start:end]).digest()[:FINGERPRINT]


def items_of(document: bytes) -> Items | None:
    """Find the items of a complete document; None if there is any doubt."""
    if not _readable_bytes(document):
        return None
    spans: list[tuple[int, int]] = []
    start, opened = 0, b""
    for mark in _MARKS.finditer(document):
        opening, closing, unended = mark.groups()
        if unended or (opening and opened):  # an item within an item is none we understand
            return None
        if opening and not mark[0].endswith(b"/>"):
            start, opened = mark.start(), opening
        elif closing:
            if closing[1:] != opened:
                return None
            spans.append((start, mark.end()))
            opened = b""
    if opened or not is_complete(document, after=spans[-1][1] if spans else 0):
        return None
    return Items(tuple(spans))


def hides_items(outside: bytes) -> bool:
    """Whether bytes beside the items of a document hold another, or something that does not end,
    or are of an encoding that cannot be searched.
    """
    marks = _MARKS.finditer(outside)
    return not _readable_bytes(outside) or any(mark.lastindex is not None for mark in marks)


def is_complete(document: bytes, *, after: int = 0) -> bool:
    """Whether the root element is closed, so that the document's end is not missing."""
    return _END.search(document, after) is not None


def split(prints: bytes) -> list[bytes]:
    """Split joined fingerprints."""
    return [prints[at : at + FINGERPRINT] for at in range(0, len(prints), FINGERPRINT)]


def known_items(known: bytes) -> frozenset[bytes]:
    """Split the joined fingerprints of `FeedState.item_hashes`."""
    return frozenset(split(known))


def newest(
    items: Sequence[_Item], date_of: Callable[[_Item], datetime | None]
) -> tuple[Sequence[_Item], Sequence[_Item]]:
    """Split items into the `NEWEST` newest and the rest, both in document order.

    Feeds begin with the newest item or end with it.
    """
    if len(items) <= NEWEST:
        return items, ()
    first, last = date_of(items[0]), date_of(items[-1])
    if first is not None and last is not None and first < last:
        return items[-NEWEST:], items[:-NEWEST]
    return items[:NEWEST], items[NEWEST:]


def without(document: bytes, spans: Collection[tuple[int, int]]) -> bytes:
    """Cut spans, given in ascending order, out of the document."""
    kept, at = [], 0
    for start, end in spans:
        kept.append(document[at:start])
        at = end
    kept.append(document[at:])
    return b"".join(kept)


def _readable_bytes(document: bytes) -> bool:
    """Whether every byte `<` is the character `<`: no UTF-16 or UTF-7, no East Asian encoding."""
    declared = _DECLARED.match(document.removeprefix(b"\xef\xbb\xbf"))
    if declared is not None and not _PLAIN.match(declared[1]):
        return False
    return b"\0" not in document and not document.startswith((b"\xff\xfe", b"\xfe\xff", b"+/v"))
