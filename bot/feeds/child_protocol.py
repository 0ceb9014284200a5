"""Messages between the reader and its parsing child: orders one way, documents the other.

Rule 1: they are JSON, never pickle: what comes back was made from hostile bytes and must not be
able to run code.
"""

import json
import struct
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from bot.core.reasons import as_data, from_data
from bot.core.types import (
    Aboard,
    CalendarPage,
    Docked,
    Entry,
    EventKind,
    EventStatus,
    MissionEvent,
    Precision,
    Reason,
)

LENGTHS = struct.Struct("!II")
"""Header of an order: its length, and that of the document after it."""
LENGTH = struct.Struct("!I")
"""Header of an answer: its length."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the child needs besides the bytes of the document."""

    feed: str
    url: str
    """Where the document came from; relative links start here."""
    seen: datetime
    language: str = ""
    content_type: str = ""
    known: bytes = b""
    """`FeedState.item_hashes`; items with these fingerprints are left out."""
    known_names: bytes = b""
    """The hashes of their names, as `Document.names`; b"" where nobody remembers them."""
    spans: tuple[tuple[int, int], ...] = ()
    """Where the items are in the body, if the reader has looked."""
    prints: bytes = b""
    """Their fingerprints, joined."""
    ignore_guids: bool = False
    careful: bool = False
    """Parse item by item, each within a time limit, because parsing all at once failed."""
    kind: str = "feed"
    find: tuple[tuple[str, str], ...] = ()
    """`kind` and `find` as in `Feed`."""


@dataclass(frozen=True, slots=True)
class PageOrder:
    """What the child needs besides the bytes of an entry's web page."""

    content_type: str = ""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The article of a web page; empty if none was found."""

    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed feed; most fields are those of core's `poll_result.Changed`."""

    entries: tuple[Entry, ...]
    item_hashes: bytes = b""
    names: bytes = b""
    """For each of `item_hashes` the hashes of what may identify the item (`item_names`)."""
    note: str = ""
    cut: bool = False
    dropped: int = 0
    malformed: int = 0
    repeats_guid: bool = False
    format: str = ""
    """As feedparser names it: rss20, atom10; json11."""
    title: str = ""
    """The feed's title, perhaps empty."""
    language: str = ""
    """As the feed declares it, like "ru" or "en-US"."""
    calendar: CalendarPage | None = None
    """What a calendar holds; it has no entries."""
    older: str = ""
    """Address of the items before these, where none of these was known."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why there is no document, as in `Failed`. `retry` asks for a careful second try."""

    kind: str
    error: Reason
    retry: bool = False


def packed_order(order: Order | PageOrder) -> bytes:
    return _packed(order)


def unpacked_order(data: bytes) -> Order | PageOrder:
    raw = json.loads(data)
    if "feed" not in raw:
        return PageOrder(**raw)
    raw["seen"] = datetime.fromisoformat(raw["seen"])
    raw["known"] = bytes.fromhex(raw["known"])
    raw["spans"] = tuple((start, end) for start, end in raw["spans"])
    raw["prints"] = bytes.fromhex(raw["prints"])
    raw["known_names"] = bytes.fromhex(raw["known_names"])
    raw["find"] = tuple((place, path) for place, path in raw["find"])
    return Order(**raw)


def packed_result(reading: Document | ArticleText | Unreadable) -> bytes:
    return _packed(reading)


def unpacked_document(data: bytes) -> Document | Unreadable:
    """Decode a child's answer.

    Raises ValueError, KeyError or TypeError for bytes that our child did not write.
    """
    raw = json.loads(data)
    if "kind" in raw:
        return _unreadable(raw)
    raw["entries"] = tuple(map(_entry, raw["entries"]))
    raw["item_hashes"] = bytes.fromhex(raw["item_hashes"])
    raw["names"] = bytes.fromhex(raw["names"])
    raw["calendar"] = _calendar(raw["calendar"])
    return Document(**raw)


def unpacked_article(data: bytes) -> ArticleText | Unreadable:
    """Decode a child's answer. Raises as `unpacked_document` does."""
    raw = json.loads(data)
    return _unreadable(raw) if "kind" in raw else ArticleText(**raw)


def _unreadable(raw: dict[str, Any]) -> Unreadable:
    return Unreadable(raw["kind"], from_data(raw["error"]), retry=raw["retry"])


def _packed(value: object) -> bytes:
    return json.dumps(value, default=_plain, ensure_ascii=False).encode("utf-8", "replace")


def _plain(value: Any) -> Any:
    """Return what JSON has for a value of ours; it asks again for what is inside."""
    match value:
        case bytes():
            return value.hex()
        case datetime():
            return value.isoformat()
        case Entry():
            return _values(value)
        case Reason():
            return as_data(value)
        case CalendarPage() | MissionEvent() | Aboard() | Docked():
            return {part.name: getattr(value, part.name) for part in fields(value)}
        case Order() | PageOrder() | Document() | ArticleText() | Unreadable():
            return {part.name: getattr(value, part.name) for part in fields(value)}
    raise TypeError(f"no message has a {type(value).__name__}")


_ENTRY = tuple(part.name for part in fields(Entry))
_values = attrgetter(*_ENTRY)


def _entry(values: list[Any]) -> Entry:
    parts = dict(zip(_ENTRY, values, strict=True))
    parts["seen"] = datetime.fromisoformat(parts["seen"])
    parts["published"] = _maybe(parts["published"])
    parts["latest"] = _maybe(parts["latest"])
    parts["links"] = tuple(parts["links"])
    parts["keys"] = tuple(map(bytes.fromhex, parts["keys"]))
    return Entry(**parts)


def _maybe(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _calendar(raw: dict[str, Any] | None) -> CalendarPage | None:
    if raw is None:
        return None
    parts: dict[str, Any] = {"aboard": Aboard, "docked": Docked}
    for name, part in parts.items():
        if raw[name] is not None:
            raw[name] = tuple(
                part(**{**each, "since": _maybe(each["since"])}) for each in raw[name]
            )
    if raw["events"] is not None:
        raw["events"] = tuple(map(_mission_event, raw["events"]))
    return CalendarPage(**{**raw, "until": _maybe(raw["until"])})


def _mission_event(raw: dict[str, Any]) -> MissionEvent:
    return MissionEvent(
        **{
            **raw,
            "kind": EventKind(raw["kind"]),
            "status": EventStatus(raw["status"]),
            "precision": Precision(raw["precision"]),
            "start": datetime.fromisoformat(raw["start"]),
            **{name: _maybe(raw[name]) for name in ("updated", "was", "missing_since")},
            "topics": tuple(raw["topics"]),
            "moves": (),
        }
    )
