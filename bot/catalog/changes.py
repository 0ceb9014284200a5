"""What an edit of feeds.yaml changed, in words for editors."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import fields
from datetime import timedelta

from bot.catalog.summary import table
from bot.core.lang.durations import spelled
from bot.core.types import Catalog, Channel, Feed, Localised, Party, Topic

__all__ = ["changes", "details", "table"]

_Things = Mapping[str, Feed | Party | Channel]


def changes(before: Catalog, after: Catalog) -> str:
    """One line: `+2 feeds, 1 changed, topic iss: 3 new terms`; `nothing that counts`."""
    told = [
        *_counted("feed", "feeds", _feeds(before), _feeds(after)),
        *_counted("party", "parties", _parties(before), _parties(after)),
        *_topics(before, after),
        *_counted("channel", "channels", _channels(before), _channels(after)),
    ]
    return ", ".join(told) or "nothing that counts"


def details(before: Catalog, after: Catalog) -> tuple[str, ...]:
    """A line for each thing: `+ feed lwn`, `- feed old`, `~ feed tass: every 10m -> 5m`."""
    lines: list[str] = []
    for noun, of in (("feed", _feeds), ("party", _parties), ("channel", _channels)):
        lines += _listed(noun, of(before), of(after))
    return (*lines, *_topics(before, after))


def _feeds(catalog: Catalog) -> _Things:
    return {feed.id: feed for feed in catalog.feeds}


def _parties(catalog: Catalog) -> _Things:
    return {party.id: party for party in catalog.parties}


def _channels(catalog: Catalog) -> _Things:
    return {
        f"{each.chat}/{each.thread_id}" if each.thread_id else each.chat: each
        for each in catalog.channels
    }


def _counted(one: str, many: str, before: _Things, after: _Things) -> Iterator[str]:
    """`+2 feeds`, `-1 feed`, `1 changed`: the noun is said once."""
    moved = [*_moved(one, many, before.keys(), after.keys())]
    changed = sum(after[key] != before[key] for key in after.keys() & before.keys())
    yield from moved
    if changed:
        yield f"{changed} changed" if moved else f"{_count(changed, one, many)} changed"


def _moved(one: str, many: str, before: Set[str], after: Set[str]) -> Iterator[str]:
    if new := after - before:
        yield f"+{_count(len(new), one, many)}"
    if gone := before - after:
        yield f"-{_count(len(gone), one, many)}"


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _topics(before: Catalog, after: Catalog) -> Iterator[str]:
    old, new = ({topic.id: topic for topic in each.topics} for each in (before, after))
    yield from _moved("topic", "topics", old.keys(), new.keys())
    for name, topic in new.items():
        if name in old and topic != old[name]:
            yield f"topic {name}: {', '.join(_rules(old[name], topic)) or 'changed'}"


def _rules(before: Topic, after: Topic) -> Iterator[str]:
    if before.hold is not after.hold:
        yield "low confidence is held" if after.hold else "nothing is held any more"
    for noun, old, new in (
        ("term", set(before.terms), set(after.terms)),
        ("context word", _context(before), _context(after)),
        ("refusal", set(before.refuse), set(after.refuse)),
    ):
        if more := len(new - old):
            yield f"{more} new {noun}{'s' * (more > 1)}"
        if fewer := len(old - new):
            yield f"{fewer} {noun}{'s' * (fewer > 1)} gone"


def _context(topic: Topic) -> set[tuple[str, str]]:
    return {(name, word) for name, words in topic.context.items() for word in words}


def _listed(noun: str, before: _Things, after: _Things) -> Iterator[str]:
    yield from (f"+ {noun} {key}" for key in after if key not in before)
    yield from (f"- {noun} {key}" for key in before if key not in after)
    for key in after:
        if key in before and after[key] != before[key]:
            yield f"~ {noun} {key}: {', '.join(_edited(before[key], after[key]))}"


def _edited(before: Feed | Party | Channel, after: object) -> Iterable[str]:
    for each in fields(before):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if old != new:
            yield f"{each.name} {_shown(old)} -> {_shown(new)}"


def _shown(value: object) -> str:
    if isinstance(value, timedelta):
        return spelled(value)
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or "none"
    if isinstance(value, Localised):
        return value.text("en")
    return "none" if value is None else str(value)
