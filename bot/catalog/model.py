"""What feeds.yaml may hold: strict models whose messages say what to write instead."""

import re
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from bot.core.types import Alerts, Role

MAX_FEEDS = 2_000
SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=1)

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_STYLES = ("compact", "standard", "full")


def wrong(message: str) -> PydanticCustomError:
    return PydanticCustomError("write", "{message}", {"message": message})


def duration(value: object) -> timedelta:
    """`90s`, `5m`, `2h`, `1d`."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", value) if isinstance(value, str) else None
    if found is None:
        raise wrong("write a time like 90s, 5m or 2h")
    every = timedelta(**{_UNITS[found[2]]: int(found[1])})
    if not SHORTEST <= every <= LONGEST:
        raise wrong("write a time from 1m to 1d")
    return every


def _words(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        raise wrong("write a text")
    if any(ord(c) < 32 or 0xD800 <= ord(c) <= 0xDFFF for c in value) or len(value) > 500:
        raise wrong("write one line of at most 500 characters")
    return value


def _language(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", value):
        raise wrong("write a language like en, ru or de")
    return value


def _country(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{2}", value):
        raise wrong("write a country like US, RU or DE (in quotes if it is NO)")
    return value


def _identifier(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", value):
        raise wrong("write an id of small letters, digits and hyphens, like nasa-blog")
    return value


def _choice(*choices: str) -> BeforeValidator:
    def chosen(value: object) -> object:
        if value not in choices:
            raise wrong(f"write one of {', '.join(choices)}")
        return value

    return BeforeValidator(chosen)


def _address(value: object) -> object:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        host = parts.hostname if parts else None
        _ = parts.port if parts else None
    except ValueError:
        parts = host = None
    if not parts or parts.scheme not in ("http", "https") or not host or len(str(value)) > 2000:
        raise wrong("write an address like https://example.org/feed.xml")
    if parts.username or parts.password:
        raise wrong("write the address without user and password")
    if re.search(r"[\s\x00-\x1f\\]", str(value)):
        raise wrong("write the address without spaces")
    return value


def _chat(value: object) -> object:
    named = isinstance(value, str) and re.fullmatch(r"@[A-Za-z][A-Za-z0-9_]{3,31}", value)
    numbered = isinstance(value, int) and not isinstance(value, bool) and value < 0
    if not named and not numbered:
        raise wrong('write "@channel" in quotes, or the numeric id like -1001234567890')
    return str(value)


Words = Annotated[str, BeforeValidator(_words)]
Id = Annotated[str, BeforeValidator(_identifier)]
Address = Annotated[str, BeforeValidator(_address)]
Language = Annotated[str, BeforeValidator(_language)]
Country = Annotated[str, BeforeValidator(_country)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LocalisedModel(Strict):
    en: Words
    ru: Words | None = None


def _localised(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


Title = Annotated[LocalisedModel, BeforeValidator(_localised)]


class PartyModel(Strict):
    name: Title
    country: Country | None = None


class FeedModel(Strict):
    url: Address
    title: Words
    language: Language
    role: Annotated[str, _choice(*Role)]
    every: Annotated[timedelta, BeforeValidator(duration)]
    country: Country | None = None
    speaks_for: Id | None = None
    topics: list[Id] = Field(default_factory=list)
    full_text: bool = False


class TermModel(Strict):
    text: Words
    needs: list[Words] = Field(default_factory=list)
    refuses: list[Words] = Field(default_factory=list)
    cased: bool = False


class MatchModel(Strict):
    shipped: bool = True
    strong: list[Words] = Field(default_factory=list)
    terms: list[TermModel] = Field(default_factory=list)
    context: dict[Id, list[Words]] = Field(default_factory=dict)
    refuse: list[Words] = Field(default_factory=list)


class TopicModel(Strict):
    title: Title
    match: MatchModel = Field(default_factory=MatchModel)


class ChannelModel(Strict):
    chat: Annotated[str, BeforeValidator(_chat)]
    topics: list[Id] = Field(min_length=1)
    thread: int = Field(default=0, ge=0)
    language: Annotated[str, _choice("en", "ru")] = "en"
    alerts: Annotated[str, _choice(*Alerts)] = "all"
    style: Annotated[str, _choice(*_STYLES)] = "standard"


class CatalogModel(Strict):
    parties: dict[Id, PartyModel] = Field(default_factory=dict)
    feeds: dict[Id, FeedModel] = Field(default_factory=dict, max_length=MAX_FEEDS)
    topics: dict[Id, TopicModel] = Field(default_factory=dict)
    channels: list[ChannelModel] = Field(default_factory=list)
    allow_empty: bool = False
    """Says that having no feeds is meant."""
