"""Reads a language's `language.toml` strictly: its date format, and words people type.

Rule 1: neither the file nor any key is required; what CLDR knows is enough to begin with.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import ConfigError


class Spans(BaseModel):
    """More words for lengths of time, in lower case."""

    model_config = ConfigDict(extra="forbid", strict=True)

    minute: list[str] = []
    hour: list[str] = []
    day: list[str] = []
    week: list[str] = []


class LanguageFile(BaseModel):
    """See docs/languages.md for each key."""

    model_config = ConfigDict(extra="forbid", strict=True)

    day: str = "d MMM y"
    zone: str = ""
    off: list[str] = []
    now: list[str] = []
    at: list[str] = []
    daily: list[str] = []
    weekly: list[str] = []
    stop: str = ""
    broad: str = ""
    commands: Mapping[str, str] = Field(default_factory=dict)
    spans: Spans = Field(default_factory=Spans)
    zones: Mapping[str, str] = Field(default_factory=dict)
    cities: Mapping[str, str] = Field(default_factory=dict)


@cache
def language_file(language: str, folder: Path) -> LanguageFile:
    """Load the file of a language. Raises ConfigError with every mistake."""
    path = folder / language / "language.toml"
    if not path.exists():
        return LanguageFile()
    try:
        return LanguageFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        wrong = (f"{path}: {_described(each)}" for each in error.errors(include_url=False))
        raise ConfigError("\n".join(wrong)) from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error


def _described(error: ErrorDetails) -> str:
    unknown = error["type"] == "extra_forbidden"
    advice = "unknown key; docs/languages.md has all there are" if unknown else error["msg"]
    return f"{'.'.join(map(str, error['loc']))}: {advice}"
