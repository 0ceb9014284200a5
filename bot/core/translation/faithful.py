"""Whether a machine's translation may be shown: nobody here can read it, so it is counted.

Rule 1: what cannot be checked is not shown: the original stands alone then.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.core.grouping.entities import Entities, Entity, EntityKind
from bot.core.lang.markup import clean
from bot.core.lang.normalize import WORD, fold

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f,](?=\d{3}(?!\d))")
_WORD = r"([^\W\d_]{3,})"
_DATED = (re.compile(rf"\d\.?\s+{_WORD}"), re.compile(rf"{_WORD}\.?\s+\d"))
_LEADING = re.compile(r"https?:|www\.|t\.me|[@<>]|\w\.(?:com|org|net|ru|io)\b", re.IGNORECASE)
_LONGEST = 3.0
"""A translation is at most so many times as long as its original, and a little more."""
_SPARE = 40
_NAMED = frozenset(EntityKind) - {
    EntityKind.PART,
    EntityKind.PLACE,
    EntityKind.FACILITY,
    EntityKind.STATION,
}
"""Kinds whose names both languages have to have; places and parts have too many words."""

_SCRIPTS = {"ru": re.compile(r"[а-яё]", re.IGNORECASE), "en": re.compile(r"[a-z]", re.IGNORECASE)}


Count = Callable[[str], Counter[str]]
"""Counts something in a text that a translation has to keep."""


@dataclass(frozen=True, slots=True)
class Checks:
    """What is known of names and months in all languages."""

    entities: Entities
    months: Mapping[str, int]
    """Beginning of a month's name -> its number."""

    def shown(self, original: str, translation: str, language: str) -> str:
        """Return the translation as it may be shown; empty if it may not."""
        words = clean(translation)
        if not words or len(words) > len(original) * _LONGEST + _SPARE or words == clean(original):
            return ""
        if _LEADING.search(words) and not _LEADING.search(original):
            return ""
        kept = (_is_in(language, words), *(of(original) == of(words) for of in self._counts()))
        return words if all(kept) else ""

    def _counts(self) -> tuple[Count, ...]:
        return numbers, self._months, self._names

    def _months(self, text: str) -> Counter[str]:
        """Count the months that stand beside a number: "may" alone is a verb."""
        named = {word for dated in _DATED for word in dated.findall(text.lower())}
        months = [
            str(month)
            for word in named
            for start, month in self.months.items()
            if word.startswith(start)
        ]
        return Counter(months)

    def _names(self, text: str) -> Counter[str]:
        """Count each ship, module, person and body once, however often and in which language."""
        return Counter(set(self._ids(fold(text))))

    def _ids(self, folded: str) -> Iterator[str]:
        words = WORD.findall(folded)
        for _, found in self.entities.mentioned(words):
            if isinstance(found, Entity) and found.kind in _NAMED:
                yield found.id
        yield from (flight.id for _, flight, _ in self.entities.flights(folded))


def numbers(text: str) -> Counter[str]:
    """Count the numbers of a text, written alike: 1,200 and 1 200; 4.2 and 4,2."""
    found = _NUMBER.findall(_THOUSANDS.sub("", text))
    return Counter(each.replace(",", ".") for each in found)


def _is_in(language: str, words: str) -> bool:
    """Whether most letters are those of the language; any will do for one not known here."""
    script = _SCRIPTS.get(language)
    letters = sum(each.isalpha() for each in words)
    return script is None or len(script.findall(words)) * 2 > letters
