"""The keys of feeds.yaml; docs/feeds.md explains them to editors."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.catalog.access_values import Filled, Headers, Proxy, SecretName
from bot.catalog.scalar_values import (
    LARGEST_ID,
    ChatName,
    Country,
    Digest,
    Every,
    Id,
    Language,
    Phrase,
    Spoken,
    Switch,
    Text,
    Url,
    one_of,
)
from bot.core.types import Alerts, Role, SourceKind

MAX_FEEDS = 1_000

HOLDS = ("low-confidence",)
COOKIES = ("keep",)
STYLES = ("compact", "standard", "full")


class Strict(BaseModel):
    """A section that allows no unknown keys and converts no types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _localised(value: object) -> object:
    return value if isinstance(value, dict) else {"en": value}


Title = Annotated[dict[Spoken, Text], Field(min_length=1), BeforeValidator(_localised)]
"""`{en: ..., ru: ...}`, or one text for all languages."""


class PartyModel(Strict):
    name: Title
    country: Country | None = None


class FindModel(Strict):
    """Where things are in a `json` or `page` answer; as `types.PLACES`."""

    items: Text | None = None
    title: Text | None = None
    link: Text | None = None
    date: Text | None = None
    summary: Text | None = None
    id: Text | None = None


class FeedModel(Strict):
    url: Url
    title: Text
    language: Language
    role: Annotated[str, one_of(Role)]
    every: Every
    country: Country | None = None
    speaks_for: Id | None = None
    topics: list[Id] = Field(default_factory=list)
    full_text: bool = False
    kind: Annotated[str, one_of(SourceKind)] | None = None
    find: FindModel = Field(default_factory=FindModel)
    headers: Headers = Field(default_factory=dict)
    user_agent: Filled = ""
    auth: SecretName = ""
    cookies: Annotated[str, one_of(COOKIES)] = ""
    proxy: Proxy = ""


class TermModel(Strict):
    text: Phrase
    needs: list[Phrase] = Field(default_factory=list)
    refuses: list[Phrase] = Field(default_factory=list)
    cased: bool = False


class MatchModel(Strict):
    shipped: bool = True
    strong: list[Phrase] = Field(default_factory=list)
    terms: list[TermModel] = Field(default_factory=list)
    context: dict[Text, list[Phrase]] = Field(default_factory=dict)
    refuse: list[Phrase] = Field(default_factory=list)


class TopicModel(Strict):
    title: Title
    about: Title | None = None
    short: Title | None = None
    waits_for: list[Id] = Field(default_factory=list)
    match: MatchModel = Field(default_factory=MatchModel)
    hold: Annotated[str, one_of(HOLDS)] | None = None


class ChannelModel(Strict):
    chat: ChatName
    topics: list[Id] = Field(min_length=1)
    thread: int = Field(default=0, ge=0, lt=LARGEST_ID)
    language: Spoken = "en"
    alerts: Annotated[str, one_of(Alerts)] = "all"
    style: Annotated[str, one_of(STYLES)] = "standard"
    digest: Digest = ("", "")
    reminders: bool = False
    picture: Switch = False
    hashtags: Switch = False


class CatalogModel(Strict):
    parties: dict[Id, PartyModel] = Field(default_factory=dict)
    feeds: dict[Id, FeedModel] = Field(default_factory=dict, max_length=MAX_FEEDS)
    topics: dict[Id, TopicModel] = Field(default_factory=dict)
    channels: list[ChannelModel] = Field(default_factory=list)
    allow_empty: bool = False
    """Whether it is intended that there are no feeds."""
