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
from bot.core.lang.stems import Synonyms, stem
from bot.core.reasons.news import Placed
from bot.core.types import Reason


class EntityKind(StrEnum):
    MISSION = "mission"
    STATION = "station"
    PROGRAMME = "programme"
    MODULE = "module"
    VEHICLE = "vehicle"
    AGENCY = "agency"
    COMPANY = "company"
    PLACE = "place"
    COSMODROME = "cosmodrome"
    PART = "part"
    """What each cosmodrome has: a launch pad, a service platform. Named alone it is no subject."""
    FACILITY = "facility"
    PERSON = "person"
    """Someone who flies. Heads of agencies are officials, heads of state leaders."""
    OFFICIAL = "official"
    LEADER = "leader"


class Family(StrEnum):
    """Kinds of story: each lasts its own time, and a flight's up and down are two stories."""

    UP = "up"
    DOWN = "down"
    OUTSIDE = "outside"
    TROUBLE = "trouble"
    POLICY = "policy"
    PEOPLE = "people"
    INQUIRY = "inquiry"
    """A case against somebody: it goes on for months, and holds together by the name."""
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Entity:
    """Something with a name that news is about."""

    id: str
    kind: EntityKind
    label: str
    names: tuple[str, ...] = ()
    aboard: str | None = None
    """Id of the mission or ship someone is known for."""
    distinct: bool = False
    """There is only one, with one story about it at a time, as about a mission."""
    contested: bool = False
    """Who leaves it and who stays is one question: all such reports are one story."""
    within: str | None = None
    """Id of the station or cosmodrome it is a part of: trouble there is trouble of both."""


@dataclass(frozen=True, slots=True)
class NewsEvent:
    """Something that happens in the news: a docking, a leak, a launch put off."""

    id: str
    family: Family
    label: str
    words: tuple[str, ...]
    subject: str = ""
    """The event it counts as when stories are compared: staying counts as leaving."""
    opposite: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    """Events that explain the same words: `выйдут в открытый космос` is not leaving the ISS."""
    counts: bool = True
    """False: it only tells two headlines apart; sharing it means nothing."""
    trouble: str = ""
    """What kind of trouble a place has then: a crack is a leak. Empty if it has none."""
    lasting: bool = False
    """A whole station can have it for years; other trouble is a module's or a pad's."""
    any_trouble: bool = False
    """It may belong to trouble of any kind: a repair, a failure."""


@dataclass(frozen=True, slots=True)
class Mission:
    """A numbered flight: `id` and `label` have a place for the number, group 1 of a pattern."""

    id: str
    label: str
    hints: tuple[str, ...]
    """Every text that a pattern can match has one of them: a quick look before the slow one."""
    patterns: tuple[re.Pattern[str], ...]
    plus: int = 0
    """Added to the number: NASA's Progress 94 is Roscosmos's MS-33."""
    vehicle: str | None = None
    unless: re.Pattern[str] | None = None
    """In a text that matches this, the number means something else."""

    def label_of(self, flight: str) -> str:
        """Return the label of a flight of this mission, "" for the id of another."""
        before, _, after = self.id.partition("{}")
        if not flight.startswith(before) or not flight.endswith(after):
            return ""
        return self.label.format(flight[len(before) : len(flight) - len(after)].upper())


@dataclass(frozen=True, slots=True)
class Horizon:
    """How long after its last report a story of a family takes another one."""

    open: timedelta
    mission: timedelta
    """The same where both name one mission."""
    quiet: timedelta
    """Silence after which the next report begins a new episode."""


@dataclass(frozen=True, slots=True)
class Entities:
    """The reviewed data, compiled."""

    entities: tuple[Entity, ...]
    events: tuple[NewsEvent, ...]
    missions: tuple[Mission, ...]
    horizons: Mapping[Family, Horizon]
    round_ups: re.Pattern[str]
    live_blogs: re.Pattern[str]
    silent: frozenset[str]
    """Words, folded, that say nothing about what happened."""
    common: frozenset[str]
    """Stems that half of all space news has; they weigh little from the start."""
    synonyms: Synonyms
    known_names: frozenset[str]
    """Keys of names that tell nothing: countries, months, and what the entities are called."""
    name_index: "NameIndex" = field(init=False, repr=False)
    by_id: Mapping[str, Entity | NewsEvent] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        known: tuple[Entity | NewsEvent, ...] = self.entities + self.events
        names = [(name, entity.id) for entity in self.entities for name in entity.names]
        words = [(word, event.id) for event in self.events for word in event.words]
        object.__setattr__(self, "name_index", NameIndex(names + words))
        object.__setattr__(self, "by_id", {each.id: each for each in known})

    def mentioned(self, words: Sequence[str]) -> Iterator[tuple[int, Entity | NewsEvent]]:
        """Find the entities and events that a text's folded `words` name, in order, repeated.

        Each comes with the place of its first word.
        """
        return ((place, self.by_id[id]) for place, id in self.name_index.ids_in(words))

    def label(self, concept: str) -> str:
        """Return the name of a concept, for people."""
        if known := self.by_id.get(concept):
            return known.label
        flights = (mission.label_of(concept) for mission in self.missions)
        return next((label for label in flights if label), concept)

    def standalone(self, title: str) -> Reason | None:
        """Return why an entry with this folded headline shares no story; None if it may."""
        if self.round_ups.search(title):
            return Placed.ROUND_UP()
        return Placed.LIVE_BLOG() if self.live_blogs.search(title) else None

    def flights(self, folded: str) -> Iterator[tuple[int, Entity, str | None]]:
        """Find the numbered missions in a folded text: where, which, the id of its vehicle."""
        if not _DIGIT.search(folded):
            return
        for mission in self.missions:
            if not any(hint in folded for hint in mission.hints):
                continue
            if mission.unless and mission.unless.search(folded):
                continue
            for pattern in mission.patterns:
                for match in pattern.finditer(folded):
                    yield match.start(), _flight(mission, match[1]), mission.vehicle


_DIGIT = re.compile(r"\d|artemis i")


_Rest = tuple[tuple[str, ...], str]
"""The words of a phrase after its first, and the id it stands for."""


class NameIndex:
    """Finds many phrases in a sequence of words, endings aside; `word*` is any word so begun.

    Phrases wait under their first word: under `space` are (station) and (walk); at each `space`
    of a text only the rest of those is compared.
    """

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        """Index pairs of a phrase and the id it stands for."""
        self._by_word: dict[str, list[_Rest]] = {}
        self._by_beginning: dict[str, list[_Rest]] = {}
        for phrase, id in phrases:
            first, *rest = _parts(phrase)
            index = self._by_beginning if first.endswith("*") else self._by_word
            index.setdefault(first.rstrip("*"), []).append((tuple(rest), id))
        for rests in (*self._by_word.values(), *self._by_beginning.values()):
            rests.sort(key=lambda rest: -len(rest[0]))
        self._lengths = sorted({len(beginning) for beginning in self._by_beginning})
        self._known: dict[str, tuple[_Rest, ...]] = {}

    def ids_in(self, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield the id of each phrase in the folded `words`, at each place it occurs."""
        for place, word in enumerate(words):
            for rest, id in self._starting(word):
                if not rest or _continues(words, place + 1, rest):
                    yield place, id

    def _starting(self, word: str) -> tuple[_Rest, ...]:
        """Return the phrases that may begin with this word."""
        known = self._known.get(word)
        if known is None:
            rests = list(self._by_word.get(_key(word), ()))
            for length in self._lengths:
                if length <= len(word):
                    rests += self._by_beginning.get(word[:length], ())
            known = tuple(rests)
            if len(self._known) >= _REMEMBERED_WORDS:
                self._known.clear()
            self._known[word] = known
        return known


_SHORT = 4
"""Letters up to which a word is compared whole."""
_REMEMBERED_WORDS = 50_000
"""Words looked up once; forgotten when full, so that hostile texts cannot fill the memory."""


def _parts(phrase: str) -> list[str]:
    """Split a phrase: `космическ* мусор*` into beginnings, `space station` into stems, `iss` as
    it is.
    """
    parts = []
    for chunk in fold(phrase).split():
        words = WORD.findall(chunk)
        last = len(words) - 1
        for place, word in enumerate(words):
            begins = chunk.endswith("*") and place == last
            parts.append(word + "*" if begins else _key(word))
    return parts


def _key(word: str) -> str:
    """Return what a word is compared by: short ones whole, as the stem of Россия is РОС."""
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


def _flight(mission: Mission, written: str) -> Entity:
    number = _arabic(written)
    if number.isdigit():
        number = str(int(number) + mission.plus)
    label = mission.label.format(number.upper())
    return Entity(mission.id.format(number), EntityKind.MISSION, label)


def _arabic(number: str) -> str:
    return {"i": "1", "ii": "2", "iii": "3", "iv": "4"}.get(number, number).replace("м", "m")
