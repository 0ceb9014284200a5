"""The rules of all topics, compiled to numbered labels in one lexicon.

Every anchor has a label of its own; a group of words has one, shared by all that name it. So the
matcher searches a text once and then compares numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.lang.lexicon import Lexicon
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


class Compiler:
    """Gives every anchor and every group of words its label."""

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.names: list[str] = []
        """The name of each label's group, "" for an anchor or a group without one."""
        self._groups: dict[tuple[str, ...], int] = {}

    def topic(self, rules: TopicRules) -> CompiledTopic:
        """Add a topic's words to the lexicon."""
        anchors = [self._anchor(term, rules.context) for term in rules.terms]
        return CompiledTopic(
            id=rules.id,
            anchors={anchor.label: anchor for anchor in anchors},
            refuse=self._group("", rules.refuse),
            elsewhere=self._group("", rules.elsewhere),
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

    def _label(self, name: str) -> int:
        self.names.append(name)
        return len(self.names) - 1
