"""OPML, the list of feeds that readers exchange: out of a catalog, and into stanzas for review.

Rule 1: what comes in is other people's: no document type, no entities, bounded in size, depth and
        number; every address passes the guard of feeds.yaml.
Rule 2: what goes out starts no formula in a spreadsheet: a cell beginning with = + - @ gets a '.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.parsers import expat

from bot.catalog.problems import quoted
from bot.catalog.references import one_spelling
from bot.catalog.stanza import Found, stanza
from bot.catalog.values import url_fault
from bot.core.addresses import refused_url
from bot.core.types import Catalog, Feed
from bot.errors import ConfigError

MAX_BYTES = 2_000_000
MAX_FEEDS = 500
"""New feeds of one import: more than that nobody reviews."""
MAX_OUTLINES = 20_000
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Imported:
    """Stanzas to paste under `feeds:`, and what was left out, in words."""

    text: str
    count: int
    left_out: tuple[str, ...]


def opml_of(catalog: Catalog, *, title: str = "isswire") -> str:
    """The catalog's feeds, a group for each role."""
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
    """An OPML's feeds that the catalog has not, as stanzas. Raises ConfigError for no OPML."""
    known = {one_spelling(feed.url) for feed in catalog.feeds}
    ids = {feed.id for feed in catalog.feeds}
    texts: list[str] = []
    left_out: list[str] = []
    for found in _outlines(content):
        refused = url_fault(found.url) or refused_url(found.url, allow_private=allow_private)
        if one_spelling(found.url) in known:
            left_out.append(f"{quoted(found.url)}: it is here already")
        elif refused:
            left_out.append(f"{quoted(found.url)}: {quoted(refused)}")
        elif len(texts) == MAX_FEEDS:
            left_out.append(f"{quoted(found.url)}: more than {MAX_FEEDS} at once")
        else:
            known.add(one_spelling(found.url))
            texts.append(stanza(found, taken=ids))
            ids.add(texts[-1].split(":", 1)[0].strip())
    return Imported("".join(texts), len(texts), tuple(left_out))


def _outlines(content: bytes) -> Iterator[Found]:
    if len(content) > MAX_BYTES:
        raise ConfigError(f"OPML: keep the file under {MAX_BYTES // 1_000_000} MB")
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.StartDoctypeDeclHandler = reading.doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        why = expat.errors.messages[error.code]
        raise ConfigError(f"OPML: line {error.lineno} is not XML: {why}") from error
    except (ValueError, LookupError) as error:
        raise ConfigError("OPML: its encoding cannot be read; save it as UTF-8") from error
    if not reading.is_opml:
        raise ConfigError("OPML: this is another kind of file; export the list as OPML")
    return iter(reading.found)


class _Reading:
    """What the parser met so far."""

    def __init__(self) -> None:
        self.found: list[Found] = []
        self.is_opml = False
        self._outlines = self._depth = 0

    def doctype(self, *_: object) -> None:
        raise ConfigError("OPML: it declares a document type; export it without one")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._outlines += name == "outline"
        self.is_opml = self.is_opml or (self._depth == 1 and name == "opml")
        if self._depth > MAX_DEPTH:
            raise ConfigError(f"OPML: groups nested deeper than {MAX_DEPTH}; flatten it")
        if self._outlines > MAX_OUTLINES:
            raise ConfigError(f"OPML: more than {MAX_OUTLINES:,} outlines; split it")
        if name == "outline" and attributes.get("xmlUrl"):
            title = attributes.get("title") or attributes.get("text") or ""
            language = attributes.get("language", "")
            self.found.append(Found(attributes["xmlUrl"].strip(), title, language))

    def end(self, name: str) -> None:
        self._depth -= 1
