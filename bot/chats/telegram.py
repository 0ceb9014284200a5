"""The open line to Telegram: send, ask, and take what people do.

Rule 1: nothing here retries a delivery: each send is one attempt and its result.
Rule 2: an update is done when its answer was given, or three attempts at one have failed.
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
from bot.chats.incoming import KINDS, parsed_update
from bot.chats.long_polling import PolledBot, Polling
from bot.chats.pace import Pace
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
"""Telegram may sleep for seconds before a flood answer; cut short, a refusal turns unknown."""

OnUpdate = Callable[[Update], Awaitable[Answer | None]]
Admits = Callable[[Update], bool]
OnFatal = Callable[[str], None]

TOKEN_REFUSED = "TELEGRAM_TOKEN: Telegram refuses it; take a valid one from @BotFather"  # noqa: S105  # words, no token
OTHER_POLLER = "another process asks Telegram for updates with this token: stop one of them"

_ATTEMPTS = 3
_BETWEEN_ATTEMPTS = 0.5
"""Seconds."""
_CONNECTIONS = 64
_START = timedelta(seconds=10)
"""How long the start waits for Telegram to say who we are."""


def everyone(update: Update) -> bool:
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
    """Open the line until the block ends. Methods are at `<api_url>/bot<token>/<method>`.

    `admits` is asked once as an update comes, before it waits for its chat's turn; `on_fatal` is
    told, in a line for people, why polling had to end. Raises ConfigError when Telegram refuses
    the token at the start; that it cannot be reached is no error.
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
    """Made by `talking`. `id` and `username` are the bot's own, once Telegram has said them."""

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
        self._pace = Pace()
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self.id = 0
        self.username = ""
        self.date: datetime | None = None
        """Telegram's clock when we introduced ourselves."""

    def __repr__(self) -> str:
        return f"Telegram(@{self.username})"

    async def introduce(self) -> bool:
        """Ask who we are; False when Telegram cannot be reached, ConfigError for a bad token."""
        try:
            me = await self._bot.get_me(read_timeout=self._start)
        except InvalidToken:
            raise ConfigError(TOKEN_REFUSED) from None
        except FOREIGN as error:
            _log.warning("telegram not reached reason=%s", reason_of(error))
            return False
        self.id, self.username = me.id, me.username or ""
        return True

    async def send(
        self, wanted: Outgoing, asking: Callable[[], None] = lambda: None
    ) -> SendResult:
        """One attempt at a message or an edit, and what became of it; never raises.

        `asking` is called right before the first byte is written.
        """
        self._pace.note(wanted.chat_id)
        try:
            with announced(asking):
                return Sent(await outgoing.bring(self._bot, wanted))
        except Exception as error:  # the library's parsers raise anything: named at the door
            if isinstance(wanted, Edit) and not_modified(error):
                return Sent(wanted.message_id)
            return result_of(error)

    async def poll(
        self, stop: asyncio.Event, *, conflict_patience: timedelta = timedelta(0)
    ) -> None:
        """Take updates by long polling until `stop`, or until `on_fatal` was told why not.

        A second poller is borne for `conflict_patience`: the old process of a deploy, ending.
        """
        await self.drop_webhook()
        polling = Polling(self._bot, self.feed_update, conflict_patience=conflict_patience)
        await polling.run(stop)
        if polling.fatal:
            conflict = isinstance(polling.fatal, Conflict)
            self._on_fatal(OTHER_POLLER if conflict else TOKEN_REFUSED)

    async def feed_update(self, raw: Mapping[str, Any]) -> None:
        """Take one update as Telegram sends it: understand it, have it answered, bring that."""
        if not self.username:
            await self.introduce()
        try:
            update = parsed_update(raw, self._bot, username=self.username)
        except Exception as error:  # the library's parser: one bad update must not stop others
            _log.error("update skipped id=%s error=%s", raw.get("update_id"), type(error).__name__)
            return
        if update and self._admits(update):
            async with self._turn(update.chat_id):
                await self._answered(update)
        elif update and update.callback_id:
            await answers.give(self._bot, self._pace, update, Answer())

    async def use_webhook(self, url: str, secret: str) -> bool:
        """Have updates brought to `url`; False when Telegram cannot be asked just now.

        Raises ConfigError when Telegram does not agree with the address or the secret.
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
        """Make polling possible, which `poll` does by itself; False when Telegram does not
        answer.
        """
        try:
            await self._bot.delete_webhook()
        except FOREIGN as error:
            _log.warning("webhook not dropped reason=%s", reason_of(error))
            return False
        return True

    async def set_commands(
        self, commands: Sequence[tuple[str, str]], *, scope: str | int = "default", language: str
    ) -> bool:
        """Set a menu of (command, description). `scope`: default, private, groups, group admins,
        or one chat's id; `language` empty for all others. False when Telegram did not take it.
        """
        try:
            await asking.set_commands(self._bot, commands, scope=scope, language=language)
        except FOREIGN as error:
            _log.warning("commands not set reason=%s", reason_of(error))
            return False
        return True

    async def chat(self, wanted: int | str) -> Chat | None:
        """The chat with this id or @name, or None; raises BotError when nobody can say."""
        with _unreachable_named():
            return await asking.chat(self._bot, wanted)

    async def administrators(self, chat_id: int) -> frozenset[int]:
        """User ids; raises BotError when Telegram cannot be asked."""
        with _unreachable_named():
            return await asking.administrators(self._bot, chat_id)

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """By numeric id, asked anew each time; raises BotError when Telegram cannot be asked."""
        with _unreachable_named():
            return await asking.is_admin(self._bot, chat_id, user_id)

    async def _answered(self, update: Update) -> None:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = await self._on_update(update)
            except StorageError:
                raise
            except Exception:  # one person's update must not stop everybody's bot
                _log.exception("update failed id=%d attempt=%d", update.id, attempt)
                await asyncio.sleep(_BETWEEN_ATTEMPTS)
                continue
            if answer or update.callback_id:
                await answers.give(self._bot, self._pace, update, answer or Answer())
            return

    def _turn(self, chat_id: int) -> asyncio.Lock:
        """Updates of one chat are answered in order, those of different chats side by side."""
        lock = self._turns.get(chat_id) or asyncio.Lock()
        self._turns[chat_id] = lock
        return lock


@contextmanager
def _unreachable_named() -> Iterator[None]:
    try:
        yield
    except FOREIGN as error:
        raise BotError(f"Telegram cannot be asked: {reason_of(error)}") from None
