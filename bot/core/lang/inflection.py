"""The other forms of a word, by its ending alone: cheap, no dictionary, rather too many than too
few. For the shipped rules and the editors' terms; tracked phrases use a dictionary
(bot/rules/inflections.py).

Rule 1: the words of a Russian phrase agree: all of them take the case of the first.
Rule 2: what follows the first noun may also stay unchanged (`выход в открытый космос`).
Rule 3: words beyond the sixth stay unchanged: the forms multiply with every word that changes.
"""

import itertools
from collections.abc import Iterator
from functools import lru_cache

from bot.core.lang.normalize import WORD, fold

CASES = 12
"""Six Russian cases, singular then plural."""

_CHANGING = 6
"""Words of a phrase that are inflected."""

Paradigm = tuple[tuple[str, ...], ...]
"""The forms a word may have in each of the `CASES`."""


def phrase_forms(phrase: str) -> frozenset[str]:
    """Return every form of a phrase, folded, with one space between its words."""
    words = WORD.findall(fold(phrase))
    if not words:
        return frozenset()
    if not any(_is_russian(word) for word in words):
        return frozenset(_english_plural(words))
    return frozenset(_russian_forms(words))


def _english_plural(words: list[str]) -> Iterator[str]:
    yield " ".join(words)
    last = words[-1]
    if len(last) > 2 and last.isascii() and last.isalpha() and not last.endswith(("s", "x")):
        plural = last[:-1] + "ies" if last[-1] == "y" and last[-2] not in "aeiou" else last + "s"
        yield " ".join([*words[:-1], plural])


def _russian_forms(words: list[str]) -> Iterator[str]:
    words, rest = words[:_CHANGING], words[_CHANGING:]
    heads = _head_length(words)
    for case in range(CASES):
        choices = [_forms_in(word, case) for word in words[:heads]]
        choices += [(*_forms_in(word, case), word) for word in words[heads:]]
        for chosen in itertools.product(*choices):
            yield " ".join((*chosen, *rest))
    yield " ".join((*words, *rest))


def _head_length(words: list[str]) -> int:
    """Count the adjectives that open a phrase, and the noun after them."""
    for count, word in enumerate(words, 1):
        if not (_is_russian(word) and word.endswith(_ADJECTIVE_ENDINGS)):
            return count
    return len(words)


def _forms_in(word: str, case: int) -> tuple[str, ...]:
    if not _is_russian(word) or len(word) < 4:
        return (word,)
    return _all_forms(word)[case]


@lru_cache(maxsize=4_096)
def _all_forms(word: str) -> Paradigm:
    paradigms = [*_paradigms(word)]
    return tuple(
        tuple(dict.fromkeys(form for paradigm in paradigms for form in paradigm[case]))
        for case in range(CASES)
    )


def _is_russian(word: str) -> bool:
    return all("а" <= letter <= "я" for letter in word)


def _paradigms(word: str) -> Iterator[Paradigm]:
    for endings, cut, table in _TABLES:
        if word.endswith(endings):
            yield _declined(word[: len(word) - cut], table)
            if endings[0] not in _SEVERAL:
                break


def _declined(stem: str, table: Paradigm) -> Paradigm:
    if stem.endswith(_TAKE_I):
        table = tuple(tuple(end.replace("ы", "и") for end in case) for case in table)
    if stem.endswith(_TAKE_E):
        table = tuple(tuple(_AFTER_HUSHERS.get(end, end) for end in case) for case in table)
    return tuple(tuple(stem + end for end in case) for case in table)


def _table(line: str) -> Paradigm:
    """Read a table of endings by case: `|` between alternatives, `-` for no ending."""
    return tuple(
        tuple("" if end == "-" else end for end in case.split("|")) for case in line.split()
    )


_ADJECTIVE_ENDINGS = ("ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые", "ие")
_TAKE_I = tuple("гкхжчшщ")
_TAKE_E = tuple("жчшщц")
_AFTER_HUSHERS = {"ом": "ем", "ой": "ей", "ов": "ей", "ого": "его", "ому": "ему"}
_HARD = "ые ых ым ые|ых ыми ых"
_SOFT = "ие их им ие|их ими их"
_SEVERAL = ("ий", "ие", "ов", "ова", "ок")
"""Endings of more than one paradigm, which are inflected every way: Юрий and решение look like
adjectives, орлов like a surname, восток like участок.
"""
_TABLES: tuple[tuple[tuple[str, ...], int, Paradigm], ...] = (
    (("ий",), 2, _table(f"ий его|ого ему|ому ий|его|ого им ем|ом {_SOFT}")),
    (("ый", "ой"), 2, _table(f"ый|ой ого ому ый|ой|ого ым ом {_HARD}")),
    (("ая",), 2, _table(f"ая ой ой ую ой|ою ой {_HARD}")),
    (("яя",), 2, _table(f"яя ей ей юю ей ей {_SOFT}")),
    (("ое",), 2, _table(f"ое ого ому ое ым ом {_HARD}")),
    (("ее",), 2, _table(f"ее его ему ее им ем {_SOFT}")),
    (("ые",), 2, _table(f"ые ых ым ые|ых ыми ых {_HARD}")),
    (("ие",), 2, _table(f"ие их им ие|их ими их {_SOFT}")),
    (("ов", "ев", "ин", "ын"), 0, _table("- а у а ым е ы ых ым ых ыми ых")),
    (("ова", "ева", "ина", "ына"), 1, _table("а ой ой у ой ой ы ых ым ых ыми ых")),
    (("ка",), 2, _table("ка ки ке ку кой|кою ке ки ок|ек кам ки|ок|ек ками ках")),
    (("ок",), 2, _table("ок ка ку ок|ка ком ке ки ков кам ки|ков ками ках")),
    (("а",), 1, _table("а ы е у ой|ою е ы - ам ы|- ами ах")),
    (("ия",), 1, _table("я и и ю ей|ею и и й ям и|й ями ях")),
    (("я",), 1, _table("я и е ю ей|ею е и ь|й ям и|й ями ях")),
    (("ь",), 1, _table("ь я|и ю|и ь|я ем|ью е|и и ей ям и|ей ями ях")),
    (("ие",), 1, _table("е я ю е ем и я й ям я ями ях")),
    (("ий",), 1, _table("й я ю й|я ем и и ев ям и|ев ями ях")),
    (("й",), 1, _table("й я ю й|я ем е и ев ям и|ев ями ях")),
    (("о",), 1, _table("о а у о ом е а - ам а ами ах")),
    (("е",), 1, _table("е я ю е ем е я ей ям я ями ях")),
    (tuple("бвгджзклмнпрстфхцчшщ"), 0, _table("- а у -|а ом е ы ов ам ы|ов ами ах")),
)
