"""What single values cannot show: references to nothing, repeated addresses, no feeds at all.

Rule 1: asked of the raw document, so that these errors are told beside all others.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from bot.catalog.document import Document, Path, Problem
from bot.catalog.guard import refused_host


def unfit(document: Document, *, allow_private: bool) -> Iterator[Problem]:
    """Every reference, repetition or address that does not fit, with its line."""
    for path, message in _told(document.value, allow_private=allow_private):
        yield Problem(document.line(path), path, message)


_Told = Iterator[tuple[Path, str]]


def _told(value: object, *, allow_private: bool) -> _Told:
    parties, feeds, topics = (_mapping(value, key) for key in ("parties", "feeds", "topics"))
    if not feeds and _mapping({"": value}, "").get("allow_empty") is not True:
        yield ("feeds",), "no feeds; write some, or allow_empty: true if that is meant"
    for name, feed in feeds.items():
        path = ("feeds", name)
        speaks_for = _mapping(feeds, name).get("speaks_for")
        if isinstance(speaks_for, str) and speaks_for not in parties:
            yield (*path, "speaks_for"), _no_such("party", speaks_for, parties)
        yield from _unknown_topics(path, feed, topics)
    yield from _addresses(feeds, allow_private=allow_private)
    channels = value.get("channels") if isinstance(value, dict) else None
    for number, channel in enumerate(channels if isinstance(channels, list) else []):
        yield from _unknown_topics(("channels", number), channel, topics)


def _addresses(feeds: Mapping[str, Any], *, allow_private: bool) -> _Told:
    first: dict[str, str] = {}
    for name in feeds:
        url = _mapping(feeds, name).get("url")
        if not isinstance(url, str):
            continue
        path = ("feeds", name, "url")
        if url in first:
            yield path, f"the same address as feeds.{first[url]}; keep one"
        first.setdefault(url, name)
        if not allow_private and (reason := refused_host(url)):
            yield path, f"{reason}; write a public address, or set ALLOW_PRIVATE_HOSTS=1"


def _unknown_topics(path: Path, holder: object, topics: Mapping[str, Any]) -> _Told:
    named = holder.get("topics") if isinstance(holder, dict) else None
    for topic in named if isinstance(named, list) else []:
        if isinstance(topic, str) and topic not in topics:
            yield (*path, "topics"), _no_such("topic", topic, topics)


def _mapping(holder: object, key: str) -> dict[str, Any]:
    """The mapping under `key`, or an empty one: what is no mapping is told elsewhere."""
    held = holder.get(key) if isinstance(holder, dict) else None
    return held if isinstance(held, dict) else {}


def _no_such(noun: str, given: str, known: Mapping[str, Any]) -> str:
    close = get_close_matches(given, list(known), n=1)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known) or 'none'}"
    return f"no {noun} {given}; {hint}"
