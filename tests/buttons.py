"""Buttons by name: transcripts say `[undo]`, and tests/data/buttons.psv what the word on it is, so
that a word is changed in one place.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "buttons.psv"
LANGUAGES = ("en", "ru")


@dataclass(frozen=True, slots=True)
class Words:
    """What one button says: `{}` in it stands for a value."""

    name: str
    said: Mapping[str, str]
    """Its words by language."""

    def value(self, words: str, language: str) -> tuple[str, ...] | None:
        """Return the values in these words, none or one; None if another button says them."""
        if language not in self.said:
            return None
        pattern = re.escape(self.said[language]).replace(re.escape("{}"), "(.+)")
        found = re.fullmatch(pattern, words)
        return found.groups() if found else None


@cache
def table() -> tuple[Words, ...]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if not line.startswith("#")]
    return tuple(Words(name, dict(zip(LANGUAGES, said, strict=True))) for name, *said in rows)


def named(words: str, language: str) -> str:
    """Return the name of the button that says this, marked where it is not in the language asked
    for; what no button of the table says, as it is.
    """
    others = (other for other in LANGUAGES if other != language)
    foreign = (f"{name} in {other}" for other in others for name in _names(words, other))
    return next(_names(words, language), next(foreign, words))


def _names(words: str, language: str) -> Iterator[str]:
    for each in table():
        values = each.value(words, language)
        if values is not None:
            yield each.name.format(*(named(value, language) for value in values))
