"""Reads single values of feeds.yaml strictly, and says what to write instead."""

import re
from collections.abc import Callable, Collection, Container, Iterable
from datetime import timedelta
from difflib import get_close_matches
from itertools import islice
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from bot.catalog.codes import COUNTRIES, LANGUAGES, MEANT
from bot.catalog.problems import quoted
from bot.core.chat.typed_zones import zone_exists
from bot.core.lang.durations import parse_duration
from bot.core.reading.source_kinds import address_of
from bot.core.reasons.catalog_problems import CatalogProblem
from bot.core.types import Reason

LONGEST_TEXT = 500
LONGEST_URL = 2_000
_LISTED = 30
"""Known words listed if none is similar."""
SHORTEST = timedelta(seconds=1)
"""Minimum polling interval of one's own servers; `references` has that of other people's."""
LONGEST = timedelta(days=1)


def invalid(what: Reason) -> PydanticCustomError:
    """Make the error that `advice` turns into a problem."""
    return PydanticCustomError("write", "see ctx", {"what": what})


def nearest(given: object, known: Iterable[str]) -> str:
    """Return the known word that was probably meant, or ""."""
    words, letters = list(known), sorted(str(given))
    close = get_close_matches(str(given), words, n=1, cutoff=0.7)
    swapped = (word for word in words if sorted(word) == letters)
    return close[0] if close else next(swapped, "")


def meant_by(what: Reason, word: str) -> Reason:
    """Add "did you mean official?" to a reason, if there is such a word."""
    return CatalogProblem.MEANT(what=what, word=word) if word else what


def known_are(what: Reason, known: Collection[str]) -> Reason:
    """Add the known words to a reason."""
    if not known:
        return CatalogProblem.NONE_KNOWN(what=what)
    more = " ..." if len(known) > _LISTED else ""
    words = ", ".join(map(quoted, islice(known, _LISTED)))
    return CatalogProblem.KNOWN_ARE(what=what, words=words + more)


def one_of(known: Iterable[str]) -> BeforeValidator:
    """Make a validator for one of a few words."""
    words = [str(word) for word in known]

    def chosen(value: object) -> str:
        if value not in words:
            what = CatalogProblem.ONE_OF(words=", ".join(words))
            raise invalid(meant_by(what, nearest(value, words)))
        return str(value)

    return BeforeValidator(chosen)


def _text(value: object) -> str:
    if isinstance(value, bool | int | float):
        raise invalid(CatalogProblem.QUOTED_TEXT())
    if not isinstance(value, str) or not value.strip():
        raise invalid(CatalogProblem.A_TEXT())
    if len(value) > LONGEST_TEXT or not value.replace("\xa0", " ").isprintable():
        raise invalid(CatalogProblem.ONE_LINE(n=LONGEST_TEXT))
    return value.strip()


def _phrase(value: object) -> str:
    """Read words of a rule; `*` may begin or end them (docs/matching.md)."""
    text = _text(value)
    core = text.removeprefix("*").removesuffix("*")
    if "*" in core or (text.startswith("*") and text.endswith("*")):
        raise invalid(CatalogProblem.STAR())
    if not any(letter.isalnum() for letter in core):
        raise invalid(CatalogProblem.A_WORD())
    if len(core.strip()) < 3 and "*" in text:
        raise invalid(CatalogProblem.THREE_LETTERS())
    return text


AUTO = "auto"
MEAN = "15m"
"""Of `every: auto` without a time."""


def mean_of(value: object) -> object:
    """Return the time of `auto 10m`, or of `auto`; other values as they are."""
    if isinstance(value, str) and value.split()[:1] == [AUTO]:
        return value.removeprefix(AUTO).strip() or MEAN
    return value


def _every(value: object) -> tuple[timedelta, bool]:
    mean = mean_of(value)
    every = parse_duration(mean) if isinstance(mean, str) else None
    if every is None:
        raise invalid(CatalogProblem.A_TIME())
    if not SHORTEST <= every <= LONGEST:
        raise invalid(CatalogProblem.TIME_RANGE())
    return every, mean is not value


def _language(value: object) -> str:
    if not isinstance(value, str) or value not in LANGUAGES:
        raise invalid(meant_by(CatalogProblem.A_LANGUAGE(), _meant(value, str.lower, LANGUAGES)))
    return value


def _spoken(value: object, info: ValidationInfo) -> str:
    """Read a language the bot speaks; the validation context lists them."""
    languages: tuple[str, ...] = info.context or ()
    if value not in languages:
        what = CatalogProblem.ONE_OF(words=", ".join(languages))
        raise invalid(meant_by(what, nearest(value, languages)))
    return str(value)


def _country(value: object) -> str:
    if not isinstance(value, str) or value not in COUNTRIES:
        raise invalid(meant_by(CatalogProblem.A_COUNTRY(), _meant(value, str.upper, COUNTRIES)))
    return value


def _meant(value: object, cased: Callable[[str], str], codes: Container[str]) -> str:
    if not isinstance(value, str):
        return ""
    code = MEANT.get(cased(value), cased(value))
    return code if code in codes else ""


def _id(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", value):
        raise invalid(CatalogProblem.AN_ID())
    return value


def url_fault(value: object) -> Reason | None:
    """Return what is wrong with an address's form; `references` asks whether it may be fetched."""
    value = address_of(value) if isinstance(value, str) else value
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        host = parts.hostname if parts else None
        _ = parts.port if parts else None
    except ValueError:
        parts = host = None
    if not parts or parts.scheme not in ("http", "https") or not host:
        return CatalogProblem.AN_ADDRESS()
    if parts.username is not None or parts.password is not None:
        return CatalogProblem.NO_USER()
    if not str(value).isprintable() or re.search(r"[\s\\<>\"]", str(value)):
        return CatalogProblem.PLAIN_ADDRESS()
    return None if len(str(value)) <= LONGEST_URL else CatalogProblem.SHORTER_ADDRESS()


def _url(value: object) -> str:
    if fault := url_fault(value):
        raise invalid(fault)
    return address_of(str(value))


LARGEST_ID = 1 << 52
"""Telegram's ids have at most 52 significant bits."""


def _chat(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(r"@[A-Za-z][A-Za-z0-9_]{3,31}", value):
        return value
    if isinstance(value, str) and re.fullmatch(r"-\d{1,16}", value.strip(), re.ASCII):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and -LARGEST_ID < value < 0:
        return str(value)
    raise invalid(CatalogProblem.A_CHANNEL())


def _read(reader: Callable[[object], object]) -> BeforeValidator:
    return BeforeValidator(reader)


_DIGEST = re.compile(r"((?:weekly )?(?:[01]\d|2[0-3]):[0-5]\d)(?: +(\S.*))?")


def _digest(value: object) -> tuple[str, str]:
    """Read `off`, or when a digest comes: `08:00`, `weekly 18:00 Europe/Moscow`."""
    if value == "off":
        return "off", ""
    found = _DIGEST.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise invalid(CatalogProblem.A_DIGEST())
    when, zone = found[1], (found[2] or "").strip()
    if zone and not zone_exists(zone):
        raise invalid(meant_by(CatalogProblem.A_ZONE(), _nearest_zone(zone)))
    return when, zone


def _nearest_zone(given: str) -> str:
    zones = {zone.rpartition("/")[2].lower(): zone for zone in sorted(available_timezones())}
    zones |= {zone.lower(): zone for zone in zones.values()}
    return zones.get(nearest(given.lower().replace(" ", "_"), zones), "")


def _switch(value: object) -> object:
    """Read `on` and `off`, as /settings calls them, beside true and false."""
    return value == "on" if value in ("on", "off") else value


Text = Annotated[str, _read(_text)]
Switch = Annotated[bool, _read(_switch)]
Phrase = Annotated[str, _read(_phrase)]
Every = Annotated[tuple[timedelta, bool], _read(_every)]
"""A time, and whether it is the mean of `auto`."""
Language = Annotated[str, _read(_language)]
Spoken = Annotated[str, BeforeValidator(_spoken)]
Country = Annotated[str, _read(_country)]
Id = Annotated[str, _read(_id)]
Url = Annotated[str, _read(_url)]
Digest = Annotated[tuple[str, str], _read(_digest)]
ChatName = Annotated[str, _read(_chat)]
