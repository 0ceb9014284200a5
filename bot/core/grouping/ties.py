"""What binds an entry to a story besides words, and what divides them: missions, modules, people,
events, the phase of a flight, time.

Rule 1: mission numbers and the phase of a flight divide, whatever the words say.
Rule 2: the longer stories of a kind last (a leak, a country leaving), the later they take entries.
Rule 3: what only one story names is that story's own.

Two examples. "Soyuz MS-22 crew to come home on MS-23" and the story of the leak on MS-22 both name
MS-22: a tie of 2, enough by itself. "Soyuz MS-23 docks" names another mission than the story of
the MS-24 docking: divided, however alike the words are.
"""

import math
from itertools import islice

from bot.core.grouping.entities import Entities, EntityKind, Family
from bot.core.grouping.features import (
    EVENT_WEIGHT,
    KIND_WEIGHTS,
    TITLE_WEIGHT,
    Features,
    vector_length,
)
from bot.core.grouping.troubles import PAD, parted, same_trouble
from bot.core.grouping.tuning import DAY, Tuning
from bot.core.grouping.window import Profile, Window
from bot.core.lang.stems import skeleton, stem

_PHASES = frozenset({Family.UP, Family.DOWN})
_MOSTLY = 0.5
"""Share of a story's entries that makes it the story of one phase."""
_SHIP_IN_TITLE = TITLE_WEIGHT * KIND_WEIGHTS[EntityKind.VEHICLE]
_OFTEN = 3
"""Entries from which trouble they tell of is the story's own, however long it is."""
_NONE: dict[str, int] = {}


class Ties:
    """Ties between entries and the stories of one window."""

    def __init__(self, entities: Entities, window: Window, tuning: Tuning) -> None:
        self._window = window
        self._tuning = tuning
        self._families = {event.subject: event.family for event in entities.events}
        self._horizons = entities.horizons
        self._lasting = {event.trouble for event in entities.events if event.lasting}
        self._common = entities.common
        self._vocabulary = vocabulary(entities)
        self._contested = {each.id for each in entities.entities if each.contested}

    def strengths(self, about: Features) -> dict[str, float]:
        """Return by story how strongly it and the entry are about the same things."""
        window = self._window
        if not about.space and not window.is_mostly_space:
            return {}
        stories: set[str] = set()
        named = about.things | about.subjects | about.ships | about.aboard | about.troubles
        for concept in named:
            latest = reversed(window.by_concept.get(concept, _NONE))
            stories.update(islice(latest, self._tuning.latest))
        strengths = {story: self._strength(about, window.stories[story]) for story in stories}
        return {story: strength for story, strength in strengths.items() if strength}

    def names_shared(self, about: Features) -> dict[str, float]:
        """Return by story what the names that it shares with an entry count."""
        window, shared = self._window, dict[str, float]()
        if not about.space and not window.is_mostly_space:
            return shared
        for key in about.keys & window.by_name.keys():
            stories = window.by_name[key]
            rare = min(1.0, self._tuning.name_stories / len(stories))
            for story, count in stories.items():
                worth = rare * self._of_name(about, window.stories[story], count)
                shared[story] = shared.get(story, 0.0) + worth
        return shared

    def _of_name(self, about: Features, profile: Profile, count: int) -> float:
        """Return what a name counts that so many of a story's entries have; of spacewalks days
        apart none does, for the same people go out again.
        """
        gap = profile.gap(about.at)
        outside = Family.OUTSIDE in about.families and profile.share(Family.OUTSIDE) >= _MOSTLY
        if outside and gap > self._horizons[Family.OUTSIDE].open.total_seconds():
            return 0.0
        share = min(1.0, 0.5 + count / len(profile.entries))
        faded = math.pow(0.5, gap / DAY / self._tuning.name_days)
        return self._tuning.name * share * count / (count + 0.5) * faded

    def divided(self, about: Features, profile: Profile) -> bool:
        """Whether mission numbers or the phase of a flight make entry and story two stories.

        A troubled place is not divided by the ships that use it, and its trouble is no flight's.
        """
        if self._same_trouble(about, profile):
            return False
        if self._is_born_of_flight(about, profile):
            return True
        if self.names_other_flights(about, profile):
            return True
        phase = about.families & _PHASES
        # A flight comes home months later in the story of its launch; trouble in flight has no
        # phase.
        if self._comes_home(about, profile):
            return False
        if len(phase) != 1 or Family.TROUBLE in about.families or self._is_troubled(profile):
            return False
        own = {family for family in _PHASES if profile.share(family) >= _MOSTLY}
        return len(own) == 1 and own != phase

    def names_other_flights(self, about: Features, profile: Profile) -> bool:
        """Whether entry and story name missions, and none is the same."""
        if not about.missions or not profile.missions:
            return False
        least = self._tuning.mentioned * len(profile.entries)
        missions = {each for each, count in profile.missions.items() if count >= least}
        return bool(missions) and not about.missions & missions

    def horizon(self, about: Features, profile: Profile) -> float:
        """Return how many seconds after its last report the story still takes this entry."""
        if shared := self._same_trouble(about, profile):
            return max(self._trouble_horizon(key) for key in shared)
        families = self._shared_families(about, profile) | {Family.PLAIN}
        if Family.INQUIRY in families and self._names_one_person(about, profile):
            return self._horizons[Family.INQUIRY].mission.total_seconds()
        if self._comes_home(about, profile):
            return self._tuning.flight_days * DAY
        lasting = self.is_lasting(profile)
        things = about.things | about.aboard if lasting else about.things
        named = any(thing in profile.named for thing in things)
        if not named and not (lasting and self._owned(about.ships, profile)):
            return max(self._horizons[family].open.total_seconds() for family in families)
        if named and self._is_troubled(profile):
            families.add(Family.TROUBLE)
        return max(self._horizons[family].mission.total_seconds() for family in families)

    def _comes_home(self, about: Features, profile: Profile) -> bool:
        """Whether it tells of the end of the flight that the story is about."""
        return Family.DOWN in about.families and bool(self._owned(about.missions, profile))

    def _trouble_horizon(self, key: str) -> float:
        """Return how many seconds trouble of a place is remembered: some for good."""
        kind, _, place = parted(key)
        if kind in self._lasting:
            return math.inf
        named = self._tuning.trouble_days * DAY
        return named if place else self._horizons[Family.TROUBLE].open.total_seconds()

    def begins_episode(self, profile: Profile, gap: float) -> bool:
        """Whether a report after `gap` seconds of silence begins a new episode."""
        families = {family for family in Family if profile.share(family) >= self._tuning.owned}
        horizons = [self._horizons[family] for family in families or {Family.PLAIN}]
        return gap > min(horizon.quiet.total_seconds() for horizon in horizons)

    def is_lasting(self, profile: Profile) -> bool:
        """Whether the story is one of trouble or policy, which people react to."""
        return self._is_troubled(profile) or profile.share(Family.POLICY) >= self._tuning.lasting

    def is_reaction(self, about: Features) -> bool:
        """Whether the entry is a reaction, or about trouble, and names nothing of its own."""
        if about.things:
            return False
        if any(self._families[subject] is not Family.TROUBLE for subject in about.subjects):
            return False
        return bool(about.subjects) or "reaction" in about.events

    def _is_troubled(self, profile: Profile) -> bool:
        return profile.share(Family.TROUBLE) >= self._tuning.lasting

    def _strength(self, about: Features, profile: Profile) -> float:
        """Return the tie to one story; 0 unless they share something of the story's own.

        A shared mission is enough by itself. Otherwise it is the cosine of what both are about,
        where an event or thing of the story's own is among it; in a lasting story a ship counts
        too, and naming one of its crew is enough.
        """
        if self._same_trouble(about, profile):
            return self._tuning.mission
        if bound := self._owned(about.binding, profile):
            beside = self.is_flight_beside_trouble(about, profile)
            share = min(1.0, max(map(profile.share, bound)))
            return self._tuning.crew if beside else self._tuning.mission * (1 + share) / 2
        named = about.subjects | about.things
        if self.is_lasting(profile):
            if self._owned(about.aboard, profile):
                return self._tuning.crew
            named |= about.ships
        on_its_way = self._same_phase(about, profile)
        if not self._owned(named, profile):
            return on_its_way
        return max(
            concepts_alike(about, profile) / self._tuning.things,
            self._same_matter(about, profile),
            on_its_way,
        )

    def _names_one_person(self, about: Features, profile: Profile) -> bool:
        """Whether both have a capitalised word that is nobody's and nothing's known name."""
        shared = about.names & profile.names.keys()
        return any(
            word in profile.words.terms and skeleton(word) in shared and not self._is_known(word)
            for word in about.title_stems
        )

    def _is_known(self, word: str) -> bool:
        return word in self._common or word.startswith(self._vocabulary)

    def _same_trouble(self, about: Features, profile: Profile) -> set[str]:
        if not about.troubles or not profile.troubles:
            return set()
        least = min(self._tuning.owned * len(profile.entries), _OFTEN)
        return same_trouble(about.troubles, profile.troubles, least)

    def _is_born_of_flight(self, about: Features, profile: Profile) -> bool:
        """Whether it tells of trouble of a place, and the story of a flight that has none.

        A module that has just arrived is itself what flew.
        """
        places = {place for kind, _, place in map(parted, about.troubles) if kind}
        pad = any(parted(key)[0] == PAD for key in about.troubles)
        if not places or profile.troubles or (self._is_troubled(profile) and not pad):
            return False
        if not profile.missions and any(place in profile.things for place in places):
            return False
        return max(profile.share(family) for family in _PHASES) >= _MOSTLY

    def is_flight_beside_trouble(self, about: Features, profile: Profile) -> bool:
        """Whether it tells of a flight, and the story of trouble of a place."""
        if not about.families & _PHASES or Family.TROUBLE in about.families:
            return False
        least = self._tuning.lasting * len(profile.entries)
        return any(count >= least for count in profile.troubles.values())

    def _same_matter(self, about: Features, profile: Profile) -> float:
        """Return the tie of one policy question, or of one trouble: 1.5 at once, 1 a day later."""
        families = self._shared_families(about, profile)
        if Family.POLICY in families and self._is_about_leaving(about):
            return 1.0
        if Family.TROUBLE in families and not self._names_other_things(about, profile):
            return 0.5 + math.pow(0.5, profile.gap(about.at) / DAY)
        return 0.0

    def _same_phase(self, about: Features, profile: Profile) -> float:
        """Return the tie of two steps on one way of a ship: a launch and its docking."""
        ways = {way for way in about.families & _PHASES if profile.share(way) >= _MOSTLY}
        headed = {ship for ship in about.ships if about.concepts.get(ship, 0) >= _SHIP_IN_TITLE}
        return self._tuning.way if ways and self._owned(frozenset(headed), profile) else 0.0

    def _is_about_leaving(self, about: Features) -> bool:
        """Whether it is about leaving or staying, and names a station or someone in space."""
        if about.space & self._contested:
            return True
        return bool(about.space) and about.concepts.get("exit", 0) >= TITLE_WEIGHT * EVENT_WEIGHT

    def _owned(self, concepts: frozenset[str], profile: Profile) -> set[str]:
        """Return the concepts that are the story's own.

        A fifth of its entries must name one; or two of them, if that is more than half of all
        entries that do. Of a story with 20 entries 3 name Rassvet, and 4 in the whole window: less
        than a fifth, but nearly nobody else writes about it.
        """
        named, mentions = profile.named, self._window.mentions
        least = self._tuning.owned * len(profile.entries)
        return {
            concept
            for concept in concepts
            if (count := named.get(concept, 0))
            and (count >= least or (count > 1 and 2 * count > mentions[concept]))
        }

    def _shared_families(self, about: Features, profile: Profile) -> set[Family]:
        return {self._families[subject] for subject in self._owned(about.subjects, profile)}

    def _names_other_things(self, about: Features, profile: Profile) -> bool:
        """Whether entry and story name different missions, modules or programmes."""
        if not about.things or any(thing in profile.things for thing in about.things):
            return False
        least = self._tuning.owned * len(profile.entries)
        return any(count >= least for count in profile.things.values())


def concepts_alike(about: Features, profile: Profile) -> float:
    """Return the cosine between what an entry and a story are about."""
    length = vector_length(about.concepts.values()) * math.sqrt(profile.concepts.square)
    terms = profile.concepts.terms
    dot = sum(weight * terms.get(concept, 0) for concept, weight in about.concepts.items())
    return dot / length if length else 0.0


def vocabulary(entities: Entities) -> tuple[str, ...]:
    """Return the beginnings of words of events and known things; people are left out."""
    people = (EntityKind.PERSON, EntityKind.OFFICIAL, EntityKind.LEADER)
    things = (name for each in entities.entities if each.kind not in people for name in each.names)
    phrases = (*things, *(word for event in entities.events for word in event.words))
    words = {word for phrase in phrases for word in phrase.replace("-", " ").split()}
    return tuple(stem(word.rstrip("*")) for word in sorted(words) if len(word) > _SHORT)


_SHORT = 3
