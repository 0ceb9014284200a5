"""Calls feedparser and avoids its traps; plain RSS is read without it.

Rule 1: feedparser gets bytes in memory, never a name it could open or fetch.
Rule 2: the text is repaired before, and dates are parsed without it. It may raise anything.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax import SAXException

import feedparser

from bot.feeds.items import is_complete
from bot.feeds.links import is_address
from bot.feeds.pictures import Attributes, picture_of
from bot.feeds.plain import plain
from bot.feeds.quick_parser import quickly
from bot.feeds.raw_items import RawItem
from bot.feeds.repairs import repaired


@dataclass(frozen=True, slots=True)
class Parsed:
    """What feedparser found in a document; `raw_items` are in the document's order."""

    raw_items: tuple[RawItem, ...]
    version: str
    """feedparser's name of the format; "" if the document is not a feed."""
    title: str
    """The feed's title, or the first `<title>` in the text."""
    language: str
    """As the feed declares it."""
    site: str
    """The feed's web page; relative links of its items start there."""
    cut: bool
    """Whether the document is not well-formed and its end is missing."""


def parsed(text: str) -> Parsed:
    """Parse the text of a feed. Raises whatever feedparser raises.

    feedparser is not told the feed's address: it would resolve guids against it, and all items
    would be new when the feed moves. Links are resolved later.
    """
    document = repaired(text).encode("utf-8")
    return quick(document, text) or fully(document, text)


def fully(document: bytes, text: str) -> Parsed:
    """Parse a repaired document with feedparser; `text` is what it was before."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    found = feedparser.parse(
        BytesIO(document),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    site, title = _text(found.feed, "link"), plain(_text(found.feed, "title"))
    return Parsed(
        raw_items=tuple(
            _raw_item(entry, place, base=site, outlet=title)
            for place, entry in enumerate(found.entries)
        ),
        version=found.version,
        title=title or page_title(text),
        language=_text(found.feed, "language"),
        site=site,
        cut=_broken(found) and not is_complete(document),
    )


def quick(document: bytes, text: str) -> Parsed | None:
    """Parse a repaired document without feedparser, if it is plain RSS; else return None."""
    feed = quickly(document)
    if feed is None:
        return None
    site, title = feed.texts.get("link", ""), plain(feed.texts.get("title", ""))
    return Parsed(
        raw_items=tuple(
            RawItem(
                guid=item.get("guid", ""),
                link=item["link"],
                title=item.get("title", ""),
                outlets=(plain(item.get("source", "")), title),
                summary=item.get("summary", item.get("content", "")),
                content=item.get("content", ""),
                caption=item.get("caption", ""),
                picture=picture_of(*feed.pictures_of(place)),
                dates=(item.get("published", ""), "", item.get("updated", ""), ""),
                place=place,
                base=site,
            )
            for place, item in enumerate(feed.items)
        ),
        version="rss20",
        title=title or page_title(text),
        language=feed.texts.get("language", ""),
        site=site,
        cut=False,
    )


_TITLE = re.compile(r"<title[^<>]*>([^<]{1,100})", re.IGNORECASE)


def page_title(text: str) -> str:
    """Return the title of a page, to report what came instead of a feed."""
    found = _TITLE.search(text)
    return plain(found[1]) if found else ""


def _broken(found: Any) -> bool:
    return bool(found.bozo) and isinstance(found.get("bozo_exception"), SAXException)


def _raw_item(entry: Any, place: int, *, base: str, outlet: str) -> RawItem:
    contents = dict.get(entry, "content") or ()
    guid, link = _text(entry, "id"), _link(entry)
    link_is_guid = not link and bool(dict.get(entry, "guidislink", True))
    if link_is_guid:
        link = guid if is_address(guid) else ""
    return RawItem(
        guid=guid,
        link=link,
        link_is_guid=link_is_guid,
        title=_text(entry, "title"),
        outlets=(plain(_text(dict.get(entry, "source") or {}, "title")), outlet),
        summary=_text(entry, "summary"),
        content=max((_text(content, "value") for content in contents), key=len, default=""),
        caption=_text(entry, "media_caption"),
        picture=picture_of(
            dict.get(entry, "media_content") or (),
            dict.get(entry, "media_thumbnail") or (),
            map(_enclosure, dict.get(entry, "links") or ()),
        ),
        dates=tuple(_text(entry, name) for name in ("published", "created", "updated", "date")),
        place=place,
        base=base,
    )


def _text(holder: Any, name: str) -> str:
    """Return one field of feedparser's dictionary.

    Its own lookup falls back to other fields with a warning; `dict.get` does not.
    """
    value = dict.get(holder, name)
    return value if isinstance(value, str) else ""


def _link(entry: Any) -> str:
    """Return the link to the item's page, else to what it encloses."""
    original = _text(entry, "feedburner_origlink") or _text(entry, "pheedo_origlink")
    found = [link for link in dict.get(entry, "links") or () if _text(link, "href")]
    best = min(found, key=_rank, default=None)
    return original or (_text(best, "href") if best else "")


def _enclosure(link: Any) -> Attributes:
    """Return what an enclosure encloses; {} for another link."""
    if _text(link, "rel") != "enclosure":
        return {}
    return {"url": _text(link, "href"), "type": _text(link, "type")}


_RELATIONS = ("alternate", "related", "via", "enclosure", "self")


def _rank(link: Any) -> tuple[int, bool]:
    relation = _text(link, "rel") or "alternate"
    place = _RELATIONS.index(relation) if relation in _RELATIONS else len(_RELATIONS)
    return place, "html" not in (_text(link, "type") or "html")
