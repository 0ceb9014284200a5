"""The result of one poll, as `bot.feeds` returns it, and what is remembered of a feed.

Rule 1: only `bot.core.reading.schedule` makes the next state of a result.
"""

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from bot.core.types import CalendarPage, Entry, Reason


@dataclass(frozen=True, slots=True)
class Changed:
    """A document that was read: its entries, in the order of the feed."""

    entries: tuple[Entry, ...]
    etag: bytes = b""
    modified: bytes = b""
    body_hash: bytes = b""
    item_hashes: bytes = b""
    fresh_for: timedelta | None = None
    """From Cache-Control or Expires: ask again no earlier."""
    ttl: timedelta | None = None
    """The document's own <ttl>, kept for polls that get no document."""
    moved_to: str = ""
    """Where a chain of only permanent redirects led."""
    note: str = ""
    """What was repaired or left out, for the pages about feeds."""
    cut: bool = False
    """The document ended early: the last entry was dropped, and no validators are kept."""
    dropped: int = 0
    malformed: int = 0
    repeats_guid: bool = False
    format: str = ""
    """rss20, atom10, json11; "" if nothing had to be parsed."""
    calendar: CalendarPage | None = None
    """What a calendar holds, in place of entries."""
    hub: str = ""
    """Who tells of news (WebSub), as the document or its headers say."""
    topic: str = ""
    """The address by which the hub knows the feed."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """304, or a body with the hash of the last one."""

    not_modified: bool
    fresh_for: timedelta | None = None
    etag: bytes = b""
    modified: bytes = b""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """No usable document: `kind` is for programs, `error` for people."""

    kind: str
    error: Reason
    retry_after: timedelta | None = None
    gone: bool = False
    """410: stop polling."""


PollResult = Changed | Unchanged | Failed

HOST_PAUSED = "host_paused"
"""`Failed.kind` of a poll not made, as its host asked another feed of its to wait: no failure of
the feed's own.
"""


@dataclass(frozen=True, slots=True)
class Article:
    """The text of an entry's page, without menus and the like."""

    entry: str
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """An article that could not be read, and why."""

    entry: str
    error: Reason


Articles = tuple[Article | Unread, ...]


@dataclass(frozen=True, slots=True)
class LastPoll:
    """One of a feed's last polls."""

    at: datetime
    outcome: str
    """changed, unchanged, or `Failed.kind`."""
    took: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Hub:
    """Who tells of a feed's news, and how our subscription there stands (WebSub)."""

    url: str
    topic: str
    token: str = field(default="", repr=False)
    """In the path at which the hub finds us: nobody else knows it."""
    secret: str = field(default="", repr=False)
    """Signs what the hub sends; only a hub behind TLS gets one."""
    until: datetime | None = None
    """When the subscription ends that the hub has verified."""
    ask_at: datetime | None = None
    """When to ask next; None: at once."""
    tries: int = 0
    """Requests in a row that it has not verified."""
    missed: int = 0
    """Polls in a row that found news of which it had told nothing."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of one feed between polls."""

    feed: str
    url: str
    """The address in use: the catalog's, or the target of a permanent redirect that has lasted."""
    next_poll: datetime
    configured_url: str = ""
    etag: bytes = b""
    """Validators exactly as served."""
    modified: bytes = b""
    body_hash: bytes = b""
    item_hashes: bytes = b""
    """Fingerprints of the items of the last document, 8 bytes each, joined: items known already
    are not parsed again.
    """
    baseline: bool = False
    """A poll has succeeded: entries that are new from now on are news."""
    last_poll: datetime | None = None
    polls: tuple[LastPoll, ...] = ()
    """The last few, oldest first."""
    last_success: datetime | None = None
    last_full: datetime | None = None
    """When the whole document was last asked for."""
    last_entry: datetime | None = None
    """Time of the newest entry."""
    failures: int = 0
    failing_since: datetime | None = None
    error: Reason | None = None
    error_kind: str = ""
    gone: bool = False
    moved_to: str = ""
    moved_since: datetime | None = None
    moved_count: int = 0
    told: str = ""
    """The notice that admins already have: `failing`, `silent`, `gone`, or none."""
    ignore_guids: bool = False
    """The feed has given one guid to several items of a document."""
    dropped: int = 0
    """Entries beyond the limit per poll, since the feed was added."""
    malformed: int = 0
    """Entries that could not be read, since the feed was added."""
    article_error: Reason | None = None
    """Why the last articles could not be read, for feeds with `full_text`."""
    ttl: timedelta | None = None
    """How long the document asks to be left alone."""
    rhythm: tuple[int, ...] = ()
    """As in `core.reading.rhythm`: when the feed has published."""
    hub: Hub | None = None


_FIELDS = tuple(each.name for each in fields(FeedState))
_values = attrgetter(*_FIELDS)


def state_with(state: FeedState, changes: dict[str, Any]) -> FeedState:
    """Return a state with new values; `replace` takes twice as long, and polls are many."""
    values = dict(zip(_FIELDS, _values(state), strict=True))
    return FeedState(**values | changes)
