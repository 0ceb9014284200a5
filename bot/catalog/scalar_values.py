"""Single values of feeds.yaml: each reads one strictly, and says what to write instead."""

import re
from collections.abc import Callable, Container, Iterable
from datetime import timedelta
from difflib import get_close_matches
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from bot.catalog.codes import COUNTRIES, LANGUAGES, MEANT
from bot.core.lang.durations import duration

LONGEST_TEXT = 500
LONGEST_URL = 2_000
SHORTEST = timedelta(seconds=1)
"""Between polls of a feed of one's own; `references` asks more for other people's servers."""
LONGEST = timedelta(days=1)


def wrong(message: str) -> PydanticCustomError:
    return PydanticCustomError("write", "{message}", {"message": message})


def did_you_mean(given: object, known: Iterable[str]) -> str:
    """`; did you mean official?`, or nothing where no known word is near."""
    close = get_close_matches(str(given), list(known), n=1, cutoff=0.7)
    return f"; did you mean {close[0]}?" if close else ""


def one_of(known: Iterable[str]) -> BeforeValidator:
    """One of a few words."""
    words = [str(word) for word in known]

    def chosen(value: object) -> str:
        if value not in words:
            raise wrong(f"write one of {', '.join(words)}{did_you_mean(value, words)}")
        return str(value)

    return BeforeValidator(chosen)


def _text(value: object) -> str:
    if isinstance(value, bool | int | float):
        raise wrong("write a text; put it in quotes if it is one")
    if not isinstance(value, str) or not value.strip():
        raise wrong("write a text")
    if len(value) > LONGEST_TEXT or not value.replace("\xa0", " ").isprintable():
        raise wrong(f"write one line of at most {LONGEST_TEXT} characters")
    return value.strip()


def _phrase(value: object) -> str:
    """A word or words of a rule, with `*` at its beginning or end at most (docs/matching.md)."""
    text = _text(value)
    core = text.removeprefix("*").removesuffix("*")
    if "*" in core or (text.startswith("*") and text.endswith("*")):
        raise wrong("write * only at the beginning or at the end of a word")
    if not any(letter.isalnum() for letter in core):
        raise wrong("write a word")
    if len(core.strip()) < 3 and "*" in text:
        raise wrong("write at least three letters beside *")
    return text


def _every(value: object) -> timedelta:
    every = duration(value) if isinstance(value, str) else None
    if every is None:
        raise wrong("write a time like 30s, 5m or 2h")
    if not SHORTEST <= every <= LONGEST:
        raise wrong("write a time from 30s to 1d")
    return every


def _language(value: object) -> str:
    if not isinstance(value, str) or value not in LANGUAGES:
        raise wrong(
            f"write a language code like en, ru or de{_meant(value, str.lower, LANGUAGES)}"
        )
    return value


def _spoken(value: object, info: ValidationInfo) -> str:
    """A language the bot speaks: the context lists them."""
    languages: tuple[str, ...] = info.context or ()
    if value not in languages:
        raise wrong(f"write one of {', '.join(languages)}{did_you_mean(value, languages)}")
    return str(value)


def _country(value: object) -> str:
    if not isinstance(value, str) or value not in COUNTRIES:
        raise wrong(f"write a country code like US, RU or DE{_meant(value, str.upper, COUNTRIES)}")
    return value


def _meant(value: object, cased: Callable[[str], str], codes: Container[str]) -> str:
    if not isinstance(value, str):
        return ""
    code = MEANT.get(cased(value), cased(value))
    return f"; did you mean {code}?" if code in codes else ""


def _id(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", value):
        raise wrong("write an id of small letters, digits and hyphens, like nasa-blog")
    return value


def url_fault(value: object) -> str | None:
    """What is wrong with an address's form; whether it may be fetched is asked in `references`."""
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        host = parts.hostname if parts else None
        _ = parts.port if parts else None
    except ValueError:
        parts = host = None
    if not parts or parts.scheme not in ("http", "https") or not host:
        return "write an address like https://example.org/feed.xml"
    if parts.username is not None or parts.password is not None:
        return "write the address without user and password"
    if not str(value).isprintable() or re.search(r"[\s\\<>\"]", str(value)):
        return "write the address without spaces, quotes or backslashes"
    return None if len(str(value)) <= LONGEST_URL else "write a shorter address"


def _url(value: object) -> str:
    if fault := url_fault(value):
        raise wrong(fault)
    return str(value)


LARGEST_ID = 1 << 52
"""Telegram's ids have at most 52 significant bits."""


def _chat(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"@[A-Za-z][A-Za-z0-9_]{3,31}", value):
        return value
    if isinstance(value, str) and re.fullmatch(r"-\d{1,16}", value.strip(), re.ASCII):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -LARGEST_ID < value < 0:
        return str(value)
    raise wrong('write "@channel" in quotes, or its numeric id like -1001234567890')


def _read(reader: Callable[[object], object]) -> BeforeValidator:
    return BeforeValidator(reader)


Text = Annotated[str, _read(_text)]
Phrase = Annotated[str, _read(_phrase)]
Every = Annotated[timedelta, _read(_every)]
Language = Annotated[str, _read(_language)]
Spoken = Annotated[str, BeforeValidator(_spoken)]
Country = Annotated[str, _read(_country)]
Id = Annotated[str, _read(_id)]
Url = Annotated[str, _read(_url)]
ChatName = Annotated[str, _read(_chat)]
