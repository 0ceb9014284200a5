"""Loads the words people may type, of all languages: from CLDR and the language files.

Rule 1: if a word means different things in two languages, the first language wins.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Literal, TypeVar

from babel import Locale
from babel.units import format_unit

from bot.core.lang.typed_words import TypedWords
from bot.locale import FOLDER, spoken_languages
from bot.locale.files import LanguageFile, language_file
from bot.locale.formats import RENAMED

V = TypeVar("V")


def load_words(folder: Path = FOLDER) -> TypedWords:
    """Load the words of every language in the folder. Raises ConfigError for a broken file."""
    codes = spoken_languages(folder)
    locales = [Locale.parse(code) for code in codes]
    files = [language_file(code, folder) for code in codes]
    return TypedWords(
        languages=_first(pair for each in locales for pair in _languages(each, codes)),
        months=_first(pair for each in locales for pair in _months(each)),
        spans=_first(
            pair
            for locale, file in zip(locales, files, strict=True)
            for pair in _spans(locale, file)
        ),
        cities=_first(
            [
                *(pair for file in files for pair in file.cities.items()),
                *(pair for each in locales for pair in _cities(each)),
            ]
        ),
        commands=_first(pair for file in files for pair in file.commands.items()),
        off=frozenset(word for file in files for word in file.off),
        now=frozenset(word for file in files for word in file.now),
        at=frozenset(word for file in files for word in file.at),
        daily=frozenset(word for file in files for word in file.daily),
        weekly=frozenset(word for file in files for word in file.weekly),
        stop=frozenset(word for file in files for word in file.stop.split()),
        broad=frozenset(word for file in files for word in file.broad.split()),
    )


def _first(pairs: "Iterator[tuple[str, V]] | list[tuple[str, V]]") -> Mapping[str, V]:
    """Map each word to its first meaning."""
    found: dict[str, V] = {}
    for word, meaning in pairs:
        found.setdefault(word, meaning)
    return found


def _languages(locale: Locale, codes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for code in codes:
        yield code, code
        yield str(locale.languages[code]).lower(), code


def _months(locale: Locale) -> Iterator[tuple[str, int]]:
    """Yield for each month its shortest unique beginning of at least three letters."""
    for context in ("format", "stand-alone"):
        names = {number: name.lower() for number, name in locale.months[context]["wide"].items()}
        for number, name in names.items():
            others = [each for other, each in names.items() if other != number]
            longer = range(min(3, len(name)), len(name) + 1)
            starts = (name[:size] for size in longer)
            unique = (each for each in starts if not any(o.startswith(each) for o in others))
            yield next(unique, name), number


_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


_COUNTS = (0, 1, 2, 3, 5, 11, 20)
"""Together they need every plural form of CLDR's languages."""


def _spans(locale: Locale, file: LanguageFile) -> Iterator[tuple[str, timedelta]]:
    """Yield words for lengths of time: `3 минуты` and `3 мин.` without number and dot."""
    for unit, length in _UNITS.items():
        for word in getattr(file.spans, unit):
            yield word, length
        for count, width in product(_COUNTS, _WIDTHS):
            text = format_unit(count, f"duration-{unit}", length=width, locale=locale)
            yield text.replace(str(count), "").strip(" \xa0.").lower(), length


_WIDTHS: tuple[Literal["short", "long"], ...] = ("long", "short")


def _cities(locale: Locale) -> Iterator[tuple[str, str]]:
    for zone, names in locale.time_zones.items():
        if (city := names.get("city")) and not zone.startswith("Etc/"):
            yield city.lower(), RENAMED.get(zone, zone)
