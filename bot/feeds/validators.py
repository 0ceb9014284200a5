"""ETag and Last-Modified, kept and sent back exactly as they came."""

from collections.abc import Iterable

from bot.core.reading.poll_result import FeedState

_LONGEST = 1024


def validators(headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """(ETag, Last-Modified) of an answer; b"" for one that is missing or cannot be echoed."""
    found = {name.lower(): value for name, value in headers}
    return _usable(found.get(b"etag", b"")), _usable(found.get(b"last-modified", b""))


def echo(state: FeedState) -> dict[str, str]:
    """The headers that make a request conditional."""
    headers = {"If-None-Match": state.etag, "If-Modified-Since": state.modified}
    return {name: value.decode("utf-8") for name, value in headers.items() if value}


def _usable(value: bytes) -> bytes:
    """Not what the HTTP client could not write back byte by byte; such a feed is read in full."""
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return b""
    return value if len(value) <= _LONGEST else b""
