"""Tells whether all items of a document are known, mostly without looking at each.

Most documents differ from a feed's last one only around their items, in a date at the top. So the
part from the first item to the last is remembered by length and CRC, with its fingerprints.

Rule 1: an answer is remembered, never guessed: the same part has the same fingerprints if it
begins and ends outside comments and CDATA, and no item stands outside it.
"""

from dataclasses import dataclass, field
from struct import Struct
from zlib import crc32

from bot.feeds.child_protocol import Document
from bot.feeds.item_names import by_item
from bot.feeds.items import (
    FINGERPRINT,
    Items,
    hides_items,
    is_complete,
    items_of,
    known_items,
    split,
)

LOOKED_AT = 512 * 1024
"""Bytes. Larger documents are left to the child, to spare the event loop."""

_CHECK = Struct("!QI")


def check_of(content: bytes | memoryview) -> bytes:
    """Return the length and CRC of a content, to recognize last time's. A server that forges them
    hides its own news; by chance, one change in four billion that keeps the length goes unnoticed
    until the next one.
    """
    return _CHECK.pack(len(content), crc32(content))


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a document found."""

    prints: bytes = b""
    """The fingerprints of its items, joined."""
    spans: tuple[tuple[int, int], ...] = ()
    """Where they are; () if the part that holds them was known at sight."""

    def all_known(self, known: bytes, *, most: int) -> bytes | None:
        """Return the fingerprints of a document whose items are all known; else None.

        A document without items, or with more than `most`, is never all known.
        """
        if not 0 < len(self.prints) <= most * FINGERPRINT:
            return None
        if self.prints == known or known_items(known).issuperset(split(self.prints)):
            return self.prints
        return None


@dataclass(frozen=True, slots=True)
class KnownItems:
    """Remembers of each feed the part of its last document with the items, and their names."""

    _parts: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """By feed: the check of the part, and its fingerprints joined."""
    _names: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """By feed: `item_hashes` and `names` of the last document that was parsed."""
    _read: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """By feed: the check of what was read of its last answer, and that answer's body hash."""

    def look(self, feed: str, document: bytes) -> Look:
        """Find the items of a document, and their fingerprints."""
        part = _part_with_items(document)
        check = check_of(memoryview(document)[part[0] : part[1]]) if part else b""
        remembered, prints = self._parts.get(feed, (b"", b""))
        if part and check == remembered:
            return Look(prints)
        items = items_of(document)
        if items is None:
            return Look()
        found = Look(b"".join(items.fingerprints(document)), items.spans)
        if part and _fills(items, part):
            self._parts[feed] = check, found.prints
        return found

    def is_same(self, feed: str, read: bytes, last: bytes) -> bool:
        """Whether as much was read of the answer whose body hash is `last`."""
        return bool(read and last) and self._read.get(feed) == (read, last)

    def remember(self, feed: str, read: bytes, own: bytes) -> None:
        """Remember what was read of an answer, with its body hash."""
        self._read[feed] = read, own

    def learn(self, feed: str, found: Document) -> None:
        """Remember the names of a parsed document's items."""
        if found.names:
            self._names[feed] = found.item_hashes, found.names

    def names(self, feed: str, known: bytes) -> bytes:
        """Return the names of known items, as in `Order`; b"" if one is not remembered."""
        names = by_item(*self._names.get(feed, (b"", b"")))
        every = [names.get(item, b"") for item in split(known)]
        return b"".join(every) if all(every) else b""


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
