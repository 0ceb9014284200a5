"""Why a feed could not be read, for people; no byte of the wire gets out unescaped."""

import asyncio
import errno
import re
import ssl
from datetime import timedelta

import aiohttp

from bot.core.reading.poll_result import Failed
from bot.core.reasons import english, with_texts
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import Arg, Reason
from bot.errors import FeedError

_LONGEST = 120
"""Characters kept of what a reason quotes: a reason is one line for people."""


def proxy_errors() -> tuple[type[Exception], type[Exception], type[Exception]]:
    """Return what goes wrong with a SOCKS proxy; not loaded until something has gone wrong."""
    from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

    return ProxyConnectionError, ProxyError, ProxyTimeoutError


class AddressRefused(OSError):
    """A connection that must not be made."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(errno.EPERM, english(reason))
        self.reason = reason


class FeedFailed(FeedError):
    """Ends the reading of one feed; `result` is what the caller gets instead of entries."""

    def __init__(
        self,
        kind: str,
        error: Reason,
        *,
        retry_after: timedelta | None = None,
        gone: bool = False,
    ) -> None:
        self.result = Failed(kind, printable(error), retry_after=retry_after, gone=gone)
        super().__init__(english(self.result.error))


def printable(reason: Reason) -> Reason:
    """Return the reason with all it quotes in one line, without control characters."""
    return with_texts(reason, _one_line)


def _one_line(text: str) -> str:
    line = "".join(_escaped(character) for character in text[: _LONGEST * 2])
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def failure_of(error: Exception) -> FeedFailed:
    """Turn an exception of the HTTP client into a failure of the feed."""
    if isinstance(error, FeedFailed):
        return error
    if isinstance(error, aiohttp.ClientHttpProxyError | aiohttp.ClientProxyConnectionError):
        return FeedFailed("proxy", FeedFailure.NO_PROXY(reason=_reason(error)))
    if isinstance(error, proxy_errors()):
        return FeedFailed("proxy", FeedFailure.NO_PROXY(reason=_reason(error)))
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FeedFailed("dns", FeedFailure.UNKNOWN_NAME(host=error.host))
    if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.CertificateError):
        return FeedFailed("tls", FeedFailure.UNTRUSTED(reason=_reason(error)))
    if isinstance(error, aiohttp.ClientConnectorSSLError | ssl.SSLError):
        return FeedFailed("tls", FeedFailure.NOT_ENCRYPTED(reason=_reason(error)))
    if isinstance(error, aiohttp.ClientConnectorError):
        return _not_connected(error)
    return FeedFailed("protocol", FeedFailure.BROKEN_HTTP(reason=_reason(error)))


def _not_connected(error: aiohttp.ClientConnectorError) -> FeedFailed:
    reason = _reason(error.os_error)
    if error.errno == errno.EPERM:
        refusal = FeedFailure.NOT_CONNECTED(host=error.host, reason=reason)
        return FeedFailed("refused_address", refusal)
    return FeedFailed("connect", FeedFailure.NO_CONNECTION(host=error.host, reason=reason))


def _reason(error: Exception) -> Arg:
    if isinstance(error, AddressRefused):
        return error.reason
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        error = error.certificate_error
    if isinstance(error, ssl.SSLError):
        return error.reason or "refused"
    if isinstance(error, aiohttp.ClientResponseError):
        return error.message or type(error).__name__
    if isinstance(error, asyncio.IncompleteReadError):
        return FeedFailure.ENDED_EARLY()
    return str(error) or type(error).__name__


_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def _escaped(character: str) -> str:
    if _UNSEEN.match(character) or "\ud800" <= character <= "\udfff" or character > "\U000e0000":
        return character.encode("unicode_escape").decode("ascii")
    return character
