"""Chooses the items of a document to parse: the newest ones, without those parsed before."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from bot.feeds.child_protocol import Order
from bot.feeds.dates import parse_date
from bot.feeds.encodings import Encoding
from bot.feeds.item_names import Hashes, unpacked_hashes
from bot.feeds.items import NEWEST, fingerprint, items_of, known_items, newest, split, without
from bot.feeds.raw_items import RawItem

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Selection:
    """A document, and which of its items to parse."""

    body: bytes
    newest: tuple[tuple[Span, bytes], ...]
    """The newest items with their fingerprints, in document order."""
    dropped: tuple[Span, ...]
    """Older items beyond the limit."""
    known: frozenset[bytes]
    """Fingerprints of items parsed before."""

    @property
    def chosen(self) -> tuple[Span, ...]:
        return tuple(span for span, own in self.newest if own not in self.known)

    @property
    def item_hashes(self) -> bytes:
        return b"".join(own for _, own in self.newest)

    def document(self) -> bytes:
        """Return the document with only the chosen items; everything around them stays."""
        return without(self.body, sorted(self._old_spans() + self.dropped))

    def frame(self) -> bytes:
        """Return the document without any item."""
        return without(self.body, sorted((*(span for span, _ in self.newest), *self.dropped)))

    def alone(self, span: Span) -> bytes:
        """Return the document with one item, to find the one that breaks them all."""
        start, end = span
        first = min((span for span, _ in self.newest), default=span)[0]
        last = max((span for span, _ in self.newest), default=span)[1]
        return self.body[:first] + self.body[start:end] + self.body[last:]

    def forgetting(self, spans: Collection[Span]) -> "Selection":
        """Leave these items out, so that the next poll looks at them again."""
        kept = tuple((span, own) for span, own in self.newest if span not in spans)
        return replace(self, newest=kept)

    def old_names(self, names: Mapping[bytes, bytes]) -> list[Hashes]:
        """Return the names of the items that an earlier poll parsed; [] if one's are unknown."""
        old = [names.get(own, b"") for _, own in self.newest if own in self.known]
        return unpacked_hashes(b"".join(old)) if all(old) else []

    def all_names(self, names: Mapping[bytes, bytes], found: Mapping[int | None, bytes]) -> bytes:
        """Return `Document.names`, of what is remembered and what was found; b"" if one lacks."""
        every = [
            found.get(place) or names.get(own, b"") for place, (_, own) in enumerate(self.newest)
        ]
        return b"".join(every) if all(every) else b""

    def old_items(self, encoding: Encoding, *, base: str) -> Iterator[RawItem]:
        """Yield outlines of the items that an earlier poll parsed and that are still there."""
        for place, ((start, end), own) in enumerate(self.newest):
            if own in self.known:
                yield outline(encoding.text(self.body[start:end]), place=place, base=base)

    def placed(self, raw_items: Sequence[RawItem]) -> tuple[RawItem, ...]:
        """Give the parsed items, in the order of `chosen`, their places in the document."""
        places = [place for place, (_, own) in enumerate(self.newest) if own not in self.known]
        if len(raw_items) != len(places):  # the parser saw other items than we did
            return tuple(raw_items)
        return tuple(
            replace(each, place=place) for each, place in zip(raw_items, places, strict=True)
        )

    def _old_spans(self) -> tuple[Span, ...]:
        return tuple(span for span, own in self.newest if own in self.known)


def select(body: bytes, order: Order) -> Selection | None:
    """Choose the items to parse; None if they cannot be told apart, so that all is parsed."""
    known = known_items(order.known)
    if 0 < len(order.spans) <= NEWEST:
        printed = zip(order.spans, split(order.prints), strict=True)
        return Selection(body, tuple(printed), (), known)
    items = items_of(body)
    if items is None:
        return None
    kept, dropped = newest(items.spans, partial(_date, body))
    newly = tuple((span, fingerprint(body, span)) for span in kept)
    return Selection(body, newly, tuple(dropped), known)


def outline(item: str, *, place: int, base: str) -> RawItem:
    """Return the guid, link, title and date of a left-out item, to compare new ones with."""
    return RawItem(
        guid=_first(_GUID, item),
        link=_first(_ORIGINAL, item) or _first(_LINK, item),
        title=_first(_TITLE, item),
        dates=(_first(_ITEM_DATE, item),),
        place=place,
        base=base,
    )


_CDATA = r"\s*(?:<!\[CDATA\[)?\s*"
_GUID = re.compile(rf"<(?:\w+:)?(?:guid|id)\b[^>]*>{_CDATA}([^<\]]+)")
_LINK = re.compile(rf"<(?:\w+:)?link(?:\s[^>]*?href\s*=\s*[\"']([^\"']+)|[^>]*>{_CDATA}([^<\]]+))")
_ORIGINAL = re.compile(rf"<(?:feedburner|pheedo):origLink\b[^>]*>{_CDATA}([^<\]]+)")
_TITLE = re.compile(rf"<(?:\w+:)?title\b[^>]*>{_CDATA}([^<\]]+)")
_ITEM_DATE = re.compile(rf"<(?:\w+:)?(?:pubDate|published|updated|date)\b[^>]*>{_CDATA}([^<\]]+)")
_DATE = re.compile(rb"<(?:\w+:)?(?:pubDate|published|updated|date)\b[^>]*>\s*([^<]{4,60})")


def _first(pattern: re.Pattern[str], item: str) -> str:
    found = pattern.search(item)
    return next(filter(None, found.groups()), "").replace("&amp;", "&") if found else ""


def _date(body: bytes, span: Span) -> datetime | None:
    found = _DATE.search(body, *span)
    return parse_date(found[1].decode("utf-8", "replace")) if found else None
