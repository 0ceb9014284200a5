"""feedparser, with its traps closed: what it makes of a document, before cleaning.

Rule 1: it is given bytes in memory, never a name it could open or fetch.
Rule 2: text is repaired before it, dates beside it; it raises whatever it likes.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.sax import SAXException

import feedparser

from bot.feeds.items import is_complete
from bot.feeds.links import is_address
from bot.feeds.plain import plain
from bot.feeds.repairs import repaired
from bot.feeds.tellings import Telling


@dataclass(frozen=True, slots=True)
class Parsed:
    """`tellings` in the order of the document."""

    tellings: tuple[Telling, ...]
    version: str
    """feedparser's name of the format; "" for what is no feed."""
    title: str
    """The feed's own, or the first one in the text."""
    language: str
    """As declared."""
    site: str
    """The page it is of; relative links of its items start there."""
    cut: bool
    """Not well-formed, and its end is missing."""


def parsed(text: str) -> Parsed:
    """Raises whatever feedparser raises.

    It is not told where the document was read: it would resolve guids against that, and a feed
    that moves would be all new. Links are resolved later.
    """
    document = repaired(text).encode("utf-8")
    headers = {"content-type": "application/xml; charset=utf-8"}
    found = feedparser.parse(
        BytesIO(document),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    site, title = _text(found.feed, "link"), plain(_text(found.feed, "title"))
    return Parsed(
        tellings=tuple(
            _telling(entry, place, base=site, outlet=title)
            for place, entry in enumerate(found.entries)
        ),
        version=found.version,
        title=title or _title(text),
        language=_text(found.feed, "language"),
        site=site,
        cut=_broken(found) and not is_complete(document),
    )


_TITLE = re.compile(r"<title[^<>]*>([^<]{1,100})", re.IGNORECASE)


def _title(text: str) -> str:
    """Of a page, to say what came instead of a feed; feedparser looks into feeds only."""
    found = _TITLE.search(text)
    return plain(found[1]) if found else ""


def _broken(found: Any) -> bool:
    return bool(found.bozo) and isinstance(found.get("bozo_exception"), SAXException)


def _telling(entry: Any, place: int, *, base: str, outlet: str) -> Telling:
    contents = dict.get(entry, "content") or ()
    guid, link = _text(entry, "id"), _link(entry)
    link_is_guid = not link and bool(dict.get(entry, "guidislink", True))
    if link_is_guid:
        link = guid if is_address(guid) else ""
    return Telling(
        guid=guid,
        link=link,
        link_is_guid=link_is_guid,
        title=_text(entry, "title"),
        outlets=(plain(_text(dict.get(entry, "source") or {}, "title")), outlet),
        summary=_text(entry, "summary"),
        content=max((_text(content, "value") for content in contents), key=len, default=""),
        caption=_text(entry, "media_caption"),
        dates=tuple(_text(entry, name) for name in ("published", "created", "updated", "date")),
        place=place,
        base=base,
    )


def _text(holder: Any, name: str) -> str:
    """feedparser's dictionaries answer with other fields, and warn; this asks for this one."""
    value = dict.get(holder, name)
    return value if isinstance(value, str) else ""


def _link(entry: Any) -> str:
    """Of the page an item is about; where there is none, of what it encloses."""
    original = _text(entry, "feedburner_origlink") or _text(entry, "pheedo_origlink")
    found = [link for link in dict.get(entry, "links") or () if _text(link, "href")]
    best = min(found, key=_rank, default=None)
    return original or (_text(best, "href") if best else "")


_RELATIONS = ("alternate", "related", "via", "enclosure", "self")


def _rank(link: Any) -> tuple[int, bool]:
    relation = _text(link, "rel") or "alternate"
    place = _RELATIONS.index(relation) if relation in _RELATIONS else len(_RELATIONS)
    return place, "html" not in (_text(link, "type") or "html")
