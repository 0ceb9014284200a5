"""Watches the line to Telegram: learns from every send whether it answers, and asks getMe where no
send can tell.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.core.delivery.line import (
    SILENCE,
    TelegramLine,
    at_rest,
    heard,
    is_answer,
    needs_try,
    tried,
    unheard,
)
from bot.core.delivery.outbox import SendResult

logger = logging.getLogger(__name__)

Answers = Callable[[], Awaitable[bool]]
"""Whether Telegram answers a call that changes nothing."""


class LineWatch:
    """One process's view of the line; made once by app."""

    def __init__(self, answers: Answers, clock: Callable[[], datetime]) -> None:
        self.line = TelegramLine()
        self.woken = asyncio.Event()
        """Set when the line has changed; a sender puts the event there that it waits for."""
        self._answers = answers
        self._clock = clock
        self._trial: asyncio.Task[None] | None = None
        """The one send of a line on trial."""
        self._asking: asyncio.Task[None] | None = None
        self._came_back = False

    @property
    def down_since(self) -> datetime | None:
        """None while it is up; on trial it is not up yet."""
        return self.line.down_since

    @property
    def looks_at(self) -> datetime | None:
        """When getMe is to be asked next; None where nothing is to be asked by the clock."""
        return None if self.is_open or self._is_asking else self.line.try_at

    @property
    def _is_asking(self) -> bool:
        return self._asking is not None and not self._asking.done()

    @property
    def is_open(self) -> bool:
        """Whether a request may be made."""
        return self.line.down_since is None or self.line.on_trial

    @property
    def is_on_trial(self) -> bool:
        """Whether one delivery at a time is sent."""
        return self.line.on_trial

    @property
    def is_free(self) -> bool:
        """Whether a delivery may be claimed."""
        on_its_way = self._trial is not None and not self._trial.done()
        return self.is_open and not (self.line.on_trial and on_its_way)

    def came_back(self) -> bool:
        """Whether it is up again after it was down; True once each time."""
        came_back, self._came_back = self._came_back, False
        return came_back

    def claimed(self, sending: asyncio.Task[None]) -> None:
        """A delivery is on its way; on trial no other follows before it has ended."""
        if self.line.on_trial:
            self._trial = sending

    async def hear(self, chat_id: int, sending: Awaitable[SendResult]) -> SendResult:
        """Await a send, and note whether Telegram answered it, or for how long it has not."""
        loop = asyncio.get_running_loop()
        silence = loop.call_later(SILENCE.total_seconds(), self._unheard, chat_id)
        try:
            result = await sending
        finally:
            silence.cancel()
        if is_answer(result):
            self._became(heard(now=self._clock()))
        elif loop.time() < silence.when():
            self._unheard(chat_id)
        return result

    def ask(self, tasks: asyncio.TaskGroup, *, doubt: datetime) -> None:
        """Ask getMe where it is due; `doubt`: the last one of which the database knows."""
        if not self._is_asking and needs_try(self.line, doubt, now=self._clock()):
            self._asking = tasks.create_task(self._ask())

    def rest(self) -> None:
        """Nothing is left to send."""
        self._became(at_rest(self.line))

    def end(self) -> None:
        """Ask no more."""
        if self._asking:
            self._asking.cancel()

    async def _ask(self) -> None:
        asked = self._clock()
        answered = await self._answers()
        self._became(tried(self.line, asked, answered=answered, now=self._clock()))

    def _unheard(self, chat_id: int) -> None:
        self._became(unheard(self.line, chat_id, now=self._clock()))

    def _became(self, line: TelegramLine) -> None:
        was, self.line = self.line, line
        if line == was:
            return
        self.woken.set()
        if was.on_trial and not line.on_trial:
            self._trial = None
        if was.down_since is None and line.down_since is not None:
            logger.warning("telegram does not answer since=%s", line.down_since)
        elif was.down_since is not None and line.down_since is None:
            self._came_back = True
            logger.warning("telegram answers again silent_since=%s", was.down_since)
