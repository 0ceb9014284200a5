"""The forms of a word, for tracked phrases: a dictionary for Russian, rules for English.

The dictionary (pymorphy3) is opened with the first Russian word: whoever tracks none pays nothing.
"""

from functools import cache
from typing import Any

from bot.core.lang.english_forms import english_forms
from bot.core.lang.inflection import phrase_forms
from bot.core.lang.normalize import fold

READINGS = 3
"""Readings of an ambiguous word that are followed (`стали`: steel, became)."""
UNLIKELY = 0.05
"""A reading below this share is a curiosity of the dictionary."""
_SURNAMES = ("ов", "ев", "ин", "ын", "ова", "ева", "ина")
"""The dictionary takes `Сверчков` for crickets and `Песков` for sands."""

_VERBS = ("ть", "ти", "ся", "сь", "ла", "ло", "ли", "ет", "ит", "ут", "ют", "ат", "ят")
"""Endings that only the dictionary can follow: it guesses `отстыковаться` right."""


def inflections(word: str) -> frozenset[str]:
    """Every form of a folded word, itself included."""
    if not word.isalpha() or len(word) < 3:
        return frozenset({word})
    if "а" <= word[0] <= "я":
        return _russian_forms(word)
    return english_forms(word)


def _russian_forms(word: str) -> frozenset[str]:
    """By the dictionary; names it does not know by their ending, many times faster than it
    guesses.
    """
    dictionary = _dictionary()
    by_dictionary = word.endswith(_VERBS) or dictionary.word_is_known(word)
    forms = {word}
    if not by_dictionary or word.endswith(_SURNAMES):
        forms |= phrase_forms(word)
    if by_dictionary:
        for reading in dictionary.parse(word)[:READINGS]:
            if reading.score >= UNLIKELY:
                forms.update(fold(form.word) for form in reading.lexeme)
    return frozenset(forms)


@cache
def _dictionary() -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()
