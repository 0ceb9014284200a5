"""The addresses of public pages: what a path asks for, and the path that asks for it.

Rule 1: English has no prefix, every other language its code: `/s/42`, `/ru/s/42`.
Rule 2: `address_of(path_of(address))` is the address again.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.core.lang.i18n import SOURCE

_PATH = re.compile(
    r"(?:/(?P<language>[a-z]{2,3}))??"
    r"(?:/topic/(?P<topic>[a-z0-9][a-z0-9_-]{0,63})|/s/(?P<number>[1-9][0-9]{0,8}))?"
    r"(?:/page/(?P<page>[1-9][0-9]{0,3}))?"
    r"(?:/(?P<leaf>about|feed\.atom|feed\.json|calendar\.ics|robots\.txt|sitemap\.xml))?/?",
    re.ASCII,
)


class Leaf(StrEnum):
    """What is asked for of a list or a story."""

    PAGE = ""
    ABOUT = "about"
    ATOM = "feed.atom"
    JSON = "feed.json"
    CALENDAR = "calendar.ics"
    ROBOTS = "robots.txt"
    SITEMAP = "sitemap.xml"


_FEEDS = (Leaf.ATOM, Leaf.JSON)
_OF_ALL = (Leaf.CALENDAR, Leaf.ROBOTS, Leaf.SITEMAP)
"""What there is once, for all languages."""


@dataclass(frozen=True, slots=True)
class Address:
    """A public page or feed: of one story, one topic, or everything."""

    language: str = SOURCE
    topic: str = ""
    """Id of a topic; empty for all."""
    number: int = 0
    """A story's number; 0 for a list."""
    page: int = 1
    """1 is the newest."""
    at: date | None = None
    """Show the story as it stood at the end of this day."""
    leaf: Leaf = Leaf.PAGE


def address_of(path: str, query: Mapping[str, str], languages: Collection[str]) -> Address | None:
    """Return what a path asks for; None if there can be no such page."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    leaf, number = Leaf(found["leaf"] or ""), int(found["number"] or 0)
    language = found["language"] or SOURCE
    is_narrowed = bool(number or found["topic"] or found["page"])
    if language not in languages or (found["language"] == SOURCE):
        return None
    if leaf not in (Leaf.PAGE, *_FEEDS) and is_narrowed:
        return None
    if (leaf in _FEEDS and found["page"]) or (leaf in _OF_ALL and found["language"]):
        return None
    at = _day(query.get("at", "")) if number and leaf is Leaf.PAGE else None
    return Address(language, found["topic"] or "", number, int(found["page"] or 1), at, leaf)


def path_of(address: Address) -> str:
    """Return the path and query that ask for it."""
    pieces = [] if address.language == SOURCE else [address.language]
    pieces += ["topic", address.topic] if address.topic else []
    pieces += ["s", str(address.number)] if address.number else []
    pieces += ["page", str(address.page)] if address.page > 1 else []
    pieces += [address.leaf] if address.leaf else []
    home = address.language != SOURCE and len(pieces) == 1
    return (
        f"/{'/'.join(pieces)}"
        + ("/" if home else "")
        + (f"?at={address.at.isoformat()}" if address.at else "")
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2022-07-27") else None
    except ValueError:
        return None
