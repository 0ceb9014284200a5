"""What a server says about asking again: ETag and Last-Modified, sent back byte for byte, how long
a response stays fresh, and when to come back.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.core.reading.poll_result import FeedState

_LONGEST_VALIDATOR = 1024
"""Bytes."""

_LONGEST = timedelta(days=365)
_DIRECTIVE = re.compile(r'([\w-]+)(?:=(?:"([^"]*)"|([^,\s]*)))?')


def validators(headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """Return (ETag, Last-Modified) of a response; b"" if missing or impossible to send back."""
    found = {name.lower(): value for name, value in headers}
    return _usable(found.get(b"etag", b"")), _usable(found.get(b"last-modified", b""))


def echo(state: FeedState) -> dict[str, str]:
    """Return the headers that make a request conditional."""
    headers = {"If-None-Match": state.etag, "If-Modified-Since": state.modified}
    return {name: value.decode("utf-8") for name, value in headers.items() if value}


def _usable(value: bytes) -> bytes:
    """Return a value the HTTP client can send back unchanged, else b"".

    A feed without validators is simply read in full each time.
    """
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return b""
    return value if len(value) <= _LONGEST_VALIDATOR else b""


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long a response stays fresh, by Cache-Control and Age, else by Expires.

    None if the server says nothing usable.
    """
    control = headers.get("Cache-Control", "")
    if control:
        found = _DIRECTIVE.findall(control.lower()[:500])
        directives = {name: quoted or plain for name, quoted, plain in found}
        if directives.keys() & {"no-cache", "no-store"}:
            return None
        max_age = _seconds(directives.get("max-age", ""))
        if max_age is not None:
            age = _seconds(headers.get("Age", "")) or timedelta()
            return max(max_age - age, timedelta())
    expires = _date(headers.get("Expires", ""))
    if expires is None:
        return None
    return min(max(expires - (_date(headers.get("Date", "")) or now), timedelta()), _LONGEST)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long Retry-After asks to wait (RFC 9110, 10.2.3: seconds or a date).

    None for anything else. Never negative.
    """
    value = headers.get("Retry-After", "").strip()
    wait = _seconds(value)
    if wait is not None or not value:
        return wait
    date = _date(value)
    return None if date is None else min(max(date - now, timedelta()), _LONGEST)


def _seconds(text: str) -> timedelta | None:
    text = text.strip()
    if not text.isascii() or not text.isdigit():
        return None
    return _LONGEST if len(text) > 8 else min(timedelta(seconds=int(text)), _LONGEST)


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except OverflowError:
        return None


_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
_OPENING = 4 * 1024
"""Bytes in which RSS says that it is RSS."""


def ttl_of(document: bytes) -> timedelta | None:
    """Return RSS 2.0's <ttl>, which is in minutes: it is the channel's, beside the items."""
    if document.find(b"<rss", 0, _OPENING) < 0:
        return None
    start, end = document.find(b"<item"), document.rfind(b"</item>")
    found = _TTL.search(document, 0, start) if start >= 0 else _TTL.search(document)
    found = found or _TTL.search(document, max(end, start, 0))
    return timedelta(minutes=int(found[1])) if found else None
