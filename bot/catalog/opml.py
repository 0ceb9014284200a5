"""OPML, the format in which feed readers exchange lists: export, and import for review.

Rule 1: imported files are not trusted: no document type, no entities, limits on size, depth and
        number; every address is checked like those of feeds.yaml.
Rule 2: exported titles start no formula in a spreadsheet: one that begins with = + - @ gets a '.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.parsers import expat

from bot.catalog.problems import quoted
from bot.catalog.references import one_spelling
from bot.catalog.scalar_values import url_fault
from bot.catalog.stanza import ProposedFeed, stanza
from bot.core.reading.address_rules import refused_url
from bot.core.reasons import english
from bot.core.types import Catalog, Feed
from bot.errors import ConfigError

MAX_BYTES = 2_000_000
MAX_FEEDS = 500
"""New feeds of one import; nobody would review more."""
MAX_OUTLINES = 20_000
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Imported:
    """Stanzas to paste under `feeds:`, and a line for each feed left out."""

    text: str
    count: int
    left_out: tuple[str, ...]


def opml_of(catalog: Catalog, *, title: str = "isswire") -> str:
    """Export the catalog's feeds, with a group for each role."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = title
    body = SubElement(root, "body")
    ordered = sorted(catalog.feeds, key=lambda feed: feed.role.value)
    for role, feeds in groupby(ordered, key=lambda feed: feed.role.value):
        group = SubElement(body, "outline", text=role)
        for feed in feeds:
            SubElement(group, "outline", _outline(feed))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _outline(feed: Feed) -> dict[str, str]:
    title = _no_formula(feed.title)
    return {
        "type": "rss",
        "text": title,
        "title": title,
        "xmlUrl": feed.url,
        "language": feed.language,
    }


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def imported(content: bytes, catalog: Catalog, *, allow_private: bool = False) -> Imported:
    """Turn feeds the catalog does not have into stanzas. Raises ConfigError if it is no OPML."""
    known = {one_spelling(feed.url) for feed in catalog.feeds}
    ids = {feed.id for feed in catalog.feeds}
    texts: list[str] = []
    left_out: list[str] = []
    for found in _outlines(content):
        if isinstance(found, str):
            left_out.append(found)
            continue
        refused = _refused(found.url, allow_private=allow_private)
        if one_spelling(found.url) in known:
            left_out.append(f"{quoted(found.url)}: already in feeds.yaml")
        elif refused:
            left_out.append(f"{quoted(found.url)}: {quoted(refused)}")
        elif len(texts) == MAX_FEEDS:
            left_out.append(f"{quoted(found.url)}: more than {MAX_FEEDS} at once")
        else:
            known.add(one_spelling(found.url))
            texts.append(stanza(found, taken=ids))
            ids.add(texts[-1].split(":", 1)[0].strip())
    if not texts and not left_out:
        raise ConfigError("OPML: no feeds found; an outline of a feed has an xmlUrl")
    return Imported("".join(texts), len(texts), tuple(left_out))


def _refused(url: str, *, allow_private: bool) -> str:
    refused = url_fault(url) or refused_url(url, allow_private=allow_private)
    return english(refused) if refused else ""


def _outlines(content: bytes) -> list[ProposedFeed | str]:
    if len(content) > MAX_BYTES:
        raise ConfigError(f"OPML: keep the file under {MAX_BYTES // 1_000_000} MB")
    try:
        return _read(content).found
    except expat.ExpatError as error:
        reading = _read_loosely(content)
        if reading is None:
            why = expat.errors.messages[error.code]
            raise ConfigError(f"OPML: line {error.lineno} is not XML: {why}") from error
        return reading.found


def _read(content: bytes) -> "_Reading":
    """Parse the file. Raises ExpatError if it is not well-formed."""
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.StartDoctypeDeclHandler = reading.doctype
    try:
        parser.Parse(content, True)
    except (ValueError, LookupError) as error:
        raise ConfigError("OPML: its encoding cannot be read; save it as UTF-8") from error
    if not reading.is_opml:
        raise ConfigError("OPML: this file is not OPML; export the list as OPML")
    return reading


def _read_loosely(content: bytes) -> "_Reading | None":
    """Read a list that is not well-formed (bare ampersands, unclosed elements, junk) as browsers
    read pages; None if that finds no feed either.
    """
    if b"<!DOCTYPE" in content.upper():
        return None
    reading = _Reading()
    loose = _Loose(reading)
    loose.feed(_AMPERSAND.sub("&amp;", _text(content)))
    loose.close()
    return reading if reading.is_opml and reading.found else None


_AMPERSAND = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "windows-1251"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


class _Loose(HTMLParser):
    """Passes elements to a `_Reading`, however broken the file."""

    def __init__(self, reading: "_Reading") -> None:
        super().__init__(convert_charrefs=True)
        self._reading = reading

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._reading.start(tag, {name: value or "" for name, value in attrs})
        self._reading.end(tag)


class _Reading:
    """What the parser has found so far: feeds, and lines about outlines that are none."""

    def __init__(self) -> None:
        self.found: list[ProposedFeed | str] = []
        self.is_opml = False
        self._outlines = self._depth = 0

    def doctype(self, *_: object) -> None:
        raise ConfigError("OPML: it declares a document type; export it without one")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.lower().rpartition(":")[2]
        self._depth += 1
        self._outlines += name == "outline"
        self.is_opml = self.is_opml or (self._depth == 1 and name == "opml")
        if self._depth > MAX_DEPTH:
            raise ConfigError(f"OPML: groups nested deeper than {MAX_DEPTH}; flatten it")
        if self._outlines > MAX_OUTLINES:
            raise ConfigError(f"OPML: more than {MAX_OUTLINES:,} outlines; split it")
        if name == "outline":
            lowered = {key.lower(): value.strip() for key, value in attributes.items()}
            found = _outline_of(lowered)
            self.found += [found] if found else []

    def end(self, name: str) -> None:
        self._depth -= 1


def _outline_of(attributes: dict[str, str]) -> ProposedFeed | str | None:
    """Return the feed of an outline, why it is none, or None for a group."""
    title = attributes.get("title") or attributes.get("text") or ""
    kind = attributes.get("type", "").lower()
    url = next(filter(None, map(attributes.get, _ADDRESSES)), "")
    if kind in _ELSEWHERE:
        return f"{quoted(title or url)}: a link to another page or list; import that"
    if url:
        return ProposedFeed(_http(url), title, attributes.get("language", ""))
    if page := attributes.get("htmlurl"):
        return f"{quoted(title)}: only its page is given; try `isswire feeds add {quoted(page)}`"
    return f"{quoted(title)}: no address" if kind in _FEEDS else None


_ADDRESSES = ("xmlurl", "xml_url", "feedurl", "feed_url", "url", "href", "rssurl")
_ELSEWHERE = frozenset({"link", "include"})
_FEEDS = frozenset({"rss", "rss1", "rdf", "atom", "feed", "json"})
_SCHEME = re.compile(r"^(?:feeds?|rss|itpc|pcast|podcast):(?://)?(?=\S)", re.IGNORECASE)


def _http(url: str) -> str:
    """Turn `feed://a.example/rss` and `a.example/rss` into web addresses."""
    bare = _SCHEME.sub("", url)
    return bare if "://" in bare or not _HOST.match(bare) else f"https://{bare}"


_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?]|$)")
