"""Long proper names with one typing error: a letter too many, too few, wrong, or two swapped.

Rule 1: only listed names are corrected. Прокопьев is one letter from Прокофьев, and both exist.
Rule 2: only words of eight letters and more: a shorter one has too many neighbours.
"""

from collections.abc import Callable, Iterable

from bot.core.lang.inflection import phrase_forms

SHORTEST = 8
PART = 4
"""One error leaves the first or the last four letters of such a word intact."""


class ProperNames:
    """Names in all their forms, which misspelt words are corrected to."""

    def __init__(self, names: Iterable[str], known: Iterable[str] = ()) -> None:
        """Prepare the names; words in `known` are never corrected (`internationale`)."""
        every = (form for name in names for form in phrase_forms(name))
        forms = frozenset(form for form in every if len(form) >= SHORTEST)
        self._by_start = _grouped(forms, lambda form: form[:PART])
        self._by_end = _grouped(forms, lambda form: form[-PART:])
        self._right = forms.union(known)

    def corrected(self, word: str) -> str | None:
        """Return the form a folded word was meant to be; None if it is right, or not a name."""
        if len(word) < SHORTEST - 1 or word in self._right:
            return None
        for near in (self._by_start.get(word[:PART], ()), self._by_end.get(word[-PART:], ())):
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
