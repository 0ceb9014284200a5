"""Why a feed could not be read, as one line for people; no byte of the wire gets out unescaped."""

import asyncio
import errno
import re
import ssl
from datetime import timedelta

import aiohttp

from bot.core.reading.poll_result import Failed
from bot.errors import FeedError

_LONGEST_LINE = 200


class FeedFailed(FeedError):
    """Ends the reading of one feed; `result` is what the caller gets instead of entries."""

    def __init__(
        self,
        kind: str,
        error: str,
        *,
        retry_after: timedelta | None = None,
        gone: bool = False,
    ) -> None:
        super().__init__(error)
        self.result = Failed(kind, printable(error), retry_after=retry_after, gone=gone)


def printable(text: str) -> str:
    """One line, no control or direction characters, at most 200 characters."""
    line = "".join(_escaped(character) for character in text[: _LONGEST_LINE * 2])
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…"


def failure_of(error: Exception) -> FeedFailed:
    """What an exception of the HTTP client means for the feed."""
    if isinstance(error, FeedFailed):
        return error
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FeedFailed("dns", f"the name {error.host} is not known")
    if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.CertificateError):
        return FeedFailed("tls", f"its certificate is not to be trusted: {_reason(error)}")
    if isinstance(error, aiohttp.ClientConnectorSSLError | ssl.SSLError):
        return FeedFailed("tls", f"no encrypted connection: {_reason(error)}")
    if isinstance(error, aiohttp.ClientConnectorError):
        return _not_connected(error)
    return FeedFailed("protocol", f"the answer broke the rules of HTTP: {_reason(error)}")


def _not_connected(error: aiohttp.ClientConnectorError) -> FeedFailed:
    if error.errno == errno.EPERM:
        return FeedFailed("refused_address", f"{error.host}: {error.strerror}")
    return FeedFailed("connect", f"{error.host} does not answer: {_reason(error.os_error)}")


def _reason(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        error = error.certificate_error
    if isinstance(error, ssl.SSLError):
        return error.reason or "refused"
    if isinstance(error, aiohttp.ClientResponseError):
        return error.message or type(error).__name__
    if isinstance(error, asyncio.IncompleteReadError):
        return "it ended early"
    return str(error) or type(error).__name__


_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def _escaped(character: str) -> str:
    if _UNSEEN.match(character) or "\ud800" <= character <= "\udfff" or character > "\U000e0000":
        return character.encode("unicode_escape").decode("ascii")
    return character
