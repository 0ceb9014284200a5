"""Names in a text by their capitals: of people, towns and firms that nobody reviewed.

Rule 1: a capital says nothing at the beginning of a sentence, nor in a headline that capitalises
        every word.
"""

import re
from collections.abc import Iterator

from bot.core.grouping.entities import Entities
from bot.core.lang.normalize import WORD
from bot.core.lang.stems import name_key, skeleton

_CAPITALISED = re.compile(r"(?<!^)(?<![.!?] )\b[A-ZА-Я][^\W\d_]{3,}")


def skeletons(text: str) -> Iterator[str]:
    """Yield the skeletons of capitalised words."""
    bones = (skeleton(name.lower()) for name in _CAPITALISED.findall(text))
    return (each for each in bones if each)


def proper_names(text: str, entities: Entities) -> Iterator[str]:
    """Yield the keys of names in a headline and what follows its full stop; those that all news
    has are left out.
    """
    title, _, summary = text.partition(" . ")
    words = _CAPITALISED.findall(summary)
    if not _is_title_case(title, entities.silent):
        words += _CAPITALISED.findall(title)
    keys = (name_key(word.lower()) for word in words if not word.isupper())
    return (key for key in keys if key and key not in entities.known_names)


def _is_title_case(title: str, silent: frozenset[str]) -> bool:
    long = (word for word in WORD.findall(title) if len(word) > 3 and word not in silent)
    return not any(word.islower() for word in long)
