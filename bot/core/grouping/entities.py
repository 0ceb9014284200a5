"""What news can be about: missions, modules, people, places and events, found in folded text.

Rule 1: the names are data (bot/rules/entities.toml); here is only how they are found.
Rule 2: a name is found in any inflection and in either language, and has one id.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.core.lang.normalize import WORD, fold
from bot.core.lang.stems import stem
from bot.core.reasons.news import Placed
from bot.core.types import Reason


class Kind(StrEnum):
    MISSION = "mission"
    STATION = "station"
    PROGRAMME = "programme"
    MODULE = "module"
    VEHICLE = "vehicle"
    AGENCY = "agency"
    COMPANY = "company"
    PLACE = "place"
    FACILITY = "facility"
    PERSON = "person"
    """Someone who flies; the heads of agencies are officials, those of countries leaders."""
    OFFICIAL = "official"
    LEADER = "leader"


class Family(StrEnum):
    """How long a story lasts and which stories of one mission are told apart."""

    UP = "up"
    DOWN = "down"
    OUTSIDE = "outside"
    TROUBLE = "trouble"
    POLICY = "policy"
    PEOPLE = "people"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Entity:
    id: str
    kind: Kind
    label: str
    names: tuple[str, ...] = ()
    aboard: str | None = None
    """Id of the mission or ship someone is known for."""
    distinct: bool = False
    """There is one of it and one story about it at a time, as about a mission."""
    contested: bool = False
    """All reports of one policy question about it are alike: who leaves it, who stays."""


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    family: Family
    label: str
    words: tuple[str, ...]
    subject: str = ""
    """The event it counts as when asked what two texts are about: staying is about leaving."""
    opposite: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    """Events that explain the same words: `выйдут в открытый космос` is no leaving of the ISS."""
    counts: bool = True
    """False: only tells two headlines apart, says nothing of what they share."""


@dataclass(frozen=True, slots=True)
class Mission:
    """A numbered flight: `id` and `label` have a place for the number, group 1 of a pattern."""

    id: str
    label: str
    hints: tuple[str, ...]
    """One of them is in every text that a pattern can match: a quick look before the slow one."""
    patterns: tuple[re.Pattern[str], ...]
    plus: int = 0
    vehicle: str | None = None
    unless: re.Pattern[str] | None = None
    """Found in the text, it says that the number means something else."""

    def named(self, flight: str) -> str:
        """The label of a flight with this form of id; empty for others."""
        before, _, after = self.id.partition("{}")
        if not flight.startswith(before) or not flight.endswith(after):
            return ""
        return self.label.format(flight[len(before) : len(flight) - len(after)].upper())


@dataclass(frozen=True, slots=True)
class Horizon:
    """How long after its last report a story of a family takes another one."""

    open: timedelta
    mission: timedelta
    """Where both name the same mission."""
    quiet: timedelta
    """After so long the next report is a new episode."""


@dataclass(frozen=True, slots=True)
class Entities:
    """The reviewed data, compiled."""

    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    missions: tuple[Mission, ...]
    horizons: Mapping[Family, Horizon]
    round_ups: re.Pattern[str]
    live_blogs: re.Pattern[str]
    silent: frozenset[str]
    """Words, folded, that say nothing of what happened."""
    common: frozenset[str]
    """Stems that half of all space news has; they weigh as if met often before."""
    phrases: "Phrases" = field(init=False, repr=False)
    by_id: Mapping[str, Entity | Event] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        known: tuple[Entity | Event, ...] = self.entities + self.events
        names = [(name, entity.id) for entity in self.entities for name in entity.names]
        words = [(word, event.id) for event in self.events for word in event.words]
        object.__setattr__(self, "phrases", Phrases(names + words))
        object.__setattr__(self, "by_id", {each.id: each for each in known})

    def named(self, words: Sequence[str]) -> Iterator[Entity | Event]:
        """Entities and events named by the folded `words` of a text, in order, with repeats."""
        return (self.by_id[means] for means in self.phrases.found(words))

    def label(self, concept: str) -> str:
        """The name of a concept, for people."""
        if known := self.by_id.get(concept):
            return known.label
        flights = (mission.named(concept) for mission in self.missions)
        return next((label for label in flights if label), concept)

    def alone(self, title: str) -> Reason | None:
        """What a folded headline is that shares no story; None if it may."""
        if self.round_ups.search(title):
            return Placed.ROUND_UP()
        return Placed.LIVE_BLOG() if self.live_blogs.search(title) else None

    def flights(self, folded: str) -> Iterator[tuple[Entity, str | None]]:
        """Numbered missions of a folded text, each with the id of its vehicle."""
        if not _DIGIT.search(folded):
            return
        for mission in self.missions:
            if not any(hint in folded for hint in mission.hints):
                continue
            if mission.unless and mission.unless.search(folded):
                continue
            for pattern in mission.patterns:
                for match in pattern.finditer(folded):
                    yield _flight(mission, match[1]), mission.vehicle


_DIGIT = re.compile(r"\d|artemis i")


class Phrases:
    """Which of many phrases occur in a sequence of words, endings aside; `word*` begins one."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._starts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._beginnings: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, means in phrases:
            first, *rest = _parts(phrase)
            places = self._beginnings if first.endswith("*") else self._starts
            places.setdefault(first.rstrip("*"), []).append((tuple(rest), means))
        for rests in (*self._starts.values(), *self._beginnings.values()):
            rests.sort(key=lambda rest: -len(rest[0]))
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})
        self._known: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}

    def found(self, words: Sequence[str]) -> Iterator[str]:
        for place, word in enumerate(words):
            for rest, means in self._starting(word):
                if not rest or _continues(words, place + 1, rest):
                    yield means

    def _starting(self, word: str) -> tuple[tuple[tuple[str, ...], str], ...]:
        found = self._known.get(word)
        if found is None:
            rests = list(self._starts.get(_key(word), ()))
            for length in self._lengths:
                rests += self._beginnings.get(word[:length], ()) if length <= len(word) else ()
            found = tuple(rests)
            if len(self._known) >= _REMEMBERED_WORDS:
                self._known.clear()
            self._known[word] = found
        return found


_SHORT = 4
_REMEMBERED_WORDS = 50_000
"""A memo only: emptied when full, so that hostile texts cannot fill the memory."""


def _parts(phrase: str) -> list[str]:
    """`космическ* мусор*` as beginnings, `space station` as stems, `iss` as it is."""
    parts = []
    for chunk in fold(phrase).split():
        words = WORD.findall(chunk)
        last = len(words) - 1
        for place, word in enumerate(words):
            begins = chunk.endswith("*") and place == last
            parts.append(word + "*" if begins else _key(word))
    return parts


def _key(word: str) -> str:
    """Short words are compared whole: the stem of Россия is the abbreviation РОС."""
    return stem(word) if len(word) > _SHORT else word


def _continues(words: Sequence[str], place: int, rest: tuple[str, ...]) -> bool:
    if place + len(rest) > len(words):
        return False
    return all(
        words[place + step].startswith(part[:-1])
        if part.endswith("*")
        else part in (words[place + step], stem(words[place + step]))
        for step, part in enumerate(rest)
    )


def _flight(mission: Mission, number: str) -> Entity:
    counted = _arabic(number)
    if counted.isdigit():
        counted = str(int(counted) + mission.plus)
    label = mission.label.format(counted.upper())
    return Entity(mission.id.format(counted), Kind.MISSION, label)


def _arabic(number: str) -> str:
    return {"i": "1", "ii": "2", "iii": "3", "iv": "4"}.get(number, number).replace("м", "m")
