"""What reading a feed once came to, and what is remembered of it: the answers of `bot.feeds`, and
the state that `bot.core.reading.schedule` alone makes of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.types import Entry, Reason


@dataclass(frozen=True, slots=True)
class Changed:
    """A document with something in it: its entries, newest first as the feed has them."""

    entries: tuple[Entry, ...]
    etag: bytes = b""
    modified: bytes = b""
    body_hash: bytes = b""
    item_hashes: bytes = b""
    fresh_for: timedelta | None = None
    """From Cache-Control or Expires: do not ask again earlier."""
    ttl: timedelta | None = None
    """The document's own <ttl>; it holds for later polls too, which do not see it."""
    moved_to: str = ""
    """Where a chain of only permanent redirects led."""
    note: str = ""
    """What was repaired or left out, for the feed's health."""
    cut: bool = False
    """Not well-formed: the last entry was dropped, keep no validators, ask again soon."""
    dropped: int = 0
    malformed: int = 0
    repeats_guid: bool = False
    format: str = ""
    """rss20, atom10, json11; "" where nothing had to be parsed."""


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
    """No usable document: `kind` is a word for machines, `error` the reason for people."""

    kind: str
    error: Reason
    retry_after: timedelta | None = None
    gone: bool = False
    """410: stop polling."""


PollResult = Changed | Unchanged | Failed

HOST_PAUSED = "host_paused"
"""`Failed.kind` of a poll not made: another feed of its host was told to wait. No failure of its
own."""


@dataclass(frozen=True, slots=True)
class Article:
    """The text of an entry's page, without what stands round it."""

    entry: str
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """No text, and why."""

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
class FeedState:
    """What is remembered of one feed between polls."""

    feed: str
    url: str
    """The address in use: the catalog's, or where a permanent redirect has proved to lead."""
    next_poll: datetime
    configured_url: str = ""
    etag: bytes = b""
    """Validators exactly as served."""
    modified: bytes = b""
    body_hash: bytes = b""
    item_hashes: bytes = b""
    """8-byte fingerprints of the items of the last document, joined: known items are cut out
    before parsing.
    """
    baseline: bool = False
    """A poll has succeeded: from now on news is told."""
    last_poll: datetime | None = None
    polls: tuple[LastPoll, ...] = ()
    """The last few, oldest first."""
    last_success: datetime | None = None
    last_full: datetime | None = None
    """Last unconditional request."""
    last_entry: datetime | None = None
    """When the last new entry was seen."""
    failures: int = 0
    failing_since: datetime | None = None
    error: Reason | None = None
    error_kind: str = ""
    gone: bool = False
    moved_to: str = ""
    moved_since: datetime | None = None
    moved_count: int = 0
    told: str = ""
    """The notice the admins already have: `failing`, `silent`, `gone`, or nothing."""
    ignore_guids: bool = False
    """This feed was seen repeating one guid within a document."""
    dropped: int = 0
    """Entries beyond the cap per poll, counted over the feed's life."""
    malformed: int = 0
    """Entries that could not be read, counted over the feed's life."""
    article_error: Reason | None = None
    """Why no article could be read when last asked for; for feeds with `full_text`."""
    ttl: timedelta | None = None
    """How long the document itself asks to be left alone."""
