"""The forms of a word, for tracked phrases: a dictionary for Russian, rules for English.

The dictionary (pymorphy3) is opened for the first Russian word: without one it costs nothing.
"""

from functools import cache
from typing import Any

from bot.core.lang.english_forms import english_forms
from bot.core.lang.inflection import phrase_forms
from bot.core.lang.normalize import fold

READINGS = 3
"""Readings of an ambiguous word that are used (`стали`: steel, became)."""
UNLIKELY = 0.05
"""Share of its uses below which a reading is left out."""
_SURNAMES = ("ов", "ев", "ин", "ын", "ова", "ева", "ина")
"""Surnames are inflected by ending too: the dictionary takes `Песков` for sands."""

_VERBS = ("ть", "ти", "ся", "сь", "ла", "ло", "ли", "ет", "ит", "ут", "ют", "ат", "ят")
"""Endings of verbs, which only the dictionary can inflect: it even guesses `отстыковаться`."""


def inflections(word: str) -> frozenset[str]:
    """Return every form of a folded word, itself included."""
    if not word.isalpha() or len(word) < 3:
        return frozenset({word})
    if "а" <= word[0] <= "я":
        return _russian_forms(word)
    return english_forms(word)


def _russian_forms(word: str) -> frozenset[str]:
    """Inflect by the dictionary, or by ending if it does not know the word.

    The dictionary would guess, but many times more slowly.
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
