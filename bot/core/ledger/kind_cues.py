"""Signs of what kind of statement a report makes: groups of phrases that speak for one kind.

Rule 1: a phrase is written as a cue is (`cues.py`), with `{body}` for any body that can act or
speak officially and `{start}` for the beginning of the headline.
Rule 2: a phrase is tried only where a word of the text begins as it does: hundreds of phrases
cost a look at each word.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.core.lang.normalize import fold_keeping_case
from bot.core.ledger.cues import parse_phrase
from bot.core.ledger.names import READ, compiled, readable
from bot.core.types import Kind


class Nature(StrEnum):
    """What a sign says of the act it names."""

    DEED = "deed"
    """Done, or set for a day: a launch, a landing, a delay."""
    ACT = "act"
    """A body announces, decides, finds."""
    VENTURE = "venture"
    """Wished, threatened, guessed, or told by nobody who is named."""


@dataclass(frozen=True, slots=True)
class IndexedText:
    """A text with the places where its words begin, by the words' first letters."""

    text: str
    by_prefix: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, text: str) -> "IndexedText":
        """Index a text; one wholly in lower case is read as if its words had capitals."""
        top = text[:READ]
        told = readable(top.title() if top == top.lower() else top)
        begins: dict[str, list[int]] = defaultdict(list)
        for word in _WORD.finditer(told):
            begins[_prefix(word[0])].append(word.start())
        return cls(told, {letters: tuple(places) for letters, places in begins.items()})


@dataclass(frozen=True, slots=True)
class KindPhrases:
    """Phrases by the letters they begin with; `anywhere` holds those that begin with no word."""

    by_prefix: Mapping[str, tuple[str, ...]]
    anywhere: tuple[str, ...]

    @classmethod
    def of(cls, written: Iterable[str], slots: Mapping[str, "Slot"]) -> "KindPhrases":
        """Compile written phrases; `slots` give the patterns for `{body}` and the like."""
        begins: dict[str, list[str]] = defaultdict(list)
        anywhere: list[str] = []
        for phrase in written:
            pattern = _pattern(phrase, slots)
            letters = _prefixes(phrase, slots)
            for beginning in letters:
                begins[beginning].append(pattern)
            if not letters:
                anywhere.append(pattern)
        return cls({each: tuple(some) for each, some in begins.items()}, tuple(anywhere))

    def first_match(self, text: IndexedText) -> str | None:
        """Return the words of one of the phrases that is in the text, or None."""
        for letters in self.by_prefix.keys() & text.by_prefix.keys():
            for place in text.by_prefix[letters]:
                for pattern in self.by_prefix[letters]:
                    if (found := compiled(pattern).match(text.text, place)) is not None:
                        return found[0].strip(' "')
        found_anywhere = (compiled(pattern).search(text.text) for pattern in self.anywhere)
        return next((found[0].strip(' "') for found in found_anywhere if found), None)


@dataclass(frozen=True, slots=True)
class Sign:
    """Phrases that speak for a kind, with their weight in the headline and below it."""

    name: str
    kind: Kind
    headline: float
    below: float
    phrases: KindPhrases
    nature: Nature | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A pattern that stands for a name in a phrase, and the letters the name may begin with."""

    pattern: str
    prefixes: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str], pattern: str) -> "Slot":
        """Build a slot for these names."""
        return cls(f"(?:{pattern})", frozenset(_prefix(fold_keeping_case(name)) for name in names))

    @property
    def acting(self) -> "Slot":
        """Return the slot without possessives: in "Boeing's capsule" Boeing does nothing."""
        return Slot(rf"{self.pattern}(?!'s)(?<!'s)", self.prefixes)


_WORD = re.compile(r"\w+")
_PREFIX_LETTERS = 4
"""Enough to tell most words apart, and few enough for the beginnings of open ones."""


def _prefix(word: str) -> str:
    found = _WORD.search(word)
    return found[0][:_PREFIX_LETTERS].lower() if found else ""


def _pattern(phrase: str, slots: Mapping[str, Slot]) -> str:
    at_start, bare = phrase.startswith(_START), phrase.removeprefix(_START)
    pattern = parse_phrase(bare, {name: slot.pattern for name, slot in slots.items()}).pattern
    return rf"\A[\" ]*{pattern}" if at_start else pattern


_START = "{start}"


def _prefixes(phrase: str, slots: Mapping[str, Slot]) -> frozenset[str]:
    """Return the letters a phrase may begin with; none if it may begin with anything."""
    if phrase.startswith(_START):
        return frozenset()
    first = fold_keeping_case(phrase).split()[0]
    for name, slot in slots.items():
        if first.startswith(name):
            return slot.prefixes
    some = [_word_prefix(word) for word in first.split("|")]
    return frozenset(filter(None, some)) if all(some) else frozenset()


def _word_prefix(word: str) -> str:
    """Return the first letters of a word; empty for an open word that is shorter (`to*`)."""
    found = re.match(r"\w+", word)
    if found is None or (len(found[0]) < _PREFIX_LETTERS and word[found.end() :].startswith("*")):
        return ""
    return _prefix(word)
