"""What reading a feed once came to: the answers of `bot.feeds`, settled by `bot.core.schedule`."""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.types import Entry


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
    """No usable document: `kind` is a word for machines, `error` a line for people."""

    kind: str
    error: str
    retry_after: timedelta | None = None
    gone: bool = False
    """410: stop polling."""


PollResult = Changed | Unchanged | Failed

HOST_PAUSED = "host_paused"
"""`Failed.kind` of a poll not made: another feed of its host was told to wait. No failure of its
own."""
