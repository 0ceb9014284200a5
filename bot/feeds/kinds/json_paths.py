"""Reads JSON by the paths of a stanza: names and places joined by dots, like `mission.orbit.name`.

A path left out is the one of the Spaceflight News API, version 4. `.` is the value itself;
`results.0.name` is the name of the first result. There is nothing else: no filters, no code.
"""

import json
from typing import Any

from bot.core.reasons.feed_failures import FeedFailure
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.encodings import encoding_of
from bot.feeds.kinds.documents import document_of
from bot.feeds.raw_items import RawItem

_SPACEFLIGHT_NEWS = {
    "items": "results",
    "id": "id",
    "title": "title",
    "link": "url",
    "date": "published_at",
    "summary": "summary",
}


def read_json_paths(body: bytes, order: Order) -> Document | Unreadable:
    """Read the items of a JSON document."""
    try:
        value = json.loads(encoding_of(body, order.content_type).text(body))
    except (ValueError, RecursionError) as error:
        return Unreadable("parse", FeedFailure.BROKEN_JSON(reason=str(error)))
    paths = _SPACEFLIGHT_NEWS | dict(order.find)
    found = at_path(value, paths["items"])
    if not isinstance(found, list):
        return Unreadable("no_items", FeedFailure.NO_LIST(path=paths["items"]))
    items = [_raw_item(item, paths) for item in found]
    titled = [item for item in items if item.title]
    if items and not titled:
        none = FeedFailure.NO_TITLES(n=len(items), path=paths["title"])
        return Unreadable("no_items", none)
    return document_of(titled, order, format="json")


def at_path(value: Any, path: str) -> Any:
    """Return what stands at a path; None where there is nothing."""
    for step in filter(None, path.split(".")):
        match value:
            case dict():
                value = value.get(step)
            case list() if step.isascii() and step.isdigit() and int(step[:9]) < len(value):
                value = value[int(step[:9])]
            case _:
                return None
    return value


def _raw_item(item: Any, paths: dict[str, str]) -> RawItem:
    def text(place: str) -> str:
        value = at_path(item, paths[place])
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
            return str(value)
        return value if isinstance(value, str) else ""

    link = text("link")
    return RawItem(
        guid=text("id"),
        link=link,
        title=text("title"),
        summary=text("summary"),
        dates=(text("date"),),
    )
