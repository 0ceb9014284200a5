"""feedparser, with its traps closed: what it makes of a document, before cleaning.

Rule 1: it is given bytes in memory, never a name it could open or fetch.
Rule 2: text is repaired before it, dates beside it; it raises whatever it likes.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import Any
from xml.sax import SAXException

import feedparser

from bot.feeds.items import is_complete
from bot.feeds.plain import plain
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
    cut: bool
    """Not well-formed, and its end is missing."""


def parsed(text: str) -> Parsed:
    """Raises whatever feedparser raises.

    It is not told where the document was read: it would resolve guids against that, and a feed
    that moves would be all new. Links are resolved later.
    """
    document = _repaired(text).encode("utf-8")
    headers = {"content-type": "application/xml; charset=utf-8"}
    found = feedparser.parse(
        BytesIO(document),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return Parsed(
        tellings=tuple(map(_telling, found.entries, count())),
        version=found.version,
        title=plain(_text(found.feed, "title")) or _title(text),
        language=_text(found.feed, "language"),
        cut=_broken(found) and not is_complete(document),
    )


_DECLARATION = re.compile(r"^[^<]*<\?xml\b[^>]{0,300}>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCES = re.compile(r"(?:&#(?:[xX][0-9a-fA-F]+|[0-9]+);?)+")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_NOT_A_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ud800-\udfff\ufffe\uffff]")


def _repaired(text: str) -> str:
    """Without what no XML may hold: junk before it, controls, references to no character."""
    text = _DECLARATION.sub("", text, count=1).lstrip("\ufeff \t\r\n")
    text = _FORBIDDEN.sub("", text)
    return _REFERENCES.sub(_references, text) if "&#" in text else text


def _references(run: re.Match[str]) -> str:
    """As they are, unless one names no character: a control, half a pair, a number too large."""
    characters = "".join(_character(*found.groups()) for found in _REFERENCE.finditer(run[0]))
    if not _NOT_A_CHARACTER.search(characters) and "\ufffd" not in characters:
        return run[0]
    whole = characters.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(map(_reference, whole))


def _character(sixteen: str | None, ten: str | None) -> str:
    digits = (sixteen or ten or "").lstrip("0") or "0"
    if len(digits) > 7:
        return "\ufffd"
    code = int(digits, 16 if sixteen else 10)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def _reference(character: str) -> str:
    if "\x80" <= character <= "\x9f":
        return character.encode("latin-1").decode("windows-1252", "replace")
    if _NOT_A_CHARACTER.match(character):
        return "\ufffd"
    return f"&#{ord(character)};"


_TITLE = re.compile(r"<title[^<>]*>([^<]{1,100})", re.IGNORECASE)


def _title(text: str) -> str:
    """Of a page, to say what came instead of a feed; feedparser looks into feeds only."""
    found = _TITLE.search(text)
    return plain(found[1]) if found else ""


def _broken(found: Any) -> bool:
    return bool(found.bozo) and isinstance(found.get("bozo_exception"), SAXException)


def _telling(entry: Any, place: int) -> Telling:
    contents = dict.get(entry, "content") or ()
    return Telling(
        guid=_text(entry, "id"),
        link=_text(entry, "link") or _other_link(entry),
        link_is_guid=bool(dict.get(entry, "guidislink")),
        title=_text(entry, "title"),
        summary=_text(entry, "summary"),
        content=max((_text(content, "value") for content in contents), key=len, default=""),
        dates=tuple(_text(entry, name) for name in ("published", "created", "updated", "date")),
        place=place,
    )


def _text(holder: Any, name: str) -> str:
    """feedparser's dictionaries answer with other fields, and warn; this asks for this one."""
    value = dict.get(holder, name)
    return value if isinstance(value, str) else ""


def _other_link(entry: Any) -> str:
    """For an item without a link of its own: an alternate one, or what is enclosed."""
    found = dict.get(entry, "links") or ()
    ranked = sorted(found, key=lambda link: _text(link, "rel") != "alternate")
    return next((_text(link, "href") for link in ranked if _text(link, "href")), "")
