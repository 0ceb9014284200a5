"""The connection to Telegram: sends messages, asks about chats, and takes updates.

Rule 1: nothing here retries a delivery: each send is one attempt and its result.
Rule 2: an update is done when it was answered, or when three attempts to answer it failed.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from telegram.error import Conflict, InvalidToken

from bot.chats import answers, outgoing
from bot.chats import chat_queries as asking
from bot.chats.answer_pace import AnswerPace
from bot.chats.incoming import KINDS, parsed_update
from bot.chats.long_polling import PolledBot, Polling
from bot.chats.send_results import FOREIGN, not_modified, reason_of, result_of
from bot.chats.transport import Transport, announced
from bot.core.delivery.messages import Answer, Edit, Outgoing, Update
from bot.core.delivery.outbox import Never, SendResult, Sent
from bot.core.types import Chat
from bot.errors import BotError, ConfigError, StorageError

_log = logging.getLogger(__name__)

API_URL = "https://api.telegram.org"
CONNECT = timedelta(seconds=10)
READ = timedelta(seconds=60)
"""Long, because Telegram may wait for seconds before it answers 429; if we gave up earlier, a
clear refusal would become an unknown outcome.
"""

OnUpdate = Callable[[Update], Awaitable[Answer | None]]
Admits = Callable[[Update], bool]
OnFatal = Callable[[str], None]

TOKEN_REFUSED = "TELEGRAM_TOKEN: Telegram refuses this token; get a valid one from @BotFather"  # noqa: S105  # words, no token
OTHER_POLLER = "another process polls Telegram with this token: stop one of the two"

_ATTEMPTS = 3
_BETWEEN_ATTEMPTS = 0.5
"""Seconds."""
_CONNECTIONS = 64
_START = timedelta(seconds=10)
"""How long the start waits for getMe."""


def everyone(update: Update) -> bool:
    """Admit every update."""
    return True


@asynccontextmanager
async def talking(
    *,
    token: str,
    api_url: str = API_URL,
    on_update: OnUpdate,
    on_fatal: OnFatal,
    admits: Admits = everyone,
    connect: timedelta = CONNECT,
    read: timedelta = READ,
) -> AsyncIterator["Telegram"]:
    """Connect to Telegram until the block ends. Methods are at `<api_url>/bot<token>/<method>`.

    `admits` is asked once per update, on arrival, before the update waits for earlier ones of its
    chat. `on_fatal` is called with a line for people if polling has to end. Raises ConfigError if
    Telegram refuses the token; an unreachable Telegram is no error.
    """
    base = api_url.rstrip("/")
    # At DEBUG the library logs the token and what people wrote.
    logging.getLogger("telegram").setLevel(logging.WARNING)
    async with (
        Transport(connections=2, connect=connect, read=read) as polls,
        Transport(connections=_CONNECTIONS, connect=connect, read=read) as calls,
    ):
        bot = PolledBot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=calls,
            get_updates_request=polls,
        )
        start = min(read, _START)
        telegram = Telegram(
            bot, on_update=on_update, on_fatal=on_fatal, admits=admits, start=start
        )
        await telegram.introduce()
        telegram.date = calls.date
        yield telegram


class Telegram:
    """Made by `talking`. `id` and `username` are the bot's, once Telegram has told them."""

    def __init__(
        self,
        bot: PolledBot,
        *,
        on_update: OnUpdate,
        on_fatal: OnFatal,
        admits: Admits,
        start: timedelta,
    ) -> None:
        self._bot = bot
        self._start = start.total_seconds()
        self._on_update = on_update
        self._on_fatal = on_fatal
        self._admits = admits
        self._pace = AnswerPace()
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.id = 0
        self.username = ""
        self.date: datetime | None = None
        """Telegram's clock at the first request."""

    def __repr__(self) -> str:
        return f"Telegram(@{self.username})"

    async def introduce(self) -> bool:
        """Ask Telegram for the bot's id and name. Raises ConfigError if it refuses the token.

        Return False if Telegram cannot be reached.
        """
        try:
            me = await self._bot.get_me(read_timeout=self._start)
        except InvalidToken:
            raise ConfigError(TOKEN_REFUSED) from None
        except FOREIGN as error:
            _log.warning("telegram unreachable reason=%s", reason_of(error))
            return False
        self.id, self.username = me.id, me.username or ""
        return True

    async def send(
        self, wanted: Outgoing, asking: Callable[[], None] = lambda: None
    ) -> SendResult:
        """Try once to send or edit a message; return the result, never raise.

        `asking` is called right before the first byte is written.
        """
        self._pace.note(wanted.chat_id)
        try:
            with announced(asking):
                return Sent(await outgoing.send_or_edit(self._bot, wanted))
        except Exception as error:  # the library's parsers may raise anything
            if isinstance(wanted, Edit) and not_modified(error):
                return Sent(wanted.message_id)
            return result_of(error)

    async def poll(
        self, stop: asyncio.Event, *, conflict_patience: timedelta = timedelta(0)
    ) -> None:
        """Take updates by long polling until `stop`, or until `on_fatal` was called.

        Another poller is tolerated for `conflict_patience`: a deploy's old process, about to end.
        """
        await self.drop_webhook()
        polling = Polling(self._bot, self.take_update, conflict_patience=conflict_patience)
        await polling.run(stop)
        if polling.fatal:
            conflict = isinstance(polling.fatal, Conflict)
            self._on_fatal(OTHER_POLLER if conflict else TOKEN_REFUSED)

    async def take_update(self, raw: Mapping[str, Any]) -> None:
        """Parse an update as Telegram sends it, have it answered, and send the answer."""
        if not self.username:
            await self.introduce()
        try:
            update = parsed_update(raw, self._bot, username=self.username)
        except Exception as error:  # the library's parser; one bad update must not stop the others
            _log.error("update skipped id=%s error=%s", raw.get("update_id"), type(error).__name__)
            return
        if update and self._admits(update):
            async with self._lock_of(update.chat_id):
                await self._answer(update)
        elif update and update.callback_id:
            await answers.send_answer(self._bot, self._pace, update, Answer())

    async def use_webhook(self, url: str, secret: str) -> bool:
        """Ask Telegram to post updates to `url`; return False if it cannot be reached now.

        Raises ConfigError if Telegram refuses the address or the secret.
        """
        try:
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=KINDS)
        except FOREIGN as error:
            if isinstance(result_of(error), Never):
                words = f"WEBHOOK_URL: Telegram refuses it: {reason_of(error)}"
                raise ConfigError(words) from None
            _log.warning("webhook not set reason=%s", reason_of(error))
            return False
        return True

    async def drop_webhook(self) -> bool:
        """Remove the webhook, as polling requires; return False if Telegram does not answer."""
        try:
            await self._bot.delete_webhook()
        except FOREIGN as error:
            _log.warning("webhook not removed reason=%s", reason_of(error))
            return False
        return True

    async def set_commands(
        self, commands: Sequence[tuple[str, str]], *, scope: str | int = "default", language: str
    ) -> bool:
        """Set a menu of (command, description); return False if Telegram did not accept it.

        `scope` is default, private, groups, group admins, or one chat's id. `language` "" is for
        all languages without a menu of their own.
        """
        try:
            await asking.set_commands(self._bot, commands, scope=scope, language=language)
        except FOREIGN as error:
            _log.warning("commands not set reason=%s", reason_of(error))
            return False
        return True

    async def chat(self, wanted: int | str) -> Chat | None:
        """Return the chat with this id or @name, or None. Raises BotError if it is silent."""
        with _raising_bot_error():
            return await asking.chat(self._bot, wanted)

    async def administrators(self, chat_id: int) -> frozenset[int]:
        """Return the user ids of a chat's admins. Raises BotError if Telegram is silent."""
        with _raising_bot_error():
            return await asking.administrators(self._bot, chat_id)

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """Whether the user is an admin now. Raises BotError if Telegram is silent."""
        with _raising_bot_error():
            return await asking.is_admin(self._bot, chat_id, user_id)

    async def _answer(self, update: Update) -> None:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = await self._on_update(update)
            except StorageError:
                raise
            except Exception:  # one person's update must not stop the bot for everybody
                _log.exception("update failed id=%d attempt=%d", update.id, attempt)
                await asyncio.sleep(_BETWEEN_ATTEMPTS)
                continue
            if answer or update.callback_id:
                await answers.send_answer(self._bot, self._pace, update, answer or Answer())
            return

    def _lock_of(self, chat_id: int) -> asyncio.Lock:
        """Return the chat's lock: its updates are answered in order, different chats at once."""
        lock = self._locks.get(chat_id) or asyncio.Lock()
        self._locks[chat_id] = lock
        return lock


@contextmanager
def _raising_bot_error() -> Iterator[None]:
    try:
        yield
    except FOREIGN as error:
        raise BotError(f"Telegram cannot be asked: {reason_of(error)}") from None
