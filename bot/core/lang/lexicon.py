"""All words of all rules in one automaton: one pass over a text finds every one of them.

How a word of a rule is written:
`ISS`, `space station`      as words, in any form their endings allow
`стыков*`, `*космос`        the beginning, the end of a word
`国際宇宙ステーション`       anywhere, in scripts that do not part their words
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick

from bot.core.lang.inflection import phrase_forms
from bot.core.lang.normalize import WORD, fold, fold_keeping_case
from bot.core.lang.typos import ProperNames


@dataclass(frozen=True, slots=True)
class SearchText:
    """A text ready for search: its words parted by single spaces, one before and one after.

    Punctuation between clauses stands as a word of its own, so that no phrase is found across it
    (`no progress. Cargo ships wait`).
    """

    words: str
    folded: str

    @classmethod
    def prepare(cls, text: str, names: ProperNames) -> "SearchText":
        """Slips in `names` are put right."""
        words = f" {' '.join(_WORD_OR_STOP.findall(fold_keeping_case(text)))} "
        folded = words.lower()
        if any(map(names.corrected, folded.split())):
            right = " ".join(_put_right(word, names) for word in words.split())
            return cls(f" {right} ", f" {right} ".lower())
        return cls(words, folded)

    def whole_words(self, start: int, end: int) -> tuple[int, int, str]:
        """The whole words of a hit, of which a rule may have only a part: start, end, words."""
        first = self.words.rfind(" ", 0, start + 1) + 1
        last = self.words.find(" ", end - 1)
        return first, last, self.words[first:last]


class Hit(NamedTuple):
    """Where a word of the rules stands on a text, and the labels it was added under."""

    labels: tuple[int, ...]
    start: int
    end: int


class Lexicon:
    """Words under numbered labels; `seal` it before the first search."""

    def __init__(self) -> None:
        self._labels: dict[str, tuple[int, ...]] = {}
        self._automaton = ahocorasick.Automaton()

    def add(self, word: str, label: int) -> None:
        for pattern in _patterns(word):
            known = self._labels.get(pattern, ())
            if label not in known:
                self._labels[pattern] = (*known, label)

    def words(self) -> frozenset[str]:
        """Every word of every rule, before `seal`."""
        return frozenset(word for pattern in self._labels for word in pattern.split())

    def seal(self) -> None:
        for pattern, labels in self._labels.items():
            self._automaton.add_word(pattern, (len(pattern), labels))
        if self._labels:
            self._automaton.make_automaton()
        self._labels = {}

    def hits(self, text: SearchText) -> list[Hit]:
        """In the order of their ends; words may overlap."""
        if not len(self._automaton):
            return []
        return [
            Hit(labels, last - length + 1, last + 1)
            for last, (length, labels) in self._automaton.iter(text.folded)
        ]


_WORD_OR_STOP = re.compile(r"[^\W_]+|(?<=\w\w)[.,;:!?](?=\s)")


def _put_right(word: str, names: ProperNames) -> str:
    meant = names.corrected(word.lower())
    if meant is None:
        return word
    return meant.upper() if word.isupper() else meant.capitalize() if word[0].isupper() else meant


def _patterns(word: str) -> Iterator[str]:
    folded = " ".join(WORD.findall(fold(word)))
    if not folded:
        return
    if _unparted(folded):
        yield folded
    elif "*" in word:
        before, after = "" if word.startswith("*") else " ", "" if word.endswith("*") else " "
        yield f"{before}{folded}{after}"
    else:
        yield from (f" {form} " for form in phrase_forms(word))


def _unparted(text: str) -> bool:
    """Written without spaces: kana, Chinese characters, Thai."""
    return any("\u3040" <= letter <= "\u9fff" or "\u0e00" <= letter < "\u0e80" for letter in text)
