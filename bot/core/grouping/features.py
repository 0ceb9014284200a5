"""What an entry is about, computed once: words, concepts, numbers, names, address.

Rule 1: nothing raises, whatever the texts hold; only their beginnings are read.
Rule 2: weights are whole numbers, so that a window can take back exactly what it added.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from bot.core.grouping.entities import Entities, Entity, EntityKind, Family, NewsEvent
from bot.core.grouping.proper_names import proper_names, skeletons
from bot.core.grouping.troubles import Found, Mention, troubles
from bot.core.lang.normalize import WORD, fold_keeping_case, strip_rubric
from bot.core.lang.stems import SHARED, Synonyms, name_key
from bot.core.types import Entry, Reason

TITLE_READ = 400
"""Characters of a title that count; the longest real headline recorded has 290."""
SUMMARY_READ = 1_000
SUMMARY_WORDS = 40
SUMMARY_COMPARED = 400
"""Characters of a summary that are kept, to compare texts."""
TITLE_WEIGHT, SUMMARY_WEIGHT = 2, 1

KIND_WEIGHTS = {
    EntityKind.MISSION: 10,
    EntityKind.MODULE: 8,
    EntityKind.FACILITY: 8,
    EntityKind.PROGRAMME: 6,
    EntityKind.PERSON: 6,
    EntityKind.VEHICLE: 5,
    EntityKind.OFFICIAL: 6,
    EntityKind.LEADER: 4,
    EntityKind.PLACE: 3,
    EntityKind.COSMODROME: 3,
    EntityKind.PART: 0,
    EntityKind.STATION: 2,
    EntityKind.AGENCY: 2,
    EntityKind.COMPANY: 2,
}
EVENT_WEIGHT = 5
_THINGS = frozenset(
    {EntityKind.MISSION, EntityKind.MODULE, EntityKind.FACILITY, EntityKind.PROGRAMME}
)
_SPACE = _THINGS | {
    EntityKind.VEHICLE,
    EntityKind.STATION,
    EntityKind.AGENCY,
    EntityKind.PERSON,
    EntityKind.OFFICIAL,
}
_ANNOUNCES = re.compile(r"(?:об?|on|about|update on|statement (?:on|about)|заявление)\b")
"""How a headline begins that says only what the text is about: «Об осмотре места старта»."""
_CYRILLIC = re.compile("[а-я]")
_LATIN = re.compile("[a-z]")
_Name = TypeVar("_Name", bound=str)
_TextAndWords = tuple[str, Sequence[str]]
"""A folded text and its words."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ADDRESS = re.compile(r"^https?://(?:www\.|m\.|amp\.)?([^#]*?)/?(?:\?(?:utm_|rss)[^#]*)?(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class Features:
    """What an entry is about, as the grouper compares it."""

    entry: str
    feed: str
    at: float
    """Seconds since 1970."""
    dated: bool
    """Whether the feed says when it was published; else it is when the bot read it."""
    title: str
    """Folded, without rubric and signature."""
    summary: str
    """Its beginning, folded."""
    title_stems: tuple[str, ...]
    """Stems of the title's words, each once, those that say nothing left out."""
    summary_stems: tuple[str, ...]
    """Stems of the summary's words that the title does not have."""
    concepts: Mapping[str, int]
    """Ids of entities and events with their weights; the same in every language."""
    missions: frozenset[str]
    binding: frozenset[str]
    """Missions, and other things of which there is one: sharing one makes one story."""
    things: frozenset[str]
    """Those of `binding`, modules, launch pads and programmes: what a story can be about."""
    ships: frozenset[str]
    """Kinds of ship: Soyuz, Progress, Crew Dragon."""
    aboard: frozenset[str]
    """Flights that the people it names are known for."""
    space: frozenset[str]
    """Missions, modules, ships, stations, agencies and people: what makes it space news."""
    events: frozenset[str]
    troubles: frozenset[str]
    """Trouble of places that last, by kind and place: `leak@zvezda`; `@zvezda` of any kind."""
    subjects: frozenset[str]
    """What its events count as when stories are compared: `stays` counts as `exit`."""
    families: frozenset[Family]
    names: frozenset[str]
    """Skeletons of capitalised words, alike in both alphabets: `krklv` of Крикалев."""
    proper: frozenset[str]
    """Keys of names that nobody reviewed: people, towns, companies, programmes."""
    numbers: frozenset[str]
    cyrillic: bool
    address: str
    standalone: Reason | None
    """Why it never shares a story (a round-up, a live blog); None if it may."""

    @property
    def title_words(self) -> list[str]:
        """Return the words of the title."""
        return WORD.findall(self.title)

    def distinctive_words(self, synonyms: Synonyms) -> list[str]:
        """Return the title's words that mean something to a person, each once."""
        words = (word for word in dict.fromkeys(self.title_words) if len(word) > 2)
        return [
            word
            for word in words
            if synonyms.word(word) in self.title_stems and not word.isdigit()
        ]

    @property
    def keys(self) -> set[str]:
        """Return what its words would be compared by if they were names."""
        return {name_key(word) for word in WORD.findall(f"{self.title} {self.summary}")}

    @property
    def in_any_language(self) -> Iterable[str]:
        """Return the groups of its words that say the same in other languages."""
        return (word for word in self.stem_weights if word.startswith(SHARED))

    @property
    def indexed(self) -> Iterable[str]:
        """Return what stories are found by: concepts and troubles."""
        return (*self.concepts, *self.troubles)

    @property
    def stem_weights(self) -> dict[str, int]:
        """Return the stems with their weights."""
        weights = dict.fromkeys(self.title_stems, TITLE_WEIGHT)
        weights.update(dict.fromkeys(self.summary_stems, SUMMARY_WEIGHT))
        return weights


def features(entry: Entry, entities: Entities) -> Features:
    """Compute what the deduplicator and the grouper compare of an entry."""
    title = fold_keeping_case(strip_rubric(entry.title[:TITLE_READ])).strip()
    summary = fold_keeping_case(entry.summary[:SUMMARY_READ]).strip()
    names = f"{title} . {summary[:TITLE_READ]}"
    return _features(entry, title.lower(), summary.lower(), names, entities)


def _features(entry: Entry, title: str, summary: str, names: str, entities: Entities) -> Features:
    title_words, summary_words = WORD.findall(title), WORD.findall(summary)
    mentioned = _mentioned((title, title_words), (summary, summary_words), entities)
    stems = _stems(title_words, entities)
    more = _stems(summary_words[:SUMMARY_WORDS], entities)
    return Features(
        entry=entry.id,
        feed=entry.feed,
        at=entry.at.timestamp(),
        dated=entry.published is not None,
        title=title,
        summary=summary[:SUMMARY_COMPARED],
        title_stems=tuple(stems),
        summary_stems=tuple(each for each in more if each not in stems),
        concepts=mentioned.weights,
        missions=_shared(mentioned.of_kind(EntityKind.MISSION)),
        binding=_shared(mentioned.binding()),
        things=_shared((*mentioned.binding(), *mentioned.of_kind(*_THINGS))),
        ships=_shared(mentioned.of_kind(EntityKind.VEHICLE)),
        aboard=_shared(each.aboard for each in mentioned.entities if each.aboard),
        space=_shared(mentioned.of_kind(*_SPACE)),
        events=_shared(event.id for event in mentioned.events),
        troubles=_interned(mentioned.troubles(announces=_ANNOUNCES.match(title) is not None)),
        subjects=_shared(event.subject for event in mentioned.events if event.counts),
        families=_interned(frozenset(event.family for event in mentioned.events if event.counts)),
        names=_shared(skeletons(names)) if mentioned.entities else frozenset(),
        proper=_shared(proper_names(names, entities)),
        numbers=_shared(_NUMBER.findall(title)),
        cyrillic=len(_CYRILLIC.findall(title)) > len(_LATIN.findall(title)),
        address=address(entry.url),
        standalone=entities.standalone(title),
    )


def _shared(concepts: Iterable[str]) -> frozenset[str]:
    return _interned(frozenset(concepts))


@lru_cache(maxsize=10_000)
def _interned(some: frozenset[_Name]) -> frozenset[_Name]:
    """Return one object for equal sets: thousands of entries in the window name the same."""
    return some


def vector_length(weights: Iterable[float]) -> float:
    """Return the length of a vector with these components."""
    return math.sqrt(sum(weight * weight for weight in weights))


def address(url: str | None) -> str:
    """Return an address without scheme, `www.`, fragment and tracking, the same for copies."""
    if not url:
        return ""
    match = _ADDRESS.match(url.strip())
    return match[1].casefold() if match else url


@dataclass(frozen=True, slots=True)
class _Mentioned:
    """The entities and events an entry names, with the weights of their concepts."""

    entities: tuple[Entity, ...]
    events: tuple[NewsEvent, ...]
    weights: Mapping[str, int]
    title: Found
    summary: Found
    """What each names, in order."""

    def troubles(self, *, announces: bool) -> frozenset[str]:
        """Return the keys of trouble; the text counts first if a headline only `announces` it."""
        troubled = any(event.trouble or event.any_trouble for event in self.events)
        # A spacewalk that looks at a leak is a spacewalk.
        if not troubled or any(event.family is Family.OUTSIDE for event in self.events):
            return frozenset()
        events = {event.id for event in self.events}
        below = troubles((), self.summary, events) if announces else frozenset()
        return below or troubles(self.title, self.summary, events)

    def of_kind(self, *kinds: EntityKind) -> Iterable[str]:
        return (entity.id for entity in self.entities if entity.kind in kinds)

    def binding(self) -> Iterable[str]:
        mission = EntityKind.MISSION
        return (each.id for each in self.entities if each.distinct or each.kind is mission)


def _mentioned(title: _TextAndWords, summary: _TextAndWords, entities: Entities) -> _Mentioned:
    weights: dict[str, int] = {}
    met: dict[str, Entity | NewsEvent] = {}
    found = [(*_mentions(title, entities),), (*_mentions(summary, entities),)]
    for some, weight in zip(found, (TITLE_WEIGHT, SUMMARY_WEIGHT), strict=True):
        for _, each in some:
            met.setdefault(each.id, each)
            concept = each.subject if isinstance(each, NewsEvent) else each.id
            weights.setdefault(concept, weight * _weight(each))
    events = {each.id: each for each in met.values() if isinstance(each, NewsEvent)}
    # `выйдут в открытый космос` is found as a spacewalk and as leaving: the spacewalk explains
    # the words, so the leaving goes.
    for event in tuple(events.values()):
        if any(other in events for other in event.unless):
            del events[event.id]
            if all(other.subject != event.subject for other in events.values()):
                weights.pop(event.subject, None)
    return _Mentioned(
        tuple(each for each in met.values() if isinstance(each, Entity)),
        tuple(events.values()),
        {concept: weight for concept, weight in weights.items() if weight},
        *found,
    )


def _mentions(read: _TextAndWords, entities: Entities) -> Iterable[tuple[int, Mention]]:
    text, words = read
    yield from entities.mentioned(words)
    for start, flight, vehicle in entities.flights(text):
        place = len(WORD.findall(text[:start]))
        yield place, flight
        if vehicle:
            yield place, entities.by_id[vehicle]


def _weight(each: Entity | NewsEvent) -> int:
    if isinstance(each, NewsEvent):
        return EVENT_WEIGHT if each.counts else 0
    return KIND_WEIGHTS[EntityKind.MODULE if each.distinct else each.kind]


def _stems(words: Sequence[str], entities: Entities) -> dict[str, None]:
    silent, same = entities.silent, entities.synonyms
    return {same.word(word): None for word in words if len(word) > 1 and word not in silent}
