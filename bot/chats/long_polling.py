"""Long polling: asks for updates, passes each on, and acknowledges them.

Telegram has no call for acknowledging. A getUpdates with offset N confirms every update below N,
and Telegram sends those it has not seen confirmed again. So the offset moves on as soon as a batch
has arrived, and the next request confirms it; when polling ends there is no next request, and
`_acknowledge` makes one that waits for nothing.

Rule 1: an update that cannot be read or answered never holds back the others.
Rule 2: updates taken are acknowledged before polling ends, so that a restart does not repeat them.
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
"""Seconds a response may take beyond the long poll itself."""
_SLOWEST_PAUSE = 30.0
"""Longest pause between attempts when Telegram does not respond, in seconds."""
_BATCH_PATIENCE = 5.0
"""Seconds the next batch waits for the slowest update of the last one."""
_DRAIN = 5.0
"""Seconds that updates being answered may still take when polling stops."""
_LAST = 2.0
"""Seconds for the last acknowledgement."""


class PolledBot(Bot):
    """The library's bot, which can also return updates unparsed."""

    _dates = True  # the library lets only private attributes be set

    @property
    def knows_dates(self) -> bool:
        """Whether the server knows `<tg-time>`; a self-hosted Bot API server may be too old."""
        return self._dates

    def forget_dates(self) -> None:
        """Send no more `<tg-time>`."""
        self._dates = False

    async def raw_updates(self, asked: dict[str, Any], *, read: float) -> list[Raw]:
        """Call getUpdates and return the updates as they came.

        The library's own method parses the whole batch, so that one update it cannot parse would
        come back with every batch, for ever.
        """
        try:
            result: Any = await self._post("getUpdates", asked, read_timeout=read)
        except (KeyError, TypeError):
            raise AnswerLost("the answer has no result") from None
        if not isinstance(result, list):
            raise AnswerLost("the result is not a list of updates")
        return [raw for raw in result if isinstance(raw, dict) and _number(raw) is not None]

    async def raw_message(self, method: str, asked: dict[str, Any]) -> int:
        """Call a method that sends or edits a message, and return the message's id.

        The library's own methods build objects of the request, and parse all of the message that
        comes back: half of what a send costs.
        """
        message: Any = await self._post(method, asked)
        return int(message["message_id"])


class Polling:
    """One run of polling. If it had to end by itself, `fatal` says why."""

    def __init__(self, bot: PolledBot, take: Take, *, conflict_patience: timedelta) -> None:
        self._bot = bot
        self._take = take
        self._conflict_patience = conflict_patience.total_seconds()
        self._conflict_since: float | None = None
        self._failures = 0
        self._offset = 0
        self.fatal: TelegramError | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop`, or until an error that no retry can mend."""
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
        """Fetch the next updates. After a failure, pause and return none."""
        try:
            batch = await unless(stop, self._fetch(LONG_POLL)) or []
        except TelegramError as error:
            await unless(stop, asyncio.sleep(self._pause(error)))
            return []
        self._failures, self._conflict_since = 0, None
        # confirms this batch with the next request, even if answering one of it fails
        for raw in batch:
            self._offset = max(self._offset, (_number(raw) or 0) + 1)
        return batch

    async def _fetch(self, wait: timedelta) -> list[Raw]:
        seconds = int(wait.total_seconds())
        asked = {"offset": self._offset, "timeout": seconds, "allowed_updates": list(KINDS)}
        return await self._bot.raw_updates(asked, read=seconds + _READ)

    def _pause(self, error: TelegramError) -> float:
        """Return the seconds to wait after a failure, doubling each time; may set `fatal`."""
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
        """Confirm the last batch. If this fails, Telegram sends it to the next process again."""
        if self._offset and self.fatal is None:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(_LAST):
                    await self._fetch(timedelta(0))


async def _ended(tasks: set[asyncio.Task[None]], *, within: float) -> set[asyncio.Task[None]]:
    """Wait up to `within` seconds for the tasks; return those still running."""
    return (await asyncio.wait(tasks, timeout=within))[1] if tasks else set()


def _number(raw: Raw) -> int | None:
    number = raw.get("update_id")
    return number if isinstance(number, int) else None


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, _Result]) -> _Result | None:
    """Return the work's result, or cancel it and return None if `stop` comes first."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
