"""Reads JSON Feed 1.0 and 1.1 (jsonfeed.org), which feedparser does not."""

import json
import re
from datetime import datetime
from hashlib import sha256
from itertools import count
from typing import Any

from bot.core.reasons.feed_failures import FeedFailure
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.dates import parse_date
from bot.feeds.encodings import encoding_of
from bot.feeds.items import FINGERPRINT, known_items, newest
from bot.feeds.links import is_address
from bot.feeds.pictures import picture_of
from bot.feeds.plain import plain
from bot.feeds.raw_items import RawItem, entries_of


def is_json(body: bytes) -> bool:
    """Whether the document begins like a JSON object."""
    return body[:64].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"{")


def read_json(body: bytes, order: Order) -> Document | Unreadable:
    """Parse a JSON Feed."""
    try:
        feed = json.loads(encoding_of(body, order.content_type).text(body))
    except (ValueError, RecursionError) as error:
        return Unreadable("parse", FeedFailure.BROKEN_JSON(reason=str(error)))
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Unreadable("not_a_feed", FeedFailure.NO_JSON_FEED())
    kept, dropped = newest(items, _published)
    prints = [_fingerprint(item) for item in kept]
    known = known_items(order.known)
    placed = list(zip(count(), kept, prints))
    chosen = [(place, item) for place, item, own in placed if own not in known]
    left_out = [(place, item) for place, item, own in placed if own in known]
    site = _field(feed, "home_page_url")
    found = entries_of(_raw_items(chosen, site), _raw_items(left_out, site), order)
    if found.failure:
        return found.failure
    return Document(
        entries=found.entries,
        note=found.note,
        item_hashes=b"".join(prints),
        dropped=len(dropped),
        malformed=len(chosen) - len(found.entries),
        repeats_guid=found.repeats_guid,
        format="json" + _VERSION.sub("", _field(feed, "version"))[:4],
        title=plain(_field(feed, "title")),
        language=_field(feed, "language"),
    )


_VERSION = re.compile(r"[^0-9]")
"""In "https://jsonfeed.org/version/1.1" only the version has digits."""


def _published(item: Any) -> datetime | None:
    return parse_date(_field(item, "date_published"))


def _fingerprint(item: Any) -> bytes:
    text = json.dumps(item, sort_keys=True).encode("ascii")
    return sha256(text).digest()[:FINGERPRINT]


def _raw_items(items: list[tuple[int, Any]], site: str) -> list[RawItem]:
    return [_raw_item(item, place, site) for place, item in items if isinstance(item, dict)]


def _raw_item(item: dict[str, Any], place: int, site: str) -> RawItem:
    guid, link = _field(item, "id"), _field(item, "url") or _field(item, "external_url")
    return RawItem(
        guid=guid,
        link=link or (guid if is_address(guid) else ""),
        link_is_guid=not link,
        base=site,
        title=_field(item, "title"),
        summary=_field(item, "summary") or _content(item),
        content=_content(item),
        dates=(_field(item, "date_published"), _field(item, "date_modified")),
        picture=picture_of([{"url": _field(item, "image"), "medium": "image"}]),
        place=place,
    )


def _content(item: dict[str, Any]) -> str:
    return _field(item, "content_html") or _field(item, "content_text")


def _field(item: Any, name: str) -> str:
    value = item.get(name) if isinstance(item, dict) else None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    return value if isinstance(value, str) else ""
