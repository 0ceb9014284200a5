"""Tells editors what their edit of feeds.yaml changed."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, fields
from datetime import timedelta

from bot.catalog.summary import table
from bot.core.lang.durations import spell_duration
from bot.core.reasons.catalog_problems import CatalogChange, CatalogThing
from bot.core.types import Catalog, Channel, Feed, Localised, Party, Reason, Topic

__all__ = ["changes", "details", "table"]

_Things = Mapping[str, Feed | Party | Channel]


@dataclass(frozen=True, slots=True)
class _Noun:
    one: CatalogThing
    many: CatalogThing
    named: CatalogThing = CatalogThing.FEED_ID

    def of(self, count: int) -> Reason:
        return (self.one if count == 1 else self.many)()


_FEED = _Noun(CatalogThing.FEED, CatalogThing.FEEDS, CatalogThing.FEED_ID)
_PARTY = _Noun(CatalogThing.PARTY, CatalogThing.PARTIES, CatalogThing.PARTY_ID)
_CHANNEL = _Noun(CatalogThing.CHANNEL_ONE, CatalogThing.CHANNELS, CatalogThing.CHANNEL_ID)
_TOPIC = _Noun(CatalogThing.TOPIC, CatalogThing.TOPICS)
_TERM = _Noun(CatalogThing.TERM, CatalogThing.TERMS)
_CONTEXT_WORD = _Noun(CatalogThing.CONTEXT_WORD, CatalogThing.CONTEXT_WORDS)
_REFUSAL = _Noun(CatalogThing.REFUSAL, CatalogThing.REFUSALS)


def changes(before: Catalog, after: Catalog) -> tuple[Reason, ...]:
    """Summarize for one line: `+2 feeds`, `1 changed`, `topic iss: 3 new terms`; `no change`."""
    found = (
        *_counted(_FEED, _feeds(before), _feeds(after)),
        *_counted(_PARTY, _parties(before), _parties(after)),
        *_topics(before, after),
        *_counted(_CHANNEL, _channels(before), _channels(after)),
    )
    return found or (CatalogChange.NOTHING(),)


def details(before: Catalog, after: Catalog) -> tuple[Reason, ...]:
    """List a line for each thing: `+ feed lwn`, `- feed old`, `~ feed tass: every 10m -> 5m`."""
    lines: list[Reason] = []
    for noun, of in ((_FEED, _feeds), (_PARTY, _parties), (_CHANNEL, _channels)):
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


def _counted(noun: _Noun, before: _Things, after: _Things) -> Iterator[Reason]:
    """Yield `+2 feeds`, `-1 feed`, `1 changed`; only the first names the noun."""
    moved = [*_moved(noun, before.keys(), after.keys())]
    changed = sum(after[key] != before[key] for key in after.keys() & before.keys())
    yield from moved
    if changed and moved:
        yield CatalogChange.OTHERS_TOO(n=changed)
    elif changed:
        yield CatalogChange.OTHERS(n=changed, things=noun.of(changed))


def _moved(noun: _Noun, before: Set[str], after: Set[str]) -> Iterator[Reason]:
    if new := len(after - before):
        yield CatalogChange.MORE(n=new, things=noun.of(new))
    if gone := len(before - after):
        yield CatalogChange.FEWER(n=gone, things=noun.of(gone))


def _topics(before: Catalog, after: Catalog) -> Iterator[Reason]:
    old, new = ({topic.id: topic for topic in each.topics} for each in (before, after))
    yield from _moved(_TOPIC, old.keys(), new.keys())
    for name, topic in new.items():
        if name in old and topic != old[name]:
            rules = tuple(_rules(old[name], topic))
            if rules:
                yield CatalogChange.TOPIC_RULES(id=name, changes=rules)
            else:
                yield CatalogChange.TOPIC_CHANGED(id=name)


def _rules(before: Topic, after: Topic) -> Iterator[Reason]:
    if before.hold is not after.hold:
        yield CatalogChange.HELD() if after.hold else CatalogChange.NOT_HELD()
    for noun, old, new in (
        (_TERM, set(before.terms), set(after.terms)),
        (_CONTEXT_WORD, _context(before), _context(after)),
        (_REFUSAL, set(before.refuse), set(after.refuse)),
    ):
        if more := len(new - old):
            yield CatalogChange.NEW_WORDS(n=more, things=noun.of(more))
        if fewer := len(old - new):
            yield CatalogChange.WORDS_GONE(n=fewer, things=noun.of(fewer))


def _context(topic: Topic) -> set[tuple[str, str]]:
    return {(name, word) for name, words in topic.context.items() for word in words}


def _listed(noun: _Noun, before: _Things, after: _Things) -> Iterator[Reason]:
    yield from (
        CatalogChange.ADDED(thing=noun.named(id=key)) for key in after if key not in before
    )
    yield from (
        CatalogChange.REMOVED(thing=noun.named(id=key)) for key in before if key not in after
    )
    for key in after:
        if key in before and after[key] != before[key]:
            edits = ", ".join(_edits(before[key], after[key]))
            yield CatalogChange.EDITED(thing=noun.named(id=key), changes=edits)


def _edits(before: Feed | Party | Channel, after: object) -> Iterator[str]:
    """Yield keys of the file and their values, which are the same in every language."""
    for each in fields(before):
        old, new = getattr(before, each.name), getattr(after, each.name)
        if old != new:
            yield f"{each.name} {_shown(old)} -> {_shown(new)}"


def _shown(value: object) -> str:
    if isinstance(value, timedelta):
        return spell_duration(value)
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or "none"
    if isinstance(value, Localised):
        return value.text("en")
    return "none" if value is None else str(value)
