"""What single values cannot show: references to nothing, repetitions, refused addresses, no feeds.

Rule 1: asked of the raw document, so that these errors are told beside all others.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.catalog.problems import Path, Problem, quoted
from bot.catalog.scalar_values import SHORTEST, did_you_mean, url_fault
from bot.catalog.yaml_document import Document
from bot.core.lang.durations import duration
from bot.core.reading.address_rules import refused_url
from bot.core.reasons import english
from bot.core.types import GENERAL, Role

MANNERS = timedelta(seconds=30)
"""Other people's servers are not asked more often."""

_SECTIONS = {"parties", "feeds", "topics", "channels", "allow_empty"}

_SPEAKERS = ("official", "government")
"""Roles of a channel that can be a party's own."""

_Told = Iterator[tuple[Path, str]]


def unfit(document: Document, *, allow_private: bool) -> Iterator[Problem]:
    """Every reference, repetition or address that does not fit, with its line."""
    for path, message in _told(document.value, allow_private=allow_private):
        yield Problem(document.line(path), path, message)


def _told(value: object, *, allow_private: bool) -> _Told:
    feeds = _mapping(value, "feeds")
    parties, topics = _known(value, "parties"), _known(value, "topics")
    yield from _empty(value)
    for name in feeds:
        feed, path = _mapping(feeds, name), ("feeds", name)
        yield from _speaker(path, feed, parties)
        yield from _topics(path, feed, topics)
        yield from _address(path, feed, allow_private=allow_private)
    for name, topic in _mapping(value, "topics").items():
        yield from _named(("topics", name, "waits_for"), topic, "party", parties)
    yield from _repeated_addresses(feeds)
    yield from _channels(value, topics)


def _known(value: object, section: str) -> Mapping[str, Any] | None:
    """What may be referred to; None where the section's own name seems mistyped: told once."""
    written = value if isinstance(value, dict) else {}
    mistyped = section not in written and did_you_mean(section, written.keys() - _SECTIONS)
    return None if mistyped else _mapping(value, section)


def _empty(value: object) -> _Told:
    meant = isinstance(value, dict) and value.get("allow_empty") is True
    if _known(value, "feeds") == {} and not meant:
        yield ("feeds",), "no feeds; write some, or allow_empty: true if that is meant"
    if _mapping(value, "feeds") and _known(value, "topics") == {}:
        yield ("topics",), "no topics; write what is watched for, like iss"


def _speaker(path: Path, feed: Mapping[str, Any], parties: Mapping[str, Any] | None) -> _Told:
    party, role = feed.get("speaks_for"), feed.get("role")
    if not isinstance(party, str) or parties is None:
        return
    if party not in parties:
        yield (*path, "speaks_for"), _no_such("party", party, parties)
    if role in tuple(Role) and role not in _SPEAKERS:
        roles = " or ".join(_SPEAKERS)
        yield (*path, "speaks_for"), f"only a party's own channel speaks for it; role: {roles}"


def _topics(path: Path, holder: Mapping[str, Any], topics: Mapping[str, Any] | None) -> _Told:
    yield from _named((*path, "topics"), holder, "topic", topics)


def _named(path: Path, holder: object, noun: str, known: Mapping[str, Any] | None) -> _Told:
    """What a list of ids under the last key of the path names, and its repetitions."""
    named = holder.get(path[-1]) if isinstance(holder, dict) else None
    if not isinstance(named, list) or known is None:
        return
    for place, id in enumerate(named):
        if isinstance(id, str) and id not in known:
            yield (*path, place), _no_such(noun, id, known)
        if isinstance(id, str) and id in named[:place]:
            yield (*path, place), f"{quoted(id)} is written twice; keep one"


def _address(path: Path, feed: Mapping[str, Any], *, allow_private: bool) -> _Told:
    url, every = feed.get("url"), feed.get("every")
    if not isinstance(url, str) or url_fault(url):
        return
    refused = refused_url(url, allow_private=allow_private)
    if refused:
        or_allow = "" if refused_url(url, allow_private=True) else ", or set ALLOW_PRIVATE_HOSTS=1"
        yield (*path, "url"), f"{quoted(english(refused))}; write a public address{or_allow}"
    often = duration(every) if isinstance(every, str) else None
    if often is not None and SHORTEST <= often < MANNERS and not refused_url(url):
        yield (*path, "every"), "write 30s or more; it is someone else's server"


def _repeated_addresses(feeds: Mapping[str, Any]) -> _Told:
    first: dict[str, str] = {}
    for name in feeds:
        url = _mapping(feeds, name).get("url")
        if not isinstance(url, str):
            continue
        same = first.setdefault(one_spelling(url), name)
        if same != name:
            yield ("feeds", name, "url"), f"the same address as feeds.{quoted(same)}; keep one"


def one_spelling(url: str) -> str:
    """One spelling for addresses that surely are one: scheme, case of the host, last slash."""
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname}:{parts.port or ''}"
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def _channels(value: object, topics: Mapping[str, Any] | None) -> _Told:
    channels = value.get("channels") if isinstance(value, dict) else None
    seen: set[tuple[str, object]] = set()
    for place, channel in enumerate(channels if isinstance(channels, list) else []):
        if not isinstance(channel, dict):
            continue
        yield from _topics(("channels", place), channel, topics)
        if not isinstance(chat := channel.get("chat"), str | int):
            continue
        thread = channel.get("thread", 0)
        key = (str(chat).lower(), "0" if thread == GENERAL else str(thread))
        if key in seen:
            yield ("channels", place, "chat"), "the same channel twice; keep one"
        seen.add(key)


def _mapping(holder: object, key: str) -> dict[str, Any]:
    """The mapping under `key`, or an empty one: what is no mapping is told elsewhere."""
    held = holder.get(key) if isinstance(holder, dict) else None
    return held if isinstance(held, dict) else {}


def _no_such(noun: str, given: str, known: Mapping[str, Any]) -> str:
    hint = did_you_mean(given, known) or f"; known are {', '.join(map(quoted, known)) or 'none'}"
    return f"no {noun} {quoted(given)}{hint}"
