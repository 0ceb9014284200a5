"""The items of an XML document as spans of bytes: counted, fingerprinted, and cut out when known.

Most polls bring nothing new, and a feed parser costs a hundred times what looking at bytes does.
Rule 1: whatever is not plainly a row of items is not touched: `items_of` then says None, and the
whole document is parsed.
Rule 2: only bytes that were parsed once, exactly as they are, are ever left out.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

FINGERPRINT = 8
"""Bytes of a fingerprint. Of 500 items, a wrong match is a matter of 10^-17."""

_MARKS = re.compile(
    rb"<(?:!--[^-]*(?:-(?!->)[^-]*)*-->|!\[CDATA\[[^\]]*(?:\](?!\]>)[^\]]*)*\]\]>|\?[^?]*(?:\?(?!>)[^?]*)*\?>"
    rb"|((?:[A-Za-z][\w.-]*:)?(?:item|entry))(?:\s[^<>]*)?>"
    rb"|(/(?:[A-Za-z][\w.-]*:)?(?:item|entry))\s*>"
    rb"|(!--|!\[CDATA\[|\?|!ENTITY))",
    re.DOTALL,
)
"""What can hold or hide an item; the last group is anything of it that does not end."""

_END = re.compile(rb"</(?:[A-Za-z][\w.-]*:)?(?:rss|feed|RDF)\s*>")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_PLAIN = re.compile(
    rb"(?:utf-?8|us-ascii|ascii|(?:windows-|cp)125\d|iso-8859-\d+|koi8-[ru]|latin-?\d)$",
    re.IGNORECASE,
)
"""Encodings in which a byte below 128 is always that character."""


@dataclass(frozen=True, slots=True)
class Items:
    """Where the items of a document stand, in its order: half-open spans of bytes."""

    spans: tuple[tuple[int, int], ...]

    def fingerprints(self, document: bytes) -> list[bytes]:
        return [fingerprint(document, span) for span in self.spans]


def fingerprint(document: bytes, span: tuple[int, int]) -> bytes:
    start, end = span
    return sha256(document[start:end]).digest()[:FINGERPRINT]


def items_of(document: bytes) -> Items | None:
    """The items of a complete document; None where there is any doubt about them."""
    if not _readable_bytes(document):
        return None
    spans: list[tuple[int, int]] = []
    start, opened = 0, b""
    for mark in _MARKS.finditer(document):
        opening, closing, unended = mark.groups()
        if unended or (opening and opened):
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


def is_complete(document: bytes, *, after: int = 0) -> bool:
    """The root element is closed: what is missing, if anything, is not the end."""
    return _END.search(document, after) is not None


def known_items(known: bytes) -> frozenset[bytes]:
    """Fingerprints joined, as `FeedState.item_hashes` keeps them, one by one."""
    return frozenset(known[at : at + FINGERPRINT] for at in range(0, len(known), FINGERPRINT))


def all_known(document: bytes, known: bytes, *, most: int) -> bytes | None:
    """The joined fingerprints of a document that has items, at most `most`, all of them known."""
    if not known:
        return None
    items = items_of(document)
    if items is None or not 0 < len(items.spans) <= most:
        return None
    found = items.fingerprints(document)
    return b"".join(found) if known_items(known).issuperset(found) else None


def without(document: bytes, spans: Collection[tuple[int, int]]) -> bytes:
    """The document with these spans, in ascending order, cut out."""
    kept, at = [], 0
    for start, end in spans:
        kept.append(document[at:start])
        at = end
    kept.append(document[at:])
    return b"".join(kept)


def _readable_bytes(document: bytes) -> bool:
    """In an encoding where `<` is always `<`, and without NULs, as UTF-16 has them."""
    declared = _DECLARED.match(document.removeprefix(b"\xef\xbb\xbf"))
    if declared is not None and not _PLAIN.match(declared[1]):
        return False
    return b"\0" not in document and not document.startswith((b"\xff\xfe", b"\xfe\xff", b"+/v"))
