"""Which items of a document are parsed: the newest, without those parsed before."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.feeds.dates import parse_date
from bot.feeds.encodings import Encoding
from bot.feeds.items import fingerprint, items_of, known_items, without
from bot.feeds.tellings import Telling

NEWEST = 500
"""Items of a document that are looked at; the rest is counted as dropped."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Selection:
    """A document of which only some items are to be parsed."""

    body: bytes
    newest: tuple[tuple[Span, bytes], ...]
    """Items that are looked at, with their fingerprints."""
    dropped: tuple[Span, ...]
    known: frozenset[bytes]

    @property
    def chosen(self) -> tuple[Span, ...]:
        return tuple(span for span, own in self.newest if own not in self.known)

    @property
    def item_hashes(self) -> bytes:
        return b"".join(own for _, own in self.newest)

    def document(self) -> bytes:
        """With the chosen items only, everything round them kept."""
        return without(self.body, sorted(self._old_spans() + self.dropped))

    def frame(self) -> bytes:
        """Without any item."""
        return without(self.body, sorted((*(span for span, _ in self.newest), *self.dropped)))

    def alone(self, span: Span) -> bytes:
        """With one item, for finding the one that breaks all."""
        start, end = span
        first = min((span for span, _ in self.newest), default=span)[0]
        last = max((span for span, _ in self.newest), default=span)[1]
        return self.body[:first] + self.body[start:end] + self.body[last:]

    def forgetting(self, spans: Collection[Span]) -> "Selection":
        """As if these had not been looked at, so that the next poll does."""
        kept = tuple((span, own) for span, own in self.newest if span not in spans)
        return replace(self, newest=kept)

    def old_items(self, encoding: Encoding, *, base: str) -> Iterator[Telling]:
        """What was parsed in an earlier poll and still stands in the document, in outline."""
        for place, ((start, end), own) in enumerate(self.newest):
            if own in self.known:
                yield replace(outline(encoding.text(self.body[start:end])), place=place, base=base)

    def placed(self, tellings: Sequence[Telling]) -> tuple[Telling, ...]:
        """The tellings of the chosen items, in their order, with their places in the document."""
        places = [place for place, (_, own) in enumerate(self.newest) if own not in self.known]
        if len(tellings) != len(places):  # the parser saw other items than we did
            return tuple(tellings)
        return tuple(
            replace(each, place=place) for each, place in zip(tellings, places, strict=True)
        )

    def _old_spans(self) -> tuple[Span, ...]:
        return tuple(span for span, own in self.newest if own in self.known)


def select(body: bytes, known: bytes) -> Selection | None:
    """None where the items cannot be told apart; the whole document is parsed then."""
    items = items_of(body)
    if items is None:
        return None
    newest, dropped = _newest(body, items.spans)
    printed = tuple((span, fingerprint(body, span)) for span in newest)
    return Selection(body, printed, dropped, known_items(known))


def outline(item: str) -> Telling:
    """Guid, link, title and date of a left-out item, enough to see what a new one shares."""
    return Telling(
        guid=_first(_GUID, item),
        link=_first(_ORIGINAL, item) or _first(_LINK, item),
        title=_first(_TITLE, item),
        dates=(_first(_SAID, item),),
    )


_CDATA = r"\s*(?:<!\[CDATA\[)?\s*"
_GUID = re.compile(rf"<(?:\w+:)?(?:guid|id)\b[^>]*>{_CDATA}([^<\]]+)")
_LINK = re.compile(rf"<(?:\w+:)?link(?:\s[^>]*?href\s*=\s*[\"']([^\"']+)|[^>]*>{_CDATA}([^<\]]+))")
_ORIGINAL = re.compile(rf"<(?:feedburner|pheedo):origLink\b[^>]*>{_CDATA}([^<\]]+)")
_TITLE = re.compile(rf"<(?:\w+:)?title\b[^>]*>{_CDATA}([^<\]]+)")
_SAID = re.compile(rf"<(?:\w+:)?(?:pubDate|published|updated|date)\b[^>]*>{_CDATA}([^<\]]+)")
_DATE = re.compile(rb"<(?:\w+:)?(?:pubDate|published|updated|date)\b[^>]*>\s*([^<]{4,60})")


def _first(pattern: re.Pattern[str], item: str) -> str:
    found = pattern.search(item)
    return next(filter(None, found.groups()), "").replace("&amp;", "&") if found else ""


def _newest(body: bytes, spans: tuple[Span, ...]) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The newest items in document order, and the others. Feeds begin with the newest, or end."""
    if len(spans) <= NEWEST:
        return spans, ()
    first, last = _date(body, spans[0]), _date(body, spans[-1])
    if first is not None and last is not None and first < last:
        return spans[-NEWEST:], spans[:-NEWEST]
    return spans[:NEWEST], spans[NEWEST:]


def _date(body: bytes, span: Span) -> datetime | None:
    found = _DATE.search(body, *span)
    return parse_date(found[1].decode("utf-8", "replace")) if found else None
