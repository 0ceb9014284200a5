"""Asks a translator, within limits of time and size, and leaves it alone while it fails.

Rule 1: nothing of the text, the answer or the key is logged.
Rule 2: redirects are not followed, since the key would go along.
"""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.translate.endpoints import ChatModel, Endpoint, LibreTranslate

logger = logging.getLogger(__name__)

PATIENCE = 4.0
"""Seconds for one answer; an alert waits no longer for its translation."""

_LARGEST_ANSWER = 100_000
"""Bytes; a summary is some hundred letters."""

_BAD = (
    TimeoutError,
    aiohttp.ClientError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    RecursionError,
)
"""No connection, no answer in time, or one that is not what was asked for."""

_FAILURES = 3
_REST = 300.0
"""After so many failures in a row nothing is asked for so many seconds."""


@dataclass
class Translator:
    """One open translator."""

    session: aiohttp.ClientSession
    endpoint: Endpoint
    patience: float = PATIENCE
    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _rests_until: float = 0.0

    async def translation(self, text: str, source: str, target: str) -> str | None:
        """Return what the translator makes of a text; None if it does not say, or rests."""
        if self.clock() < self._rests_until:
            return None
        try:
            async with asyncio.timeout(self.patience):
                words = await self._asked(text, source, target)
        except _BAD as error:
            self._failed(type(error).__name__)
            return None
        self._failures = 0
        return words

    async def _asked(self, text: str, source: str, target: str) -> str:
        url, body = self.endpoint.request(text, source, target)
        async with self.session.post(
            url, json=body, headers=self.endpoint.headers, allow_redirects=False
        ) as answer:
            if answer.status != 200:
                raise LookupError(f"status {answer.status}")
            said = await _limited(answer.content)
        return self.endpoint.translation(json.loads(said))

    def _failed(self, why: str) -> None:
        self._failures += 1
        resting = self._failures >= _FAILURES
        if resting:
            self._failures = 0
            self._rests_until = self.clock() + _REST
        logger.warning("not translated: %s%s", why, "; asked again in 5 min" if resting else "")


async def _limited(content: aiohttp.StreamReader) -> bytes:
    said = b""
    async for chunk in content.iter_any():
        said += chunk
        if len(said) > _LARGEST_ANSWER:
            raise ValueError("the answer is too large")
    return said


@asynccontextmanager
async def translating(
    url: str, *, key: str = "", model: str = "", patience: float = PATIENCE
) -> AsyncIterator[Translator]:
    """Open a translator: a chat model if one is named, else LibreTranslate."""
    endpoint = ChatModel(url, model, key) if model else LibreTranslate(url, key)
    async with aiohttp.ClientSession(
        trust_env=False, cookie_jar=aiohttp.DummyCookieJar(), read_bufsize=_LARGEST_ANSWER
    ) as session:
        yield Translator(session, endpoint, patience)
