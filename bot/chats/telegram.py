"""The connection to Telegram: sends messages and asks about chats.

Nothing here retries a delivery: each send is one attempt and its result.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta

from telegram.error import InvalidToken

from bot.chats import chat_queries as asking
from bot.chats import outgoing
from bot.chats.answer_pace import AnswerPace
from bot.chats.incoming import KINDS
from bot.chats.long_polling import PolledBot
from bot.chats.send_results import FOREIGN, not_modified, reason_of, result_of
from bot.chats.transport import Transport, announced
from bot.core.delivery.line import is_answer
from bot.core.delivery.messages import Edit, Outgoing
from bot.core.delivery.outbox import Never, SendResult, Sent
from bot.core.types import Chat, MissingRight
from bot.errors import BotError, ConfigError

_log = logging.getLogger(__name__)

API_URL = "https://api.telegram.org"
CONNECT = timedelta(seconds=10)
READ = timedelta(seconds=60)
"""Long, because Telegram may wait for seconds before it answers 429; if we gave up earlier, a
clear refusal would become an unknown outcome.
"""

TOKEN_REFUSED = "TELEGRAM_TOKEN: Telegram refuses this token; get a valid one from @BotFather"  # noqa: S105  # words, no token

_CONNECTIONS = 64
_START = timedelta(seconds=10)
"""How long the start waits for getMe."""
_SIGN_OF_LIFE = 5.0
"""Seconds that a call may take which is there to be answered."""


@asynccontextmanager
async def talking(
    *,
    token: str,
    api_url: str = API_URL,
    connect: timedelta = CONNECT,
    read: timedelta = READ,
    proxy: str = "",
) -> AsyncIterator["Telegram"]:
    """Connect to Telegram until the block ends. Methods are at `<api_url>/bot<token>/<method>`.

    Raises ConfigError if
    Telegram refuses the token; an unreachable Telegram is no error.
    """
    base = api_url.rstrip("/")
    # At DEBUG the library logs the token and what people wrote.
    logging.getLogger("telegram").setLevel(logging.WARNING)
    async with (
        Transport(connections=2, connect=connect, read=read, proxy=proxy) as polls,
        Transport(connections=_CONNECTIONS, connect=connect, read=read, proxy=proxy) as calls,
    ):
        bot = PolledBot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=calls,
            get_updates_request=polls,
        )
        telegram = Telegram(bot, start=min(read, _START))
        await telegram.introduce()
        telegram.date = calls.date
        yield telegram


class Telegram:
    """Made by `talking`. `id` and `username` are the bot's, once Telegram has told them."""

    def __init__(self, bot: PolledBot, *, start: timedelta) -> None:
        self.bot = bot
        self._start = start.total_seconds()
        self.pace = AnswerPace()
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
            me = await self.bot.get_me(read_timeout=self._start)
        except InvalidToken:
            raise ConfigError(TOKEN_REFUSED) from None
        except FOREIGN as error:
            _log.warning("telegram unreachable reason=%s", reason_of(error))
            return False
        self.id, self.username = me.id, me.username or ""
        return True

    async def answers(self) -> bool:
        """Whether Telegram answers a call that changes nothing, be it with a refusal."""
        try:
            await self.bot.get_me(read_timeout=_SIGN_OF_LIFE)
        except FOREIGN as error:
            return is_answer(result_of(error))
        return True

    async def send(
        self, wanted: Outgoing, asking: Callable[[], None] = lambda: None
    ) -> SendResult:
        """Try once to send or edit a message; return the result, never raise.

        `asking` is called right before the first byte is written.
        """
        self.pace.note(wanted.chat_id)
        try:
            with announced(asking):
                return Sent(await outgoing.send_or_edit(self.bot, wanted))
        except Exception as error:  # the library's parsers may raise anything
            if isinstance(wanted, Edit) and not_modified(error):
                return Sent(wanted.message_id)
            return result_of(error)

    async def me(self) -> str:
        """Return the bot's username, asked for again where Telegram was not reached before."""
        if not self.username:
            await self.introduce()
        return self.username

    async def use_webhook(self, url: str, secret: str) -> bool:
        """Ask Telegram to post updates to `url`; return False if it cannot be reached now.

        Raises ConfigError if Telegram refuses the address or the secret.
        """
        try:
            await self.bot.set_webhook(url, secret_token=secret, allowed_updates=KINDS)
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
            await self.bot.delete_webhook()
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
            await asking.set_commands(self.bot, commands, scope=scope, language=language)
        except FOREIGN as error:
            _log.warning("commands not set reason=%s", reason_of(error))
            return False
        return True

    async def chat(self, wanted: int | str) -> Chat | None:
        """Return the chat with this id or @name, or None. Raises BotError if it is silent."""
        with _raising_bot_error():
            return await asking.chat(self.bot, wanted)

    async def administrators(self, chat_id: int) -> frozenset[int]:
        """Return the user ids of a chat's admins. Raises BotError if Telegram is silent."""
        with _raising_bot_error():
            return await asking.administrators(self.bot, chat_id)

    async def missing_right(self, chat: Chat) -> MissingRight | None:
        """Return what keeps the bot from posting there. Raises BotError if Telegram is silent."""
        with _raising_bot_error():
            return await asking.missing_right(self.bot, chat)

    async def delete(self, chat_id: int, message_id: int) -> str:
        """Delete a message; return why Telegram would not, "" if it did."""
        try:
            await self.bot.delete_message(chat_id, message_id)
        except FOREIGN as error:
            return reason_of(error)
        return ""

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """Whether the user is an admin now. Raises BotError if Telegram is silent."""
        with _raising_bot_error():
            return await asking.is_admin(self.bot, chat_id, user_id)


@contextmanager
def _raising_bot_error() -> Iterator[None]:
    try:
        yield
    except FOREIGN as error:
        raise BotError(f"Telegram cannot be asked: {reason_of(error)}") from None
