"""How alike two reports of one story are: by their words and things, those of the whole story
weighing little.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from bot.core.lang.normalize import tokens
from bot.core.lang.stems import SHARED, stem
from bot.core.types import Report

_TELLING = 4
"""Letters from which a word counts; a figure does at any length."""

_IN_TITLE, _BELOW, _THING, _SAME = 2.0, 0.8, 1.0, 1.2
"""Weights: a word of the headline, one below it, a thing, a word with its like in any language."""

_READ = 60
"""Words read of a summary."""


class Weights:
    """How much each term weighs in a story: a term of every report next to nothing."""

    def __init__(self, reports: Iterable[Report]) -> None:
        every = [_terms(each) for each in reports]
        self._reports = len(every)
        self._met = Counter(term for each in every for term in each)

    def alikeness(self, one: Report, other: Report) -> float:
        """Return how alike two reports are, from 0 to 1."""
        ours, theirs = _terms(one), _terms(other)
        shared = sum(
            ours[term] * theirs[term] * self._weight(term) ** 2
            for term in ours.keys() & theirs.keys()
        )
        return shared / (self._length(ours) * self._length(theirs)) if shared else 0.0

    def _weight(self, term: str) -> float:
        return math.log(1 + self._reports / max(self._met[term], 1))

    def _length(self, terms: Mapping[str, float]) -> float:
        return math.sqrt(sum((weight * self._weight(term)) ** 2 for term, weight in terms.items()))


def _terms(report: Report) -> Mapping[str, float]:
    return _weighed(report.title, report.summary, report.about)


@lru_cache(maxsize=2_000)
def _weighed(title: str, summary: str, about: tuple[str, ...]) -> Mapping[str, float]:
    terms = dict.fromkeys(_stems(tokens(summary)[:_READ]), _BELOW)
    terms.update((each, _IN_TITLE) for each in _stems(tokens(title)))
    terms.update((f"about {each}", _SAME if each.startswith(SHARED) else _THING) for each in about)
    return terms


def _stems(words: Iterable[str]) -> Iterable[str]:
    return (stem(word) for word in words if len(word) >= _TELLING or word.isdigit())
