"""What people do: takes Telegram's updates, has them answered, sends the answers.

Rule 1: an update is done when it was answered, or when three attempts to answer it failed.
Rule 2: updates of one chat are answered in order, those of different chats side by side.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary

from telegram.error import Conflict

from bot.chats import answers
from bot.chats.incoming import parsed_update
from bot.chats.long_polling import Polling
from bot.chats.telegram import TOKEN_REFUSED, Telegram
from bot.core.delivery.messages import Answer, Update
from bot.errors import StorageError

_log = logging.getLogger(__name__)

AnswerUpdate = Callable[[Update], Awaitable[Answer | None]]
Admits = Callable[[Update], bool]
TurnAway = Callable[[Update], Answer | None]

OTHER_POLLER = "another process polls Telegram with this token: stop one of the two"

_ATTEMPTS = 3
_BETWEEN_ATTEMPTS = 0.5
"""Seconds."""


def everyone(update: Update) -> bool:
    """Admit every update."""
    return True


def in_silence(update: Update) -> Answer | None:
    """Say nothing to one who is not admitted."""
    return None


class Updates:
    """Takes updates by long polling (`poll`) or from the webhook (`take_update`).

    `admits` is asked once per update, on arrival, before the update waits for earlier ones of its
    chat; `turned_away` is what one is told that is not admitted.
    """

    def __init__(
        self,
        telegram: Telegram,
        answer: AnswerUpdate,
        *,
        admits: Admits = everyone,
        turned_away: TurnAway = in_silence,
    ) -> None:
        self._telegram = telegram
        self._answer_of = answer
        self._admits = admits
        self._turned_away = turned_away
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def poll(
        self, stop: asyncio.Event, *, conflict_patience: timedelta = timedelta(0)
    ) -> str:
        """Take updates by long polling until `stop`; return why it ended for good, else "".

        Another poller is tolerated for `conflict_patience`: a deploy's old process, about to end.
        """
        await self._telegram.drop_webhook()
        bot = self._telegram.bot
        polling = Polling(bot, self.take_update, conflict_patience=conflict_patience)
        await polling.run(stop)
        if polling.fatal is None:
            return ""
        return OTHER_POLLER if isinstance(polling.fatal, Conflict) else TOKEN_REFUSED

    async def take_update(self, raw: Mapping[str, Any]) -> None:
        """Parse an update as Telegram sends it, have it answered, and send the answer."""
        username = await self._telegram.me()
        try:
            update = parsed_update(raw, self._telegram.bot, username=username)
        except Exception as error:  # the library's parser; one bad update must not stop the others
            _log.error("update skipped id=%s error=%s", raw.get("update_id"), type(error).__name__)
            return
        if update and self._admits(update):
            async with self._lock_of(update.chat_id):
                await self._answer(update)
        elif update:
            refusal = self._turned_away(update)
            if refusal or update.callback_id:
                await self._send(update, refusal or Answer())

    async def _answer(self, update: Update) -> None:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = await self._answer_of(update)
            except StorageError:
                raise
            except Exception:  # one person's update must not stop the bot for everybody
                _log.exception("update failed id=%d attempt=%d", update.id, attempt)
                await asyncio.sleep(_BETWEEN_ATTEMPTS)
                continue
            if answer or update.callback_id:
                await self._send(update, answer or Answer())
            return

    async def _send(self, update: Update, answer: Answer) -> None:
        await answers.send_answer(self._telegram.bot, self._telegram.pace, update, answer)

    def _lock_of(self, chat_id: int) -> asyncio.Lock:
        """Return the chat's lock: its updates are answered in order, different chats at once."""
        lock = self._locks.get(chat_id) or asyncio.Lock()
        self._locks[chat_id] = lock
        return lock
