"""Clues: groups of words that prove nothing alone and add up to a topic.

Rule 1: a group counts once, by the better of its places: in the headline, or in the lead.
Rule 2: what tells of something else counts against it.
Rule 3: some of what a topic needs must be there: Russia's space news names Russia or her ships.
Rule 4: they are asked only where no anchor decides: no topic has one that counts or was refused,
        and the headline is not about something else.

An example. "Station can wait for supplies, NASA says": `Station` 10, `NASA` 5 and `supplies` 3 in
the headline are 18, and 17 are enough; a commuter in the lead counts 9 against it.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from bot.core.matching.findings import Finding, Findings, Place

SHOWN = 4
"""Clues that a reason names, the heaviest."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a group adds, in a headline and in a lead."""

    title: int
    lead: int


NOTHING = Weight(0, 0)


@dataclass(frozen=True, slots=True)
class ClueRules:
    """The clues of a topic: groups of words, what each adds, and how much is enough."""

    groups: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, Weight]
    enough: int
    needs: tuple[tuple[str, ...], ...] = ()
    """One of each must be there, whatever the others add up to."""
    cased: frozenset[str] = frozenset()
    """Groups of names: their words begin with a capital."""


@dataclass(frozen=True, slots=True)
class Clues:
    """The clues of a topic as labels of the lexicon."""

    weights: Mapping[int, Weight]
    enough: int
    needs: tuple[frozenset[int], ...]
    cased: frozenset[int]

    def within_reach(self, labels: Set[int], *, title: Set[int]) -> bool:
        """Whether these labels, some of them in the title, could add up to enough."""
        if any(group.isdisjoint(labels) for group in self.needs):
            return False
        total = 0
        for label in labels:
            weight = self.weights.get(label, NOTHING)
            total += weight.title if label in title else max(weight.lead, 0)
        return total >= self.enough

    def add_up(self, findings: Findings) -> tuple[str, ...]:
        """Return the words that make it enough, the heaviest first; none if it is not."""
        said = {
            label: self._best(label, places)
            for label in self.weights.keys() & findings.labels
            if (places := self._places(label, findings.labelled(label)))
        }
        if any(group.isdisjoint(said) for group in self.needs):
            return ()
        if sum(weight for weight, _ in said.values()) < self.enough:
            return ()
        told = sorted((-weight, words) for weight, words in said.values() if weight > 0)
        return tuple(words for _, words in told[:SHOWN])

    def _places(self, label: int, found: Iterable[Finding]) -> Mapping[Place, str]:
        """Return the first words of a group in each place that counts."""
        cased, places = label in self.cased, dict[Place, str]()
        for one in found:
            if one.place is not Place.TEXT and (not cased or one.words[0].isupper()):
                places.setdefault(one.place, one.words)
        return places

    def _best(self, label: int, places: Mapping[Place, str]) -> tuple[int, str]:
        """Return what a group adds by its better place, and its words there."""
        weight = self.weights[label]
        if Place.TITLE in places:
            return weight.title, places[Place.TITLE]
        return weight.lead, places[Place.SUMMARY]
