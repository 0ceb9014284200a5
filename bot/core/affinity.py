"""How well an entry fits a story: alike in words, about the same things, near enough in time.

Rule 1: 1 is just enough. Words and things add up, so that neither has to carry it alone.
Rule 2: mission numbers and the phase of a flight divide, whatever the words say.
Rule 3: the more a story lasts (a leak, a country's leaving), the longer it takes new entries.
"""

import math
from dataclasses import dataclass

from bot.core.entities import Entities, Family
from bot.core.features import EVENT_WEIGHT, TITLE_WEIGHT, Features
from bot.core.memory import Memory, Profile

DAY = 86_400.0
_ANY = 1e-9
_SPOKEN_OF = 0.1
"""A mission that fewer of a story's entries name is only mentioned there."""
_NONE: dict[str, int] = {}
_SHORTEST = 1.0
"""No story's words are shorter than this, as a vector: less than its share is not worth a look."""
_TROUBLE = Family.TROUBLE
_LASTING = (Family.TROUBLE, Family.POLICY)
_PHASES = (Family.UP, Family.DOWN)


@dataclass(frozen=True, slots=True)
class Tuning:
    """The few numbers of the threader; found on the development halves of labelled news."""

    text: float = 0.16
    """Cosine of an entry and a story from which they are one, where nothing else speaks."""
    tie: float = 0.62
    """The same for what both are about: missions, modules, people, events."""
    bound: float = 2.0
    """What it counts that both name the same mission."""
    crew: float = 1.0
    """What it counts to name someone known for the flight that is in trouble."""
    age: float = 600.0
    """Entries after which a story that got nothing new counts half."""
    rush: float = 100.0
    rushes: float = 20.0
    """The same for a story with a pace of its own: so many entries, and times between two."""
    days: float = 2.0
    """Days after which its words count half."""
    burst: float = 2.0
    """How much likelier a story is that fills the newest entries: 1 + burst x its share."""
    rarity: float = 20_000.0
    """The weight of a word is log(rarity / (entries with it + 0.5))."""
    common: float = 1_000.0
    """Entries in which words common in space news count as met before the first entry."""
    own: float = 0.75
    """What the words of an outlet prove of a story it alone has told: its style is in all."""
    share: float = 0.2
    """A concept or event is the story's own if so many of its entries name it."""
    asked: int = 24
    """The rarest words of an entry, which are looked up; the rest only makes it longer."""
    lasting: float = 0.34
    """A story is of trouble or policy if so many of its entries are."""
    candidates: int = 120
    """A word of more stories than this finds none, it only weighs those found."""


class Affinity:
    """Scores of one memory's stories."""

    def __init__(self, entities: Entities, memory: Memory, tuning: Tuning) -> None:
        self._entities = entities
        self._memory = memory
        self._tuning = tuning
        self._families = {event.subject: event.family for event in entities.events}

    def texts(self, about: Features) -> dict[str, float]:
        """Cosine of the entry's words with each story that shares a telling one of them."""
        memory = self._memory
        weights = {word: self._rarity(word) * weight for word, weight in about.words.items()}
        dots: dict[str, float] = {}
        for word in sorted(weights, key=lambda word: -weights[word])[: self._tuning.asked]:
            counts, weight = memory.by_word.get(word, _NONE), weights[word]
            if len(counts) <= self._tuning.candidates:
                for story, count in counts.items():
                    dots[story] = dots.get(story, 0.0) + weight * count
            else:
                for story in dots.keys() & counts.keys():
                    dots[story] += weight * counts[story]
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        least = self._tuning.text * length * _SHORTEST
        return {
            story: dot / (length * math.sqrt(memory.stories[story].words.square))
            for story, dot in dots.items()
            if dot > least
        }

    def ties(self, about: Features) -> dict[str, float]:
        """How much the entry and each story are about the same things."""
        memory = self._memory
        if not about.space and not memory.about_space():
            return {}
        found: set[str] = set()
        for concept in about.things | about.subjects | about.ships | about.aboard:
            found |= memory.by_concept.get(concept, _NONE).keys()
        ties = {story: self._tie(about, memory.stories[story]) for story in found}
        return {story: tie for story, tie in ties.items() if tie}

    def hopeless(self, text: float, share: float) -> bool:
        """Whether words alone cannot suffice even if nothing had faded."""
        return text * (1 + self._tuning.burst * share) < self._tuning.text

    def score(
        self, about: Features, profile: Profile, *, text: float, tie: float, share: float
    ) -> float:
        """All in all; `share` is the story's part of the newest entries."""
        if self._divided(about, profile):
            return 0.0
        tuning = self._tuning
        gap = profile.gap(about.at)
        if tie and gap > self._horizon(about, profile):
            tie = 0.0
        if tie and about.cyrillic != profile.last.features.cyrillic:
            tie += 0.15 * sum(name in profile.names for name in about.names)
        if about.feed and all(told.features.feed == about.feed for told in profile.told):
            text *= tuning.own
        age = (self._memory.sequence - profile.last.sequence) / self._pace(profile)
        text *= math.pow(0.5, gap / DAY / tuning.days) / (1 + age)
        return text / tuning.text * (1 + tuning.burst * share) + tie

    def answers(self, about: Features) -> bool:
        """Whether the entry is a reaction or speaks of trouble, and names nothing of its own."""
        if about.things or {self._families[subject] for subject in about.subjects} - {_TROUBLE}:
            return False
        return bool(about.subjects) or "reaction" in about.events

    def lasting(self, profile: Profile) -> bool:
        """Whether the story is of trouble or policy: what people react to."""
        return bool(profile.often(_LASTING, self._tuning.lasting))

    def quiet(self, profile: Profile, gap: float) -> bool:
        """Whether after `gap` seconds the next report is a new episode."""
        families = profile.often(Family, self._tuning.share) or {Family.PLAIN}
        horizons = self._entities.horizons
        return gap > min(horizons[Family(family)].quiet.total_seconds() for family in families)

    def _pace(self, profile: Profile) -> float:
        """Entries after which silence halves the story: few for one that came in a rush."""
        tuning, told = self._tuning, len(profile.told)
        if told < 3:
            return tuning.age
        between = (profile.last.sequence - profile.told[0].sequence) / (told - 1)
        return tuning.rush + tuning.rushes * between

    def _rarity(self, word: str) -> float:
        frequency = self._memory.frequency.get(word, 0) + 0.5
        if word in self._entities.common:
            frequency += self._tuning.common
        return max(0.05, math.log(self._tuning.rarity / frequency))

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

    def _owned(self, concepts: frozenset[str], profile: Profile) -> set[str]:
        """Those a good part of the story names, or that are named in hardly any other."""
        mentions = self._memory.mentions
        return {
            concept
            for concept in concepts
            if (count := profile.named.get(concept, 0))
            and (
                count >= self._tuning.share * len(profile.told)
                or (count > 1 and 2 * count > mentions[concept])
            )
        }

    def _alike(self, about: Features, profile: Profile) -> float:
        """The same policy question, or the same trouble within a day, is one story."""
        families = self._shared_families(about, profile)
        if Family.POLICY in families and _of_the_station(about):
            return 1.0
        if Family.TROUBLE in families and not self._other_things(about, profile):
            return 0.5 + math.pow(0.5, profile.gap(about.at) / DAY)
        return 0.0

    def _shared_families(self, about: Features, profile: Profile) -> set[Family]:
        own = self._owned(about.subjects, profile)
        return {self._families[subject] for subject in own}

    def _other_things(self, about: Features, profile: Profile) -> bool:
        """Whether entry and story name different missions, modules or programmes."""
        if not about.things or profile.often(about.things, _ANY):
            return False
        named = {each for told in profile.told for each in told.features.things}
        return bool(profile.often(named, self._tuning.share))

    def _horizon(self, about: Features, profile: Profile) -> float:
        """Seconds after its last report in which the story takes this entry."""
        families = self._shared_families(about, profile) | {Family.PLAIN}
        horizons, lasting = self._entities.horizons, self.lasting(profile)
        named = profile.often(about.things | (about.aboard if lasting else set()), _ANY)
        if not named and not (lasting and self._owned(about.ships, profile)):
            return max(horizons[family].open.total_seconds() for family in families)
        if named and profile.often((Family.TROUBLE,), self._tuning.lasting):
            families.add(Family.TROUBLE)
        return max(horizons[family].mission.total_seconds() for family in families)

    def _divided(self, about: Features, profile: Profile) -> bool:
        """Whether mission numbers or the phase of a flight say that these are two stories."""
        if about.missions:
            named = {each for told in profile.told for each in told.features.missions}
            missions = profile.often(named, _SPOKEN_OF)
            if missions and not about.missions & missions:
                return True
        if Family.TROUBLE in about.families or profile.often(
            (Family.TROUBLE,), self._tuning.share
        ):
            return False
        own, phase = profile.often(_PHASES, 0.5), about.families & set(_PHASES)
        return len(own) == 1 and len(phase) == 1 and own != phase


def _of_the_station(about: Features) -> bool:
    """Whether it speaks of leaving or staying, and of the station or one of its people."""
    if about.space & {"iss", "ros"}:
        return True
    return bool(about.space) and about.concepts.get("exit", 0) >= TITLE_WEIGHT * EVENT_WEIGHT
