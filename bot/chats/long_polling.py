"""Long polling: ask for updates, hand each on, and acknowledge what was taken.

Rule 1: one update that cannot be read or answered never holds back the others.
Rule 2: what was taken is acknowledged before polling ends, so that a restart repeats nothing.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any, TypeVar

from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.chats.incoming import KINDS
from bot.chats.send_results import reason_of
from bot.chats.transport import AnswerLost, Flood

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")
Raw = dict[str, Any]
Take = Callable[[Raw], Coroutine[Any, Any, None]]

LONG_POLL = timedelta(seconds=30)
_READ = 15.0
"""Seconds an answer may take beyond the long poll's own time."""
_SLOWEST_PAUSE = 30.0
"""Seconds between attempts at a Telegram that does not answer."""
_BATCH_PATIENCE = 5.0
"""Seconds the next batch waits for the slowest answer of the last one."""
_DRAIN = 5.0
"""Seconds the answers under way have to end in when polling stops."""
_FAREWELL = 2.0
"""Seconds for the last acknowledgement."""


class PolledBot(Bot):
    """The library's bot, able to hand out updates unread."""

    _dates = True  # the library lets only private attributes be set

    @property
    def knows_dates(self) -> bool:
        """Whether the server takes `<tg-time>`; an own Bot API server may be older than that."""
        return self._dates

    def forget_dates(self) -> None:
        self._dates = False

    async def raw_updates(self, asked: dict[str, Any], *, read: float) -> list[Raw]:
        """getUpdates. The library's own method reads a whole batch at once: one update that it
        cannot read would come back with every batch, for ever.
        """
        try:
            result: Any = await self._post("getUpdates", asked, read_timeout=read)
        except (KeyError, TypeError):
            raise AnswerLost("the answer has no result") from None
        if not isinstance(result, list):
            raise AnswerLost("the result is no list of updates")
        return [raw for raw in result if isinstance(raw, dict) and _number(raw) is not None]


class Polling:
    """One run of polling. `fatal` says, once it has ended by itself, why it had to."""

    def __init__(self, bot: PolledBot, take: Take, *, conflict_patience: timedelta) -> None:
        self._bot = bot
        self._take = take
        self._conflict_patience = conflict_patience.total_seconds()
        self._conflict_since: float | None = None
        self._failures = 0
        self._offset = 0
        self.fatal: TelegramError | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`, or until going on makes no sense."""
        under_way: set[asyncio.Task[None]] = set()
        async with asyncio.TaskGroup() as tasks:
            while not stop.is_set() and self.fatal is None:
                taken = {tasks.create_task(self._take(raw)) for raw in await self._batch(stop)}
                under_way = {task for task in under_way if not task.done()} | taken
                await unless(stop, _ended(taken, within=_BATCH_PATIENCE))
            for late in await _ended(under_way, within=_DRAIN):
                late.cancel()
        await self._acknowledge()

    async def _batch(self, stop: asyncio.Event) -> list[Raw]:
        """The next updates; none after a failure, whose pause is over then."""
        try:
            batch = await unless(stop, self._fetch(LONG_POLL)) or []
        except TelegramError as error:
            await unless(stop, asyncio.sleep(self._pause(error)))
            return []
        self._failures, self._conflict_since = 0, None
        for raw in batch:
            self._offset = max(self._offset, (_number(raw) or 0) + 1)
        return batch

    async def _fetch(self, wait: timedelta) -> list[Raw]:
        seconds = int(wait.total_seconds())
        asked = {"offset": self._offset, "timeout": seconds, "allowed_updates": list(KINDS)}
        return await self._bot.raw_updates(asked, read=seconds + _READ)

    def _pause(self, error: TelegramError) -> float:
        """Seconds to wait after a failure, doubling; ends the polling where none would help."""
        self._failures += 1
        if isinstance(error, InvalidToken) or self._conflict_lasts(error):
            self.fatal = error
            return 0.0
        _log.warning("polling failed reason=%s", reason_of(error))
        if isinstance(error, Flood) and error.after:
            return error.after.total_seconds()
        return float(min(_SLOWEST_PAUSE, 0.5 * 2 ** min(self._failures, 10)))

    def _conflict_lasts(self, error: TelegramError) -> bool:
        if not isinstance(error, Conflict):
            return False
        now = time.monotonic()
        self._conflict_since = self._conflict_since or now
        return now - self._conflict_since >= self._conflict_patience

    async def _acknowledge(self) -> None:
        if self._offset and self.fatal is None:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(_FAREWELL):
                    await self._fetch(timedelta(0))


async def _ended(tasks: set[asyncio.Task[None]], *, within: float) -> set[asyncio.Task[None]]:
    """Wait a while for all of them; returns those still running."""
    return (await asyncio.wait(tasks, timeout=within))[1] if tasks else set()


def _number(raw: Raw) -> int | None:
    number = raw.get("update_id")
    return number if isinstance(number, int) else None


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, _Result]) -> _Result | None:
    """The work's result, or None when `stop` came first; the work is cancelled then."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
