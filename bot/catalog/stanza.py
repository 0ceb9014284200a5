"""Writes a feed as lines to paste into feeds.yaml; guesses are marked `# check`."""

import json
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.catalog.codes import LANGUAGES
from bot.catalog.problems import Unreadable
from bot.catalog.yaml_document import read_document
from bot.core.reading.source_kinds import guessed_kind
from bot.core.types import Role, SourceKind

EVERY = {Role.OFFICIAL: "10m", Role.STATE_MEDIA: "10m", Role.WIRE: "10m"}
"""As in the shipped file; 20m for every other role."""

_SUFFIXES = frozenset({"com", "org", "net", "gov", "int", "co", "ac", "www", "feeds", "rss"})
"""Parts of a host that name nobody."""


@dataclass(frozen=True, slots=True)
class ProposedFeed:
    """A feed found on a page or in another reader's list."""

    url: str
    title: str = ""
    language: str = ""
    """As declared, like `en-US`, or ""."""
    headlines: tuple[str, ...] = ()
    """Used to guess the language."""
    kind: SourceKind = SourceKind.FEED
    find: tuple[tuple[str, str], ...] = ()


def stanza(found: ProposedFeed, *, taken: Collection[str] = (), role: Role | None = None) -> str:
    """Write the indented lines for the section `feeds`; `taken` are ids already in use."""
    language = found.language.strip().partition("-")[0].lower()
    given = role or Role.PRESS
    lines = [
        f"  {feed_id(found, taken)}:",
        f"    url: {as_yaml(found.url)}",
        f"    title: {as_yaml(_one_line(found.title) or _host(found.url))}",
        f"    language: {language if language in LANGUAGES else _guessed(found) + '   # check'}",
        f"    role: {given.value}" + ("" if role else f"   # check: {', '.join(Role)}"),
        f"    every: {EVERY.get(given, '20m')}",
    ]
    if found.kind is not guessed_kind(found.url):
        lines.append(f"    kind: {found.kind}")
    if found.find:
        pairs = ", ".join(f"{place}: {as_yaml(path)}" for place, path in found.find)
        lines.append(
            f"    find: {{{pairs}}}   # check: isswire feeds show {feed_id(found, taken)}"
        )
    return "\n".join(lines) + "\n"


def _guessed(found: ProposedFeed) -> str:
    text = " ".join((found.title, *found.headlines)).lower()
    cyrillic, latin = (len(re.findall(letters, text)) for letters in ("[а-яё]", "[a-z]"))
    return "ru" if cyrillic > latin else "en"


def feed_id(found: ProposedFeed, taken: Collection[str]) -> str:
    """Make an unused id from the title if it has suitable letters, else from the host."""
    name = _slug(found.title) or _slug(_host_words(found.url)) or "feed"
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def as_yaml(text: str) -> str:
    """Return the text as it is if YAML reads it so, else in double quotes."""
    try:
        plain = read_document(f"a: {text}\nb: 1").value == {"a": text, "b": 1}
    except Unreadable:
        plain = False
    return text if plain else json.dumps(text, ensure_ascii=False)


def _slug(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower())[:40].strip("-")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _host_words(url: str) -> str:
    words = _host(url).split(".")
    return " ".join(word for word in words if word not in _SUFFIXES) or " ".join(words[:1])


def _one_line(text: str) -> str:
    """Make the text printable, with single spaces, and short enough for feeds.yaml."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:200]
