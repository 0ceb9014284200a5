"""Feeds, and the entries read in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What kind of outlet a feed is, the most authoritative first, as listed under a post."""

    OFFICIAL = "official"
    GOVERNMENT = "government"
    STATE_MEDIA = "state-media"
    WIRE = "wire"
    TRADE = "trade"
    PRESS = "press"
    PERSONAL = "personal"
    AGGREGATOR = "aggregator"


class SourceKind(StrEnum):
    """In what form a feed's address answers."""

    FEED = "feed"
    TELEGRAM = "telegram"
    JSON = "json"
    PAGE = "page"
    CALENDAR = "calendar"
    """Mission events instead of entries."""


PLACES = ("items", "title", "link", "date", "summary", "id")
"""What `Feed.find` may say the place of: the items, and in an item its parts."""


@dataclass(frozen=True, slots=True)
class Access:
    """How a feed's server is asked; `${FEED_...}` stands for an environment variable, so that
    no secret is in here.
    """

    headers: tuple[tuple[str, str], ...] = ()
    user_agent: str = ""
    auth: str = ""
    """`user:password`, from a variable."""
    keeps_cookies: bool = False
    """Within one poll and its redirects."""
    proxy: str = ""
    """Address, variable, or `none`."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of feeds.yaml."""

    id: str
    url: str
    title: str
    language: str
    role: Role
    every: timedelta
    country: str | None = None
    speaks_for: str | None = None
    """Id of the party that publishes it; only a party's own feed can make a story official."""
    topics: tuple[str, ...] = ()
    """Ids of topics that the whole feed is about; for other topics its entries have to match."""
    full_text: bool = False
    """Read the articles of entries that matched."""
    kind: SourceKind = SourceKind.FEED
    find: tuple[tuple[str, str], ...] = ()
    """Where things are in a `json` or `page` answer: pairs of one of `PLACES` and a path or CSS
    selector.
    """
    access: Access = Access()
    auto: bool = False
    """`every` is the mean: ask where news is likely, by when the source has published."""


_FORWARDED = {"en": "Forwarded from ", "ru": "Переслано от "}


def forwarded_from(author: str, language: str) -> str:
    """Say whose post a channel has forwarded, in the channel's language."""
    return _FORWARDED.get(language, _FORWARDED["en"]) + author


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of one feed, parsed: plain text, no markup, no control characters."""

    id: str
    """32 hex digits: the first of `keys`."""
    feed: str
    title: str
    seen: datetime
    """When the bot first read it."""
    summary: str = ""
    text: str = ""
    """The full text, of the article or in the feed, if there is one."""
    url: str | None = None
    guid: str | None = None
    language: str = ""
    published: datetime | None = None
    """The feed's date, never later than `seen`."""
    latest: datetime | None = None
    """For an entry without a readable date: the latest it can be, by the dates of the entries
    round it or a year in its own.
    """
    links: tuple[str, ...] = ()
    """Addresses in the body: they show whose word it rests on."""
    picture: str = ""
    """Address of the picture that the feed gives it; kept in its report alone."""
    keys: tuple[bytes, ...] = ()
    """Identity keys of 16 bytes; one known key means that the entry is known."""

    @property
    def is_forwarded(self) -> bool:
        """Whether a channel passes on what somebody else has posted."""
        return self.summary.startswith(tuple(_FORWARDED.values()))

    @property
    def at(self) -> datetime:
        """Return its best known time: published, else the latest it can be, else first seen."""
        return self.published or self.latest or self.seen
