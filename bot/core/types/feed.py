"""What is read: feeds and their entries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What kind of source a feed is; orders the sources under a post, most authoritative first."""

    OFFICIAL = "official"
    GOVERNMENT = "government"
    STATE_MEDIA = "state-media"
    WIRE = "wire"
    TRADE = "trade"
    PRESS = "press"
    PERSONAL = "personal"
    AGGREGATOR = "aggregator"


@dataclass(frozen=True, slots=True)
class Feed:
    id: str
    url: str
    title: str
    language: str
    role: Role
    every: timedelta
    country: str | None = None
    speaks_for: str | None = None
    """Party id; only a party's own channel can make a story official."""
    topics: tuple[str, ...] = ()
    """Topic ids this feed is about by itself; without them every entry has to match."""
    full_text: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of one feed, parsed: plain text, no markup, no control characters."""

    id: str
    """32 hex digits: the first of `keys`."""
    feed: str
    title: str
    seen: datetime
    """When this bot first met it."""
    summary: str = ""
    text: str = ""
    """The article's or the feed's full text, where there is one."""
    url: str | None = None
    guid: str | None = None
    language: str = ""
    published: datetime | None = None
    """The feed's date, never later than `seen`."""
    latest: datetime | None = None
    """Without a date that can be read: the latest it can be, by its neighbours' dates
    or a year in the text of the date.
    """
    links: tuple[str, ...] = ()
    """Addresses in the body: evidence of whose word it rests on."""
    keys: tuple[bytes, ...] = ()
    """16-byte identity keys; any known key means the entry is known."""

    @property
    def at(self) -> datetime:
        return self.published or self.latest or self.seen
