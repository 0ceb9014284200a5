"""What a server says about time: how long a response stays fresh, and when to come back."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LONGEST = timedelta(days=365)
_DIRECTIVE = re.compile(r'([\w-]+)(?:=(?:"([^"]*)"|([^,\s]*)))?')


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


def ttl_of(document: bytes) -> timedelta | None:
    """Return RSS 2.0's <ttl>, which is in minutes."""
    found = _TTL.search(document) if b"<ttl>" in document else None
    return timedelta(minutes=int(found[1])) if found else None
