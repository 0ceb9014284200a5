"""Makes a document of raw items, whatever they were read from: only new ones become entries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.dates import parse_date
from bot.feeds.items import FINGERPRINT, known_items, newest
from bot.feeds.raw_items import ParsedItems, RawItem, entries_of


def document_of(
    raw_items: Sequence[RawItem],
    order: Order,
    *,
    format: str,
    title: str = "",
    language: str = "",
    note: str = "",
) -> Document | Unreadable:
    """Make the document; items are told from known ones by everything that was read of them."""
    kept, dropped = newest(raw_items, _published)
    placed = [replace(item, place=place) for place, item in enumerate(kept)]
    prints = [_fingerprint(item) for item in kept]
    known = known_items(order.known)
    chosen = [item for item, own in zip(placed, prints, strict=True) if own not in known]
    left_out = [item for item, own in zip(placed, prints, strict=True) if own in known]
    found = entries_of(chosen, left_out, order) if chosen else ParsedItems((), 0, False)
    if found.failure:
        return found.failure
    return Document(
        entries=found.entries,
        item_hashes=b"".join(prints),
        note=note or found.note,
        dropped=len(dropped),
        malformed=found.malformed,
        repeats_guid=found.repeats_guid,
        format=format,
        title=title,
        language=language,
    )


def _published(item: RawItem) -> datetime | None:
    return next(filter(None, map(parse_date, item.dates)), None)


def _fingerprint(item: RawItem) -> bytes:
    parts = (item.guid, item.link, item.title, item.summary, item.content, *item.dates)
    return sha256("\0".join(parts).encode("utf-8", "replace")).digest()[:FINGERPRINT]
