"""ETag and Last-Modified: stored and sent back byte for byte."""

from collections.abc import Iterable

from bot.core.reading.poll_result import FeedState

_LONGEST = 1024


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
    return value if len(value) <= _LONGEST else b""
