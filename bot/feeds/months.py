"""Recognizes the names of months and weekdays in three dozen languages.

The names are in calendar.toml. Rule 1: all words are compared folded.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

_MARKS = re.compile("[\u0300-\u036f\u05b0-\u05c7\u0610-\u061a\u064b-\u065f\u0640\u093c]")
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0900-\u0903\u093a-\u094f])*")
_SHORTEST = 3
"""Letters an abbreviated name must have."""
_LIKELY = ("en", "ru")
"""Tried first; the other languages only if neither knows the word."""


def folded(text: str) -> str:
    """Return the text in lower case, without accents and vowel points, with ASCII digits."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    joined = unicodedata.normalize("NFC", _MARKS.sub("", parts)).replace("ı", "i")
    return "".join(map(_ascii_digit, joined))


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character, character)) if character > "\x7f" else character


@lru_cache(maxsize=1_024)
def months_of(word: str) -> Mapping[str, int]:
    """Map each language to the month that a folded word, or its abbreviation, names in it."""
    likely = _months(word, _LIKELY)
    return likely or _months(word, tuple(_names("months")))


def weekdays_of(word: str, language: str) -> frozenset[int]:
    """Return the weekdays (0 is Monday) that a folded word may name in a language."""
    groups = _names("days").get(language, ())
    return frozenset(
        day for day, names in enumerate(groups) if any(name.startswith(word) for name in names)
    )


def likeliest_month(
    meanings: Mapping[str, int], words: list[str], language: str, *, on: date
) -> int:
    """Choose one of several months: by the feed's language, else by the weekday named in `words`,
    else by the order of calendar.toml. `on` is the date with any month put in.
    """
    if language in meanings:
        return meanings[language]
    for own, month in meanings.items():
        days = frozenset[int]().union(*(weekdays_of(word, own) for word in words))
        if _weekday(on, month) in days:
            return month
    return next(iter(meanings.values()))


def _weekday(on: date, month: int) -> int | None:
    try:
        return on.replace(month=month).weekday()
    except ValueError:
        return None


def _months(word: str, languages: tuple[str, ...]) -> dict[str, int]:
    if len(word) < 2:
        return {}
    named = _names("months")
    found = {language: _month(word, named[language]) for language in languages}
    return {language: month for language, month in found.items() if month}


def _month(word: str, groups: tuple[tuple[str, ...], ...]) -> int:
    """Return the number of the month, 0 for none.

    A full name wins over an abbreviation: Czech June, "červen", is how its July, "červenec",
    begins.
    """
    whole = (number for number, names in enumerate(groups, start=1) if word in names)
    cut = (number for number, names in enumerate(groups, start=1) if _begins(word, names))
    return next(whole, 0) or next(cut, 0)


def _begins(word: str, names: tuple[str, ...]) -> bool:
    return len(word) >= _SHORTEST and any(name.startswith(word) for name in names)


@cache
def _names(table: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    text = Path(__file__).with_name("calendar.toml").read_text("utf-8")
    return {
        language: tuple(_group(group) for group in groups.split("|"))
        for language, groups in tomllib.loads(text)[table].items()
    }


def _group(group: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in group.split(","))
