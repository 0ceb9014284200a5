"""Checks across values: dangling references, repetitions, refused addresses, missing feeds.

Rule 1: they run on the raw document, so that these errors are reported along with all others.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.catalog.problems import Path, Problem, quoted
from bot.catalog.scalar_values import SHORTEST, known_are, mean_of, meant_by, nearest, url_fault
from bot.catalog.yaml_document import Document
from bot.core.lang.durations import parse_duration
from bot.core.reading.address_rules import refused_url
from bot.core.reading.source_kinds import address_of, guessed_kind
from bot.core.reasons import with_texts
from bot.core.reasons.catalog_problems import CatalogProblem
from bot.core.types import GENERAL, Reason, Role, SourceKind

SHORTEST_FOR_OTHERS = timedelta(seconds=30)
"""Minimum polling interval for other people's servers."""

CALENDAR_REQUESTS = 7
"""An hour, of all calendars of a host together."""

_SECTIONS = {"parties", "feeds", "topics", "channels", "allow_empty"}

_SPEAKERS = ("official", "government")
"""Roles of a feed that may speak for a party."""

_Findings = Iterator[tuple[Path, Reason]]


def reference_problems(document: Document, *, allow_private: bool) -> Iterator[Problem]:
    """Yield every dangling reference, repetition and refused address, with its line."""
    for path, what in _findings(document.value, allow_private=allow_private):
        yield Problem(document.line(path), path, what)


def _findings(value: object, *, allow_private: bool) -> _Findings:
    feeds = _mapping(value, "feeds")
    parties, topics = _known(value, "parties"), _known(value, "topics")
    yield from _empty(value)
    for name in feeds:
        feed, path = _mapping(feeds, name), ("feeds", name)
        yield from _speaker(path, feed, parties)
        yield from _topics(path, feed, topics)
        yield from _address(path, feed, allow_private=allow_private)
        yield from _found(path, feed)
    for name, topic in _mapping(value, "topics").items():
        yield from _named(("topics", name, "waits_for"), topic, CatalogProblem.NO_PARTY, parties)
    yield from _repeated_titles(_mapping(value, "topics"))
    yield from _repeated_addresses(feeds)
    yield from _busy_calendars(feeds)
    yield from _channels(value, topics)


def _known(value: object, section: str) -> Mapping[str, Any] | None:
    """Return the section that is referred to.

    None if its own name seems mistyped: then that is the one error to report.
    """
    written = value if isinstance(value, dict) else {}
    mistyped = section not in written and nearest(section, written.keys() - _SECTIONS)
    return None if mistyped else _mapping(value, section)


def _empty(value: object) -> _Findings:
    written = value if isinstance(value, dict) else {}
    meant = written.get("allow_empty") is True or isinstance(written.get("feeds"), list)
    if _known(value, "feeds") == {} and not meant:
        yield ("feeds",), CatalogProblem.NO_FEEDS()
    if _mapping(value, "feeds") and _known(value, "topics") == {}:
        yield ("topics",), CatalogProblem.NO_TOPICS()


def _speaker(path: Path, feed: Mapping[str, Any], parties: Mapping[str, Any] | None) -> _Findings:
    party, role = feed.get("speaks_for"), feed.get("role")
    if not isinstance(party, str) or parties is None:
        return
    if party not in parties:
        yield (*path, "speaks_for"), _no_such(CatalogProblem.NO_PARTY, party, parties)
    if role in tuple(Role) and role not in _SPEAKERS:
        one, other = _SPEAKERS
        yield (*path, "speaks_for"), CatalogProblem.NO_SPEAKER(one=one, other=other)


def _topics(path: Path, holder: Mapping[str, Any], topics: Mapping[str, Any] | None) -> _Findings:
    yield from _named((*path, "topics"), holder, CatalogProblem.NO_TOPIC, topics)


def _named(
    path: Path, holder: object, unknown: CatalogProblem, known: Mapping[str, Any] | None
) -> _Findings:
    """Check the list of ids at the path for unknown ids and repetitions."""
    named = holder.get(path[-1]) if isinstance(holder, dict) else None
    if not isinstance(named, list) or known is None:
        return
    for place, id in enumerate(named):
        if isinstance(id, str) and id not in known:
            yield (*path, place), _no_such(unknown, id, known)
        if isinstance(id, str) and id in named[:place]:
            yield (*path, place), CatalogProblem.WORD_TWICE(id=quoted(id))


def _address(path: Path, feed: Mapping[str, Any], *, allow_private: bool) -> _Findings:
    url, every = feed.get("url"), feed.get("every")
    if not isinstance(url, str) or url_fault(url):
        return
    url = address_of(url)
    refused = refused_url(url, allow_private=allow_private)
    if refused:
        why = with_texts(refused, quoted)
        if refused_url(url, allow_private=True):
            yield (*path, "url"), CatalogProblem.NO_PUBLIC_ADDRESS(why=why)
        else:
            yield (*path, "url"), CatalogProblem.PRIVATE_ADDRESS(why=why)
    interval = parse_duration(mean) if isinstance(mean := mean_of(every), str) else None
    if (
        interval is not None
        and SHORTEST <= interval < SHORTEST_FOR_OTHERS
        and not refused_url(url)
    ):
        yield (*path, "every"), CatalogProblem.OFTEN()


def _found(path: Path, feed: Mapping[str, Any]) -> _Findings:
    """Check that `find` says where things are for the kinds that ask for it, and no other."""
    url, find = feed.get("url"), _mapping(feed, "find")
    kind = feed.get("kind") or guessed_kind(url if isinstance(url, str) else "")
    if kind == SourceKind.PAGE and "items" not in find:
        yield (*path, "find"), CatalogProblem.FIND_ITEMS()
    if find and kind not in (SourceKind.JSON, SourceKind.PAGE):
        yield (*path, "find"), CatalogProblem.FIND_NOTHING(kind=str(kind))


def _repeated_titles(topics: Mapping[str, Any]) -> _Findings:
    """Find topics that people could not tell apart: /latest and /bind name them by title."""
    first: dict[str, str] = {}
    for name, topic in topics.items():
        title = topic.get("title") if isinstance(topic, dict) else None
        written = title.values() if isinstance(title, dict) else (title,)
        for each in {each.casefold() for each in written if isinstance(each, str)}:
            same = first.setdefault(each, name)
            if same != name:
                yield ("topics", name, "title"), CatalogProblem.TITLE_TWICE(id=quoted(same))
                break


def _repeated_addresses(feeds: Mapping[str, Any]) -> _Findings:
    first: dict[str, str] = {}
    for name in feeds:
        url = _mapping(feeds, name).get("url")
        if not isinstance(url, str):
            continue
        same = first.setdefault(one_spelling(url), name)
        if same != name:
            yield ("feeds", name, "url"), CatalogProblem.ADDRESS_TWICE(id=quoted(same))


def _busy_calendars(feeds: Mapping[str, Any]) -> _Findings:
    """Find calendars of one host that would ask too often: around a start they ask twice as
    often, and the host allows 15 requests an hour.
    """
    asked: dict[str, float] = {}
    for name in feeds:
        feed = _mapping(feeds, name)
        url, every = feed.get("url"), feed.get("every")
        interval = parse_duration(mean) if isinstance(mean := mean_of(every), str) else None
        kind = feed.get("kind") or guessed_kind(url if isinstance(url, str) else "")
        if kind == SourceKind.CALENDAR and interval and isinstance(url, str):
            host = one_spelling(url).partition("/")[0]
            asked[host] = asked.get(host, 0.0) + timedelta(hours=1) / interval
            if asked[host] > CALENDAR_REQUESTS:
                yield ("feeds", name, "every"), CatalogProblem.BUSY_CALENDAR(n=CALENDAR_REQUESTS)
                return


def one_spelling(url: str) -> str:
    """Normalize an address: scheme, case of the host and last slash make no difference."""
    try:
        parts = urlsplit(address_of(url))
        host = f"{parts.hostname}:{parts.port or ''}"
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def _channels(value: object, topics: Mapping[str, Any] | None) -> _Findings:
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
            yield ("channels", place, "chat"), CatalogProblem.CHANNEL_TWICE()
        seen.add(key)


def _mapping(holder: object, key: str) -> dict[str, Any]:
    """Return the mapping under `key`, or {}: the schema check reports what is no mapping."""
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def _no_such(unknown: CatalogProblem, given: str, known: Mapping[str, Any]) -> Reason:
    what = unknown(id=quoted(given))
    word = nearest(given, known)
    return meant_by(what, word) if word else known_are(what, known)
