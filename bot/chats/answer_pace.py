"""Keeps answers to commands within Telegram's limits.

Messages of the outbox are noted here but never wait: their own pacing is in storage.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta

_BOT = (28, 1.0)
_CHAT = (3, 3.0)
_GROUP = (18, 60.0)
"""Messages per seconds, a little below Telegram's limits: see docs/delivery.md, Pacing."""

_MAX_KEYS = 10_000


class AnswerPace:
    """Remembers what was sent recently, by the monotonic clock."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._sent: dict[int, deque[float]] = {}

    def note(self, chat_id: int) -> None:
        """Record that a message is being sent to this chat."""
        now = self._clock()
        for key, size in ((0, _BOT[0]), (chat_id, _GROUP[0])):
            self._sent.setdefault(key, deque(maxlen=size)).append(now)
        if len(self._sent) > _MAX_KEYS:
            self._forget(now)

    async def wait_for_room(self, chat_id: int) -> None:
        """Wait until an answer fits the limits of this chat and the bot, and record it."""
        while wait := self._wait(chat_id):
            await self._sleep(wait)
        self.note(chat_id)

    async def sleep(self, wait: timedelta) -> None:
        """Wait as long as Telegram asks for."""
        await self._sleep(wait.total_seconds())

    def _wait(self, chat_id: int) -> float:
        limits = [(0, *_BOT), (chat_id, *_CHAT)]
        if chat_id < 0:
            limits.append((chat_id, *_GROUP))
        return max(self._until_free(*limit) for limit in limits)

    def _until_free(self, key: int, count: int, seconds: float) -> float:
        sent = self._sent.get(key, ())
        if len(sent) < count:
            return 0.0
        return max(0.0, sent[-count] + seconds - self._clock())

    def _forget(self, now: float) -> None:
        for key in [key for key, sent in self._sent.items() if sent[-1] < now - _GROUP[1]]:
            del self._sent[key]
