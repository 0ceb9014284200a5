"""What may identify an item, and which of these names several items share.

Rule 1: a name that different items share identifies none of them.
Rule 2: names are compared by Python's own hashes, so that those of items parsed long ago need not
be kept whole, nor found again. All children of one process have one seed (`parsers`): what one has
hashed, another can compare.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from struct import Struct

from bot.feeds.items import split


@dataclass(frozen=True, slots=True)
class Names:
    """What may identify an item: cleaned guid, canonical link, plain title; each may be ""."""

    guid: str
    link: str
    title: str


Hashes = tuple[int, int, int]
"""Of an item's guid, link and title; 0 for a name that it lacks."""
_HASHES = Struct("!3q")


def hashes_of(names: Names) -> Hashes:
    return hash(names.guid), hash(names.link), hash(names.title)


@dataclass(frozen=True, slots=True)
class SharedNames:
    """Hashes of the guids, links and titles that several items share."""

    guids: frozenset[int]
    links: frozenset[int]
    titles: frozenset[int]


def shared_names(items: Iterable[Hashes]) -> SharedNames:
    """Find the names that different items share. The same item listed twice counts once."""
    known = set(items)
    return SharedNames(
        _shared((guid, link or title) for guid, link, title in known),
        _shared((link, guid or title) for guid, link, title in known),
        _shared((title, guid or link) for guid, link, title in known),
    )


def _shared(pairs: Iterable[tuple[int, int]]) -> frozenset[int]:
    names = [name for name, _ in set(pairs) if name]
    if len(set(names)) == len(names):
        return frozenset()
    return frozenset(name for name, count in Counter(names).items() if count > 1)


def packed_hashes(hashes: Hashes) -> bytes:
    """Return an item's hashes as `Document.names` has them."""
    return _HASHES.pack(*hashes)


def unpacked_hashes(names: bytes) -> list[Hashes]:
    """Return the hashes of each item in `Document.names`."""
    return [(guid, link, title) for guid, link, title in _HASHES.iter_unpack(names)]


def by_item(item_hashes: bytes, names: bytes) -> dict[bytes, bytes]:
    """Return the hashes of names, packed, by the fingerprint of their item; {} for none."""
    if not names:
        return {}
    packed = [names[at : at + _HASHES.size] for at in range(0, len(names), _HASHES.size)]
    return dict(zip(split(item_hashes), packed, strict=True))
