"""Makes a document of raw items, whatever they were read from: only new ones become entries.

Rule 1: of a page whose end is missing the last item is left out: it may be half a headline.
"""

import re
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
    cut: bool = False,
) -> Document | Unreadable:
    """Make the document; items are told from known ones by everything that was read of them."""
    raw_items = raw_items[:-1] if cut else raw_items
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
        note="; ".join(filter(None, (note, "is cut short" if cut else "", found.note))),
        cut=cut,
        dropped=len(dropped),
        malformed=found.malformed,
        repeats_guid=found.repeats_guid,
        format=format,
        title=title,
        language=language,
    )


_OPENING = 2_000
"""Characters in which a page says that it is one."""
_BEGINS = re.compile(r"<html\b", re.IGNORECASE)
_ENDS = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)


def is_cut(page: str) -> bool:
    """Whether a page begins as a whole and does not end; of a fragment nobody can say."""
    return bool(_BEGINS.search(page[:_OPENING])) and not _ENDS.search(page)


def _published(item: RawItem) -> datetime | None:
    return next(filter(None, map(parse_date, item.dates)), None)


def _fingerprint(item: RawItem) -> bytes:
    parts = (item.guid, item.link, item.title, item.summary, item.content, *item.dates)
    return sha256("\0".join(parts).encode("utf-8", "replace")).digest()[:FINGERPRINT]
