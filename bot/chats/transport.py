"""Sends python-telegram-bot's requests with aiohttp.

Rule 1: a failure before the request was written is `NotSent`: trying again is safe. A failure
after that is `AnswerLost`: Telegram may have delivered the message, and trying again may show it
twice. aiohttp's trace tells which, as it reports the moment when the headers are written.
Rule 2: each request is one attempt; nothing here retries.
Rule 3: the URL contains the token, so no exception of aiohttp leaves this module.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import Any

from aiohttp import (
    BaseConnector,
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientPayloadError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    TCPConnector,
    TraceConfig,
)
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError
from telegram.error import BadRequest, NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

_IDLE = 15.0
"""Seconds an idle connection is kept. Servers keep it longer, so that it is never found closed
when the next message is written.
"""
_PROXY_ERRORS = (ProxyConnectionError, ProxyError, ProxyTimeoutError, ClientHttpProxyError)
"""The proxy let nothing through, so Telegram has received nothing."""
_TOO_LARGE = (413, 414, 431)
_LARGEST_ANSWER = 20_000_000
"""Bytes; a hundred updates are far smaller."""

_asking: ContextVar[Callable[[], None]] = ContextVar("asking", default=lambda: None)
"""Called when a request is about to be written. A context variable, because the library between us
and the caller has no argument to pass it through.
"""


@contextmanager
def announced(asking: Callable[[], None]) -> Iterator[None]:
    """Call `asking` right before the first byte of a request made in this block is written."""
    token = _asking.set(asking)
    try:
        yield
    finally:
        _asking.reset(token)


class NotSent(NetworkError):
    """Telegram has not received this request."""


class AnswerLost(NetworkError):
    """The request was written, but it is unknown whether Telegram accepted it."""


class Flood(TelegramError):
    """429: refused for now; try again after `after`."""

    def __init__(self, after: timedelta | None) -> None:
        super().__init__("Too Many Requests")
        self.after = after


class Transport(BaseRequest):
    """A pool of connections. `read` bounds the wait for a response, `connect` the wait for a
    connection, pooled or new. `proxy` is an http(s) or SOCKS address.
    """

    def __init__(
        self, *, connections: int, connect: timedelta, read: timedelta, proxy: str = ""
    ) -> None:
        self._connections = connections
        self._connect = connect.total_seconds()
        self._read = read.total_seconds()
        self._proxy = proxy
        self._session: ClientSession | None = None
        self.date: datetime | None = None
        """The server's clock, from the Date header of its last response."""

    @property
    def read_timeout(self) -> float:
        return self._read

    async def initialize(self) -> None:
        if self._session is None:
            tracing = TraceConfig()
            tracing.on_request_headers_sent.append(_note_writing)
            self._session = ClientSession(
                connector=self._connector(),
                cookie_jar=DummyCookieJar(),
                trace_configs=[tracing],
                trust_env=False,
            )

    def _connector(self) -> BaseConnector:
        if self._proxy.startswith("socks"):
            address = self._proxy.replace("socks5h:", "socks5:", 1)
            return ProxyConnector.from_url(
                address, rdns=True, limit=self._connections, keepalive_timeout=_IDLE
            )
        return TCPConnector(limit=self._connections, keepalive_timeout=_IDLE)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return HTTP status and body. Raises NotSent, AnswerLost, Flood or BadRequest."""
        given = isinstance(read_timeout, int | float)
        read = float(read_timeout) if given else self._read
        trace = SimpleNamespace(written=False, asking=_asking.get())
        try:
            status, body = await self._request(url, method, request_data, read, trace)
        except (ClientConnectorError, ConnectionTimeoutError, *_PROXY_ERRORS) as error:
            raise NotSent(_error_name(error)) from None
        except (ClientError, TimeoutError, OSError) as error:
            # a pooled connection may break before or after the write: the trace knows
            raise (AnswerLost if trace.written else NotSent)(_error_name(error)) from None
        _check_status(status, body)
        return status, body

    async def _request(
        self, url: str, method: str, data: RequestData | None, read: float, trace: SimpleNamespace
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("the connection is not open")
        total = self._connect + read
        timeout = ClientTimeout(total=total, connect=self._connect, sock_read=read)
        async with self._session.request(
            method,
            url,
            data=_form(data),
            proxy=self._proxy if self._proxy.startswith("http") else None,
            timeout=timeout,
            allow_redirects=False,
            trace_request_ctx=trace,
        ) as response:
            self.date = _date(response)
            return response.status, await _bounded(response)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Parse a response without logging it, as the library would: it may quote people."""
        try:
            parsed = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise AnswerLost("the answer is not JSON") from None
        if not isinstance(parsed, dict):
            raise AnswerLost("the answer is not a JSON object")
        return parsed


def _date(response: ClientResponse) -> datetime | None:
    try:
        date = parsedate_to_datetime(response.headers["Date"])
    except (KeyError, ValueError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


async def _bounded(response: ClientResponse) -> bytes:
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > _LARGEST_ANSWER:
            raise ClientPayloadError
    return bytes(body)


async def _note_writing(session: ClientSession, trace: Any, params: Any) -> None:
    trace.trace_request_ctx.written = True
    trace.trace_request_ctx.asking()


def _form(data: RequestData | None) -> FormData | None:
    """Build the form. Raises UnicodeEncodeError for text that cannot be sent at all."""
    if data is None:
        return None
    form = FormData()
    for name, value in data.json_parameters.items():
        value.encode()
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form


def _check_status(status: int, body: bytes) -> None:
    """Raise the errors that the library does not distinguish.

    A refusal without the Bot API's JSON comes from a proxy, so Telegram has not seen the request.
    """
    if status == 429:
        raise Flood(_retry_after(body))
    if status in _TOO_LARGE:
        raise BadRequest("the request is too large")
    if status < 300 or status == 409:
        return
    if status >= 500:
        raise AnswerLost(f"HTTP {status}")
    if status not in (400, 401, 403, 404) or not _telegrams_own(body):
        raise NotSent(f"HTTP {status} from a proxy, not from Telegram")


def _retry_after(body: bytes) -> timedelta | None:
    try:
        return timedelta(seconds=float(json.loads(body)["parameters"]["retry_after"]))
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _telegrams_own(body: bytes) -> bool:
    try:
        return json.loads(body)["ok"] is False
    except (ValueError, KeyError, TypeError):
        return False


def _error_name(error: BaseException) -> str:
    """Name the error without its message, which may contain the URL."""
    code = getattr(error, "errno", None)
    return f"{type(error).__name__} (errno {code})" if code else type(error).__name__
