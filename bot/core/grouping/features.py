"""What an entry is about, computed once: words, concepts, numbers, names, address.

Rule 1: nothing raises, whatever the texts hold; only their beginnings are read.
Rule 2: weights are whole numbers, so that sums over a window can be undone exactly.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from bot.core.grouping.entities import Entities, Entity, Event, Family, Kind
from bot.core.lang.normalize import WORD, fold_keeping_case, strip_rubric
from bot.core.lang.stems import skeleton, stem
from bot.core.types import Entry, Reason

TITLE_READ = 400
"""Characters of a title that count; the longest honest headline recorded has 290."""
SUMMARY_READ = 1_000
SUMMARY_WORDS = 40
SUMMARY_COMPARED = 400
"""Characters of a summary that are kept, to compare texts."""
TITLE_WEIGHT, SUMMARY_WEIGHT = 2, 1

_KIND_WEIGHTS = {
    Kind.MISSION: 10,
    Kind.MODULE: 8,
    Kind.FACILITY: 8,
    Kind.PROGRAMME: 6,
    Kind.PERSON: 6,
    Kind.VEHICLE: 5,
    Kind.OFFICIAL: 6,
    Kind.LEADER: 4,
    Kind.PLACE: 3,
    Kind.STATION: 2,
    Kind.AGENCY: 2,
    Kind.COMPANY: 2,
}
EVENT_WEIGHT = 5
_THINGS = frozenset({Kind.MISSION, Kind.MODULE, Kind.FACILITY, Kind.PROGRAMME})
_SPACE = _THINGS | {Kind.VEHICLE, Kind.STATION, Kind.AGENCY, Kind.PERSON, Kind.OFFICIAL}
_CAPITALISED = re.compile(r"(?<!^)(?<![.!?] )\b[A-ZА-Я][^\W\d_]{3,}")
_CYRILLIC = re.compile("[а-я]")
_LATIN = re.compile("[a-z]")
_Name = TypeVar("_Name", bound=str)
_Read = tuple[str, Sequence[str]]
"""A folded text and its words."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ADDRESS = re.compile(r"^https?://(?:www\.|m\.|amp\.)?([^#]*?)/?(?:\?(?:utm_|rss)[^#]*)?(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Features:
    entry: str
    feed: str
    at: float
    """Seconds since 1970."""
    title: str
    """Folded, without rubric and signature."""
    summary: str
    """Its beginning, folded."""
    stems: tuple[str, ...]
    """Of the title's telling words, without repeats."""
    more: tuple[str, ...]
    """Of the summary's, without the title's."""
    concepts: Mapping[str, int]
    """Ids of entities and events with their weights; the same in every language."""
    missions: frozenset[str]
    binding: frozenset[str]
    """Missions and ships of which there is one: enough to make one story."""
    things: frozenset[str]
    """Those, modules, launch pads and programmes: what a story can be about."""
    ships: frozenset[str]
    """Kinds of ship: Soyuz, Progress, Crew Dragon."""
    aboard: frozenset[str]
    """The flights that people it names are known for."""
    space: frozenset[str]
    """Those, other ships, the station and the agencies: what makes it space news."""
    events: frozenset[str]
    subjects: frozenset[str]
    """Concepts of its events."""
    families: frozenset[Family]
    names: frozenset[str]
    """Consonants of capitalised words: a bridge between alphabets."""
    numbers: frozenset[str]
    cyrillic: bool
    address: str
    alone: Reason | None
    """Why it never shares a story: a round-up, a live blog; None if it may."""

    @property
    def said(self) -> list[str]:
        """The words of the title."""
        return WORD.findall(self.title)

    def telling(self) -> list[str]:
        """Those of them that tell a person something, once each."""
        words = (word for word in dict.fromkeys(self.said) if len(word) > 2)
        return [word for word in words if stem(word) in self.stems and not word.isdigit()]

    @property
    def words(self) -> dict[str, int]:
        """The stems with their weights."""
        weights = dict.fromkeys(self.stems, TITLE_WEIGHT)
        weights.update(dict.fromkeys(self.more, SUMMARY_WEIGHT))
        return weights


def features(entry: Entry, entities: Entities) -> Features:
    """Everything the deduplicator and the threader ask about an entry."""
    title = fold_keeping_case(strip_rubric(entry.title[:TITLE_READ])).strip()
    summary = fold_keeping_case(entry.summary[:SUMMARY_READ]).strip()
    names = f"{title} . {summary[:TITLE_READ]}"
    return _features(entry, title.lower(), summary.lower(), names, entities)


def _features(entry: Entry, title: str, summary: str, names: str, entities: Entities) -> Features:
    said, more = WORD.findall(title), WORD.findall(summary)
    found = _found((title, said), (summary, more), entities)
    stems = _stems(said, entities.silent)
    read = _stems(more[:SUMMARY_WORDS], entities.silent)
    return Features(
        entry=entry.id,
        feed=entry.feed,
        at=entry.at.timestamp(),
        title=title,
        summary=summary[:SUMMARY_COMPARED],
        stems=tuple(stems),
        more=tuple(each for each in read if each not in stems),
        concepts=found.weights,
        missions=_set(found.of_kind(Kind.MISSION)),
        binding=_set(found.binding()),
        things=_set((*found.binding(), *found.of_kind(*_THINGS))),
        ships=_set(found.of_kind(Kind.VEHICLE)),
        aboard=_set(each.aboard for each in found.entities if each.aboard),
        space=_set(found.of_kind(*_SPACE)),
        events=_set(event.id for event in found.events),
        subjects=_set(event.subject for event in found.events if event.counts),
        families=_one(frozenset(event.family for event in found.events if event.counts)),
        names=_names(names) if found.entities else frozenset(),
        numbers=_set(_NUMBER.findall(title)),
        cyrillic=len(_CYRILLIC.findall(title)) > len(_LATIN.findall(title)),
        address=address(entry.url),
        alone=entities.alone(title),
    )


def _set(concepts: Iterable[str]) -> frozenset[str]:
    return _one(frozenset(concepts))


@lru_cache(maxsize=10_000)
def _one(some: frozenset[_Name]) -> frozenset[_Name]:
    """The same object for equal sets: thousands of remembered entries name the same things."""
    return some


def address(url: str | None) -> str:
    """An address without scheme, `www.`, fragment and tracking: equal for copies of one page."""
    if not url:
        return ""
    match = _ADDRESS.match(url.strip())
    return match[1].casefold() if match else url


@dataclass(frozen=True, slots=True)
class _Found:
    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    weights: Mapping[str, int]

    def of_kind(self, *kinds: Kind) -> Iterable[str]:
        return (entity.id for entity in self.entities if entity.kind in kinds)

    def binding(self) -> Iterable[str]:
        return (each.id for each in self.entities if each.distinct or each.kind is Kind.MISSION)


def _found(title: _Read, summary: _Read, entities: Entities) -> _Found:
    weights: dict[str, int] = {}
    met: dict[str, Entity | Event] = {}
    for read, weight in ((title, TITLE_WEIGHT), (summary, SUMMARY_WEIGHT)):
        for each in _mentions(read, entities):
            met.setdefault(each.id, each)
            concept = each.subject if isinstance(each, Event) else each.id
            weights.setdefault(concept, weight * _weight(each))
    events = {each.id: each for each in met.values() if isinstance(each, Event)}
    for event in tuple(events.values()):
        if any(other in events for other in event.unless):
            del events[event.id]
            weights.pop(event.subject, None)
    return _Found(
        tuple(each for each in met.values() if isinstance(each, Entity)),
        tuple(events.values()),
        {concept: weight for concept, weight in weights.items() if weight},
    )


def _mentions(read: _Read, entities: Entities) -> Iterable[Entity | Event]:
    text, words = read
    yield from entities.named(words)
    for flight, vehicle in entities.flights(text):
        yield flight
        if vehicle:
            yield entities.by_id[vehicle]


def _weight(each: Entity | Event) -> int:
    if isinstance(each, Event):
        return EVENT_WEIGHT if each.counts else 0
    return _KIND_WEIGHTS[Kind.MODULE if each.distinct else each.kind]


def _stems(words: Sequence[str], silent: frozenset[str]) -> dict[str, None]:
    return {stem(word): None for word in words if len(word) > 1 and word not in silent}


def _names(text: str) -> frozenset[str]:
    bones = (skeleton(name.lower()) for name in _CAPITALISED.findall(text))
    return _set(name for name in bones if name)
