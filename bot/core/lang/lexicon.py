"""All words of all rules in one automaton: one pass over a text finds every one of them.

How a word of a rule is written:
`ISS`, `space station`      as words, in any form their endings allow
`стыков*`, `*космос`        the beginning, the end of a word
`国際宇宙ステーション`       anywhere, in scripts without spaces between words

The automaton (Aho-Corasick) reads a text letter by letter and knows at each which patterns end
there, so 2,000 words cost no more than one. It knows letters, not words: the edges of words are
spaces in the pattern. `ISS` is the pattern " iss ", `стыков*` is " стыков", `*космос` "космос ";
a text is searched as " the iss crew , says nasa ". A hit on " стыков" in " стыковка " is widened
to the whole word, which is what a reason quotes.

Long proper names are found with one typing error too: a letter too many, too few, wrong, or two
swapped.
Rule 1: only listed names are corrected. Прокопьев is one letter from Прокофьев, and both exist.
Rule 2: only words of eight letters and more: a shorter one has too many neighbours.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

from bot.core.lang.inflection import phrase_forms
from bot.core.lang.normalize import WORD, fold, fold_keeping_case

_SHORTEST_NAME = 8
_PART = 4
"""One error leaves the first or the last four letters of such a word intact."""


class ProperNames:
    """Names in all their forms, which misspelt words are corrected to."""

    def __init__(self, names: Iterable[str], known: Iterable[str] = ()) -> None:
        """Prepare the names; words in `known` are never corrected (`internationale`)."""
        every = (form for name in names for form in phrase_forms(name))
        forms = frozenset(form for form in every if len(form) >= _SHORTEST_NAME)
        self._by_start = _grouped(forms, lambda form: form[:_PART])
        self._by_end = _grouped(forms, lambda form: form[-_PART:])
        self._right = forms.union(known)

    def corrected(self, word: str) -> str | None:
        """Return the form a folded word was meant to be; None if it is right, or not a name."""
        if len(word) < _SHORTEST_NAME - 1 or word in self._right:
            return None
        for near in (self._by_start.get(word[:_PART], ()), self._by_end.get(word[-_PART:], ())):
            for form in near:
                if one_slip(word, form):
                    return form
        return None


def one_slip(word: str, name: str) -> bool:
    """Whether one letter added, left out or replaced, or two neighbours swapped, is all that
    differs.
    """
    if abs(len(word) - len(name)) > 1 or word == name:
        return False
    start = 0
    while start < min(len(word), len(name)) and word[start] == name[start]:
        start += 1
    one, other = word[start:], name[start:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    return swapped or one[1:] == other[1:] or one == other[1:] or one[1:] == other


def _grouped(forms: Iterable[str], part: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for form in sorted(forms):
        groups[part(form)] = (*groups.get(part(form), ()), form)
    return groups


@dataclass(frozen=True, slots=True)
class SearchText:
    """A text ready for search: its words with one space between, before and after them.

    Punctuation between clauses is kept as a word of its own, so that no phrase is found across it
    (`no progress. Cargo ships wait`).
    """

    words: str
    """With letter case as written, for the reasons."""
    folded: str
    """The same in lower case, with the same offsets."""

    @classmethod
    def prepare(cls, text: str, names: ProperNames) -> "SearchText":
        """Prepare a text, with typing errors in the `names` corrected."""
        words = f" {' '.join(_WORD_OR_STOP.findall(fold_keeping_case(text)))} "
        folded = words.lower()
        if any(map(names.corrected, _LONG.findall(folded))):
            corrected = " ".join(_corrected(word, names) for word in words.split())
            return cls(f" {corrected} ", f" {corrected} ".lower())
        return cls(words, folded)

    def whole_words(self, start: int, end: int) -> tuple[int, int, str]:
        """Return the whole words of a hit, which may be a part of one: start, end, words."""
        first = self.words.rfind(" ", 0, start + 1) + 1
        last = self.words.find(" ", end - 1)
        return first, last, self.words[first:last]


Hit = tuple[tuple[int, ...], int, int]
"""A word of the rules in a text: the labels it was added under, its start and its end."""


class Hits:
    """What was found in a text; most texts are done with once the labels are known."""

    def __init__(self, found: list[tuple[int, tuple[int, tuple[int, ...]]]]) -> None:
        """Take the last letter of each pattern found, its length and its labels."""
        self._found = found

    def labels(self) -> frozenset[int]:
        return frozenset().union(*{labels for _, (_, labels) in self._found})

    def __iter__(self) -> Iterator[Hit]:
        for last, (length, labels) in self._found:
            yield labels, last - length + 1, last + 1


class Lexicon:
    """Words under numbered labels; `seal` it before the first search."""

    def __init__(self) -> None:
        self._labels: dict[str, tuple[int, ...]] = {}
        self._automaton = ahocorasick.Automaton()

    def add(self, word: str, label: int) -> None:
        """Add a word of a rule; the same word may have several labels."""
        for pattern in _patterns(word):
            known = self._labels.get(pattern, ())
            if label not in known:
                self._labels[pattern] = (*known, label)

    def words(self) -> frozenset[str]:
        """Return every word of every rule; to be asked before `seal`."""
        return frozenset(word for pattern in self._labels for word in pattern.split())

    def seal(self) -> None:
        """Build the automaton; after this nothing can be added."""
        for pattern, labels in self._labels.items():
            self._automaton.add_word(pattern, (len(pattern), labels))
        if self._labels:
            self._automaton.make_automaton()
        self._labels = {}

    def hits(self, text: SearchText) -> "Hits":
        """Find all words of the rules, in the order they end; they may overlap."""
        return Hits(list(self._automaton.iter(text.folded)) if len(self._automaton) else [])


_LONG = re.compile(rf"\S{{{_SHORTEST_NAME - 1},}}")
"""Words that may be a name misspelt."""
_WORD_OR_STOP = re.compile(r"[^\W_]+|(?<=\w\w)[.,;:!?](?=\s)")


def _corrected(word: str, names: ProperNames) -> str:
    """Correct a word if it is a name misspelt, in the letter case it has."""
    name = names.corrected(word.lower())
    if name is None:
        return word
    return name.upper() if word.isupper() else name.capitalize() if word[0].isupper() else name


def _patterns(word: str) -> Iterator[str]:
    """Yield the patterns that find a word of a rule: one for each of its forms."""
    folded = " ".join(WORD.findall(fold(word)))
    if not folded:
        return
    if _is_unspaced(folded):
        yield folded
    elif "*" in word:
        before, after = "" if word.startswith("*") else " ", "" if word.endswith("*") else " "
        yield f"{before}{folded}{after}"
    else:
        yield from (f" {form} " for form in phrase_forms(word))


def _is_unspaced(text: str) -> bool:
    """Whether it is in a script without spaces: kana, Chinese characters, Thai."""
    return any("\u3040" <= letter <= "\u9fff" or "\u0e00" <= letter < "\u0e80" for letter in text)
