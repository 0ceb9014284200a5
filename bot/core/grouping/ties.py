"""What binds an entry to a story besides words, and what divides them: missions, modules, people,
events, the phase of a flight, time.

Rule 1: mission numbers and the phase of a flight divide, whatever the words say.
Rule 2: the longer a kind of story lasts (a leak, a country's leaving), the later it takes entries.
Rule 3: what only one story names is that story's own.
"""

import math
from itertools import islice

from bot.core.grouping.entities import Entities, Family
from bot.core.grouping.features import EVENT_WEIGHT, TITLE_WEIGHT, Features
from bot.core.grouping.tuning import DAY, Tuning
from bot.core.grouping.window import Profile, Window

_PHASES = frozenset({Family.UP, Family.DOWN})
_NONE: dict[str, int] = {}


class Ties:
    """The ties of entries to one memory's stories."""

    def __init__(self, entities: Entities, memory: Window, tuning: Tuning) -> None:
        self._memory = memory
        self._tuning = tuning
        self._families = {event.subject: event.family for event in entities.events}
        self._horizons = entities.horizons
        self._contested = {each.id for each in entities.entities if each.contested}

    def ties(self, about: Features) -> dict[str, float]:
        """How much the entry and each story are about the same things."""
        memory = self._memory
        if not about.space and not memory.about_space():
            return {}
        found: set[str] = set()
        for concept in about.things | about.subjects | about.ships | about.aboard:
            latest = reversed(memory.by_concept.get(concept, _NONE))
            found.update(islice(latest, self._tuning.latest))
        ties = {story: self._tie(about, memory.stories[story]) for story in found}
        return {story: tie for story, tie in ties.items() if tie}

    def divided(self, about: Features, profile: Profile) -> bool:
        """Whether mission numbers or the phase of a flight say that these are two stories."""
        if about.missions and profile.missions:
            least = self._tuning.spoken * len(profile.told)
            missions = {each for each, count in profile.missions.items() if count >= least}
            if missions and not about.missions & missions:
                return True
        phase = about.families & _PHASES
        if len(phase) != 1 or Family.TROUBLE in about.families or self._troubled(profile):
            return False
        own = {family for family in _PHASES if profile.part(family) >= _MOSTLY}
        return len(own) == 1 and own != phase

    def horizon(self, about: Features, profile: Profile) -> float:
        """Seconds after its last report in which the story takes this entry."""
        families = self._shared_families(about, profile) | {Family.PLAIN}
        lasting = self.lasting(profile)
        things = about.things | about.aboard if lasting else about.things
        named = any(thing in profile.named for thing in things)
        if not named and not (lasting and self._owned(about.ships, profile)):
            return max(self._horizons[family].open.total_seconds() for family in families)
        if named and self._troubled(profile):
            families.add(Family.TROUBLE)
        return max(self._horizons[family].mission.total_seconds() for family in families)

    def quiet(self, profile: Profile, gap: float) -> bool:
        """Whether after `gap` seconds the next report is a new episode."""
        families = {family for family in Family if profile.part(family) >= self._tuning.share}
        horizons = [self._horizons[family] for family in families or {Family.PLAIN}]
        return gap > min(horizon.quiet.total_seconds() for horizon in horizons)

    def lasting(self, profile: Profile) -> bool:
        """Whether the story is of trouble or policy: what people react to."""
        return self._troubled(profile) or profile.part(Family.POLICY) >= self._tuning.lasting

    def answers(self, about: Features) -> bool:
        """Whether the entry is a reaction or speaks of trouble, and names nothing of its own."""
        if about.things:
            return False
        if any(self._families[subject] is not Family.TROUBLE for subject in about.subjects):
            return False
        return bool(about.subjects) or "reaction" in about.events

    def _troubled(self, profile: Profile) -> bool:
        return profile.part(Family.TROUBLE) >= self._tuning.lasting

    def _tie(self, about: Features, profile: Profile) -> float:
        """A shared mission is enough; else cosine of what both are about, where an event or a
        thing of the story's own is among it, in a lasting story also a ship or one of its crew.
        """
        if self._owned(about.binding, profile):
            return self._tuning.bound
        named = about.subjects | about.things
        if self.lasting(profile):
            if self._owned(about.aboard, profile):
                return self._tuning.crew
            named |= about.ships
        if not self._owned(named, profile):
            return 0.0
        of = profile.concepts.of
        length = math.sqrt(sum(weight * weight for weight in about.concepts.values()))
        dot = sum(weight * of.get(concept, 0) for concept, weight in about.concepts.items())
        tie = dot / (length * math.sqrt(profile.concepts.square)) / self._tuning.tie
        return max(tie, self._alike(about, profile))

    def _alike(self, about: Features, profile: Profile) -> float:
        """The same policy question, or the same trouble within a day, is one story."""
        families = self._shared_families(about, profile)
        if Family.POLICY in families and self._of_the_station(about):
            return 1.0
        if Family.TROUBLE in families and not self._other_things(about, profile):
            return 0.5 + math.pow(0.5, profile.gap(about.at) / DAY)
        return 0.0

    def _of_the_station(self, about: Features) -> bool:
        """Whether it speaks of leaving or staying, and of a station or one of its people."""
        if about.space & self._contested:
            return True
        return bool(about.space) and about.concepts.get("exit", 0) >= TITLE_WEIGHT * EVENT_WEIGHT

    def _owned(self, concepts: frozenset[str], profile: Profile) -> set[str]:
        """Those a good part of the story names, or that are named in hardly any other."""
        named, mentions = profile.named, self._memory.mentions
        least = self._tuning.share * len(profile.told)
        return {
            concept
            for concept in concepts
            if (count := named.get(concept, 0))
            and (count >= least or (count > 1 and 2 * count > mentions[concept]))
        }

    def _shared_families(self, about: Features, profile: Profile) -> set[Family]:
        return {self._families[subject] for subject in self._owned(about.subjects, profile)}

    def _other_things(self, about: Features, profile: Profile) -> bool:
        """Whether entry and story name different missions, modules or programmes."""
        if not about.things or any(thing in profile.things for thing in about.things):
            return False
        least = self._tuning.share * len(profile.told)
        return any(count >= least for count in profile.things.values())


_MOSTLY = 0.5
"""Part of a story's entries that makes it the story of one phase."""
