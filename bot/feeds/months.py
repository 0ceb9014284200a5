"""The names of months and of days of the week, as three dozen languages write them.

The names themselves stand in calendar.toml. Rule 1: everything is compared folded.
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
"""Letters of a name that was cut."""
_LIKELY = ("en", "ru")


def folded(text: str) -> str:
    """Small letters without accents and vowel points, in the digits of ASCII."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    joined = unicodedata.normalize("NFC", _MARKS.sub("", parts)).replace("ı", "i")
    return "".join(map(_ascii_digit, joined))


def _ascii_digit(character: str) -> str:
    return str(unicodedata.decimal(character, character)) if character > "\x7f" else character


@lru_cache(maxsize=1_024)
def months_of(word: str) -> Mapping[str, int]:
    """Language -> the month that a folded word names in it, whole or cut short."""
    likely = _months(word, _LIKELY)
    return likely or _months(word, tuple(_names("months")))


def weekdays_of(word: str, language: str) -> frozenset[int]:
    """The days of the week, from 0 for Monday, that a folded word may name in a language."""
    groups = _names("days").get(language, ())
    return frozenset(
        day for day, names in enumerate(groups) if any(name.startswith(word) for name in names)
    )


def likeliest(meanings: Mapping[str, int], words: list[str], language: str, *, on: date) -> int:
    """Which of several months is meant: by the feed's language, the day of the week, the order of
    calendar.toml. `on`: the day in any of the months.
    """
    if language in meanings:
        return meanings[language]
    for spoken, month in meanings.items():
        days = frozenset[int]().union(*(weekdays_of(word, spoken) for word in words))
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
    """0 for none; a whole name goes before one that was cut (Czech June begins its July)."""
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
