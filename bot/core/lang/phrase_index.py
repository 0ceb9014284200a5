"""Tracked phrases: which of very many are in a text, as words, in order, in any inflection.

Rule 1: case, accents, hyphens and the spelling of ship numbers do not matter: `союз мс28` finds
        «Союз МС‑28».
Rule 2: a search costs by the words of the text, not by the number of phrases.
Rule 3: a phrase that would find half of everything is refused before it is tracked.

Words are numbered as they are first met in a phrase, and a phrase is a path of such numbers:
`air leak` is 1, 2 and `leak test` 2, 3. All forms of a word lead to its number. In "air leaks" the
search stands at the root, follows 1 to a node, and from there 2 to the end of `air leak`; at each
word it also starts again at the root, so phrases that overlap are all found.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import ahocorasick

from bot.core.lang.i18n import key
from bot.core.lang.inflection import phrase_forms
from bot.core.lang.normalize import fold
from bot.core.lang.typed_words import TypedWords

LONGEST_PHRASE = 100
"""Characters; about the length of a headline."""
TEXT_LIMIT = 10_000
"""Characters of a text that are searched: a phrase after them is a passing mention."""
EXAMPLE = key("Soyuz MS-28")

Inflect = Callable[[str], Iterable[str]]
"""Returns all forms of one folded word."""


class WhyRefused(StrEnum):
    """What is wrong with a phrase."""

    EMPTY = "empty"
    STOP_WORDS = "stop words only"
    TOO_BROAD = "too broad"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class RefusedPhrase:
    """Why a phrase cannot be tracked, with an example of one that can."""

    why: WhyRefused
    example: str = EXAMPLE


_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")


def checked_phrase(text: str, known: TypedWords) -> str | RefusedPhrase:
    """Return the phrase as it will be kept and shown, or why it cannot be tracked."""
    phrase = " ".join(_TAG.sub(" ", text).split()).strip(" \"'«»“”„.,;:!?")
    words = _words(fold(phrase[: LONGEST_PHRASE + 1]))
    if not words:
        return RefusedPhrase(WhyRefused.EMPTY)
    if len(phrase) > LONGEST_PHRASE:
        return RefusedPhrase(WhyRefused.TOO_LONG)
    left = [word for word in words if word not in known.stop]
    if not left:
        return RefusedPhrase(WhyRefused.STOP_WORDS)
    if all(_is_broad(word, known.broad) for word in left) and not _is_numbered(left):
        return RefusedPhrase(WhyRefused.TOO_BROAD)
    return phrase.encode("utf-8", "ignore").decode()


class PhraseIndex:
    """Phrases as paths of words; each word stands for all its forms."""

    def __init__(self, phrases: Iterable[str], inflect: Inflect) -> None:
        self._inflect = inflect
        self._lemmas: dict[str, int] = {}
        self._readings = ahocorasick.Automaton()
        """Form -> the words it may be a form of; a trie, since the forms of a word begin alike."""
        self._paths: dict[int, int] = {}
        """A node and a word's number, packed -> the next node."""
        self._ends: dict[int, tuple[str, ...]] = {}
        self._nodes = 1
        for phrase in phrases:
            self.add(phrase)

    def add(self, phrase: str) -> None:
        """Find this phrase from now on; adding it twice changes nothing."""
        for words in _spellings(fold(phrase)):
            node = _ROOT
            for word in words:
                node = self._next(node, self._lemma(word))
            ends = self._ends.get(node, ())
            if words and phrase not in ends:
                self._ends[node] = (*ends, phrase)

    def discard(self, phrase: str) -> None:
        """Stop finding this phrase; it need not be known."""
        for words in _spellings(fold(phrase)):
            node: int | None = _ROOT
            for word in words:
                key = _packed(node or _ROOT, self._lemmas.get(word, _NO_LEMMA))
                node = self._paths.get(key)
                if node is None:
                    break
            if node and node in self._ends:
                self._ends[node] = tuple(one for one in self._ends[node] if one != phrase)

    def phrases_in(self, title: str, text: str = "") -> frozenset[str]:
        """Return the phrases that are in a title or a text, as they were added."""
        phrases: set[str] = set()
        for part in (title, text):
            for words in _spellings(fold(part[:TEXT_LIMIT])):
                self._search(words, phrases)
        return frozenset(phrases)

    def _search(self, words: Sequence[str], phrases: set[str]) -> None:
        """Add the phrases in these words to `phrases`."""
        readings, paths, ends = self._readings.get, self._paths, self._ends
        active: list[int] = []
        for word in words:
            lemmas = readings(word, None)
            if lemmas is None:
                active = []
                continue
            reached = []
            for node in (_ROOT, *active):
                for lemma in lemmas:
                    following = paths.get(node << _BITS | lemma)
                    if following is not None:
                        reached.append(following)
                        if following in ends:
                            phrases.update(ends[following])
            active = reached

    def _next(self, node: int, lemma: int) -> int:
        key = _packed(node, lemma)
        if key not in self._paths:
            self._paths[key] = self._nodes
            self._nodes += 1
        return self._paths[key]

    def _lemma(self, word: str) -> int:
        known = self._lemmas.get(word)
        if known is None:
            known = self._lemmas[word] = len(self._lemmas) + 1
            alone = (known,)
            for form in {word, *self._inflect(word)}:
                readings = self._readings.get(form, None)
                self._readings.add_word(form, (*readings, known) if readings else alone)
        return known


_ROOT = 0
_BITS = 32
_NO_LEMMA = 0
_WORD = re.compile(r"[^\W\d_]+|\d+")
_POSSESSIVE = re.compile(r"'s(?![^\W_])")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")


def _packed(node: int, lemma: int) -> int:
    return node << _BITS | lemma


def _words(folded: str) -> list[str]:
    return _WORD.findall(_POSSESSIVE.sub("", folded) if "'" in folded else folded)


def _spellings(folded: str) -> Iterator[list[str]]:
    """Yield the words with hyphens as spaces and, if there are any, without: `spacewalk`."""
    yield _words(folded)
    joined = _HYPHEN.sub("", folded) if "-" in folded else folded
    if joined != folded:
        yield _words(joined)


def _is_numbered(words: list[str]) -> bool:
    """Whether a number makes a short or common word particular: `MS-28`."""
    return any(map(str.isdigit, words)) and not all(map(str.isdigit, words))


def _is_broad(word: str, broad: frozenset[str]) -> bool:
    return len(word) < 3 or word.isdigit() or word in _forms(broad)


@cache
def _forms(words: frozenset[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in phrase_forms(word))
