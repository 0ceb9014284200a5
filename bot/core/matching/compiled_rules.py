"""The rules of all topics, compiled to numbered labels in one lexicon.

Every anchor has a label of its own; a group of words has one, shared by all that name it. So the
matcher searches a text once and then compares numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.lang.lexicon import Lexicon
from bot.core.matching.clues import ClueRules, Clues
from bot.core.types import Term


@dataclass(frozen=True, slots=True)
class TopicRules:
    """The rules of one topic, the editors' own words included."""

    id: str
    terms: tuple[Term, ...]
    context: Mapping[str, tuple[str, ...]]
    """Groups of words, by the name that `needs` and `refuses` of the terms may use."""
    refuse: tuple[str, ...] = ()
    """In the headline or the beginning of the summary, these refuse the entry altogether."""
    elsewhere: tuple[str, ...] = ()
    """What else a headline may be about (rule 3 of matcher)."""
    forgiven: tuple[str, ...] = ()
    """Long proper names in which one typing error is forgiven."""
    clues: ClueRules | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """A term with its label in the lexicon, and those of the groups it needs or is refused by."""

    label: int
    term: Term
    needs: tuple[int, ...]
    refuses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CompiledTopic:
    """A topic's rules as labels of the lexicon."""

    id: str
    anchors: Mapping[int, Anchor]
    """By label."""
    refuse: int
    elsewhere: int
    clues: Clues | None


class Compiler:
    """Gives every anchor and every group of words its label."""

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.names: list[str] = []
        """The name of each label's group, "" for an anchor or a group without one."""
        self._groups: dict[tuple[str, ...], int] = {}
        self.clues: dict[str, int] = {}
        """The labels of groups of clues, which are nothing else."""

    def topic(self, rules: TopicRules) -> CompiledTopic:
        """Add a topic's words to the lexicon."""
        anchors = [self._anchor(term, rules.context) for term in rules.terms]
        return CompiledTopic(
            id=rules.id,
            anchors={anchor.label: anchor for anchor in anchors},
            refuse=self._group("", rules.refuse),
            elsewhere=self._group("", rules.elsewhere),
            clues=self._clues(rules.clues) if rules.clues else None,
        )

    def _clues(self, rules: ClueRules) -> Clues:
        labels = {group: self._clue(group, rules.groups[group]) for group in rules.weights}
        return Clues(
            weights={labels[group]: weight for group, weight in rules.weights.items()},
            enough=rules.enough,
            needs=tuple(frozenset(labels[group] for group in some) for some in rules.needs),
            cased=frozenset(labels[group] for group in rules.cased & labels.keys()),
        )

    def _anchor(self, term: Term, context: Mapping[str, tuple[str, ...]]) -> Anchor:
        label = self._label("")
        self.lexicon.add(term.text, label)
        return Anchor(
            label,
            term,
            needs=() if term.strong else self._context(term.needs, context),
            refuses=self._context(term.refuses, context),
        )

    def _context(
        self, names: tuple[str, ...], context: Mapping[str, tuple[str, ...]]
    ) -> tuple[int, ...]:
        """Return the labels of groups given by name; any other name is itself a word."""
        return tuple(
            self._group(name, context[name]) if name in context else self._group("", (name,))
            for name in names
        )

    def _group(self, name: str, words: tuple[str, ...]) -> int:
        if words not in self._groups:
            self._groups[words] = self._label(name)
            for word in words:
                self.lexicon.add(word, self._groups[words])
        return self._groups[words]

    def _clue(self, name: str, words: tuple[str, ...]) -> int:
        if name not in self.clues:
            self.clues[name] = self._label(name)
            for word in words:
                self.lexicon.add(word, self.clues[name])
        return self.clues[name]

    def _label(self, name: str) -> int:
        self.names.append(name)
        return len(self.names) - 1
