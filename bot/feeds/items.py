"""Finds the items of an XML document as spans of bytes, so that known ones can be cut out.

Most polls bring nothing new, and parsing a feed costs a hundred times as much as scanning its
bytes. So the document is cut into items without parsing, each is hashed, and only items whose hash
is new go to the parser: of `<rss>A B C</rss>`, with B and C known, it gets `<rss>A</rss>`.

Most documents differ from a feed's last one only around their items, in a date at the top. So the
part from the first item to the last is remembered by length and CRC, with its fingerprints.

Rule 1: a document that is not plainly a row of items is parsed whole; `items_of` returns None.
Rule 2: an item is left out only if exactly these bytes were parsed before.
Rule 3: an answer is remembered, never guessed: the same part has the same fingerprints if it
begins and ends outside comments and CDATA, and no item stands outside it.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from struct import Struct
from typing import TypeVar
from zlib import crc32

FINGERPRINT = 8
"""Bytes of a fingerprint: among 500 items, the chance of a wrong match is about 10^-17."""

NEWEST = 500
"""Items of a document that are looked at; the rest are counted as dropped."""

_Item = TypeVar("_Item")

_MARKS = re.compile(
    rb"<(?:!--[^-]*(?:-(?!->)[^-]*)*-->|!\[CDATA\[[^\]]*(?:\](?!\]>)[^\]]*)*\]\]>|\?[^?]*(?:\?(?!>)[^?]*)*\?>"
    rb"|((?:[A-Za-z][\w.-]*:)?(?:item|entry))(?:\s[^<>]*)?>"
    rb"|(/(?:[A-Za-z][\w.-]*:)?(?:item|entry))\s*>"
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


def known_items(known: bytes) -> frozenset[bytes]:
    """Split the joined fingerprints of `FeedState.item_hashes`."""
    return frozenset(known[at : at + FINGERPRINT] for at in range(0, len(known), FINGERPRINT))


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


_CHECK = Struct("!QI")


def check_of(content: bytes | memoryview) -> bytes:
    """Return the length and CRC of a content, to recognize last time's. A server that forges them
    hides its own news; by chance, one change in four billion that keeps the length goes unnoticed
    until the next one.
    """
    return _CHECK.pack(len(content), crc32(content))


@dataclass(frozen=True, slots=True)
class KnownItems:
    """Remembers of each feed the part of its last document that holds the items."""

    _parts: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """By feed: the check of the part, and its fingerprints joined."""

    def all_known(self, feed: str, document: bytes, known: bytes, *, most: int) -> bytes | None:
        """Return the joined fingerprints of a document whose items are all known; else None.

        A document without items, or with more than `most`, is never all known.
        """
        found = self._fingerprints(feed, document) if known else b""
        if not 0 < len(found) <= most * FINGERPRINT:
            return None
        if found == known or known_items(known).issuperset(known_items(found)):
            return found
        return None

    def _fingerprints(self, feed: str, document: bytes) -> bytes:
        part = _part_with_items(document)
        check = check_of(memoryview(document)[part[0] : part[1]]) if part else b""
        remembered, found = self._parts.get(feed, (b"", b""))
        if part and check == remembered:
            return found
        items = items_of(document)
        found = b"".join(items.fingerprints(document)) if items else b""
        if part and items and _fills(items, part):
            self._parts[feed] = check, found
        return found


def _part_with_items(document: bytes) -> tuple[int, int] | None:
    """Return from where to where items may be; None if others may be outside."""
    name = b"item" if b"<item" in document else b"entry"
    start, last = document.find(b"<" + name), document.rfind(b"</" + name + b">")
    end = last + len(name) + 3
    if not 0 <= start < last or hides_items(document[:start]) or hides_items(document[end:]):
        return None
    return (start, end) if is_complete(document, after=end) else None


def _fills(items: Items, part: tuple[int, int]) -> bool:
    return bool(items.spans) and items.spans[-1][1] == part[1]
