"""Answers people: one update in, at most one answer out; knows nothing of the Telegram API.

Rule 1: edited and forwarded messages, channel posts and anonymous admins change nothing.
Rule 2: a person's rate limit applies when an update arrives, not when it is answered.
Rule 3: rights are checked when a command or press is carried out, never earlier.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands import start_stop
from bot.commands.command_table import NAMED, PRESSES, Who, who_may
from bot.commands.inline import cards
from bot.commands.membership import group_migrated, membership_changed
from bot.commands.services import Call, Services, answer_line, explain_usage
from bot.core.chat.callback_data import parse_press
from bot.core.chat.rate_limit import Bucket, is_full, spend
from bot.core.delivery.messages import Answer, Update
from bot.core.lang.i18n import key, supported_language
from bot.core.types import Chat, ChatKind

logger = logging.getLogger(__name__)

_REMEMBERED = 10_000
"""People whose rate limit is remembered; 10,000 buckets are about 2 MB."""


class Commands:
    """Answers updates; remembers only how much each person has asked for."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._buckets: dict[int, Bucket] = {}
        self._refused: dict[int, datetime] = {}

    def admits(self, update: Update) -> bool:
        """Whether to answer the update; asked once, on arrival. A request counts against the
        person's rate limit.
        """
        return not _is_request(update) or self._within_limit(update, self.services.now())

    async def answer(self, update: Update) -> Answer | None:
        """Answer an update; None is silence."""
        now = self.services.now()
        if update.migrated_to is not None:
            await group_migrated(self.services, update)
            return None
        if update.membership:
            return await membership_changed(await self._call(update, now))
        if not _is_request(update):
            return None
        call = await self._call(update, now)
        if update.inline_id:
            return await cards(call)
        return await (self._press(call) if update.callback_id else self._command(call))

    async def _command(self, call: Call) -> Answer | None:
        name = call.update.command.lower()
        if not name:
            return await start_stop.plain_words(call)
        command = NAMED.get(name)
        if command is None:
            return _unknown(call)
        if refusal := await self._refusal(call, who_may(command, call)):
            return refusal
        return await command.handler(replace(call, usage=command.usage))

    async def _press(self, call: Call) -> Answer | None:
        press = parse_press(call.update.callback_data)
        if press is None or press.verb not in PRESSES:
            return explain_usage(call)
        who, pressed = PRESSES[press.verb]
        if refusal := await self._refusal(call, who):
            words = refusal.message.plain if refusal.message else ""
            return Answer(notice=words, alert=True)
        return await pressed(call, press)

    async def _refusal(self, call: Call, who: Who) -> Answer | None:
        if who is Who.BOT_ADMIN and not call.is_bot_admin:
            self._log_refused(call)
            return answer_line(call.texts.sentence("Only the bot's editors can do that."))
        if who is Who.CHAT_ADMIN and not await call.is_chat_admin():
            anonymous = call.update.user_id == 0
            words = _ANONYMOUS if anonymous else _NOT_ADMIN
            return answer_line(call.texts.sentence(words))
        return None

    def _log_refused(self, call: Call) -> None:
        """Log at most once a minute per person, so that nobody can flood the log."""
        user, last = call.update.user_id, self._refused.get(call.update.user_id)
        if last is None or call.now - last >= timedelta(minutes=1):
            self._refused = {user: call.now} if len(self._refused) > 1000 else self._refused
            self._refused[user] = call.now
            asked = call.update.command or call.update.callback_data
            logger.warning("editors' command refused user=%d asked=%r", user, asked[:64])

    def _within_limit(self, update: Update, now: datetime) -> bool:
        person = update.user_id or update.chat_id
        if len(self._buckets) >= _REMEMBERED:
            kept = self._buckets.items()
            self._buckets = {who: each for who, each in kept if not is_full(each, now)}
        self._buckets[person], granted = spend(self._buckets.get(person), now)
        return granted

    async def _call(self, update: Update, now: datetime) -> Call:
        stored = await self.services.store.chat(update.chat_id, update.thread_id)
        if stored is None and update.thread_id:
            around = await self.services.store.chat(update.chat_id, 0)
            new = replace(around, thread_id=update.thread_id) if around else self._new_chat(update)
            return Call(self.services, update, new, known=False, now=now)
        return Call(
            self.services, update, stored or self._new_chat(update), stored is not None, now
        )

    def _new_chat(self, update: Update) -> Chat:
        known = update.chat_kind in tuple(ChatKind)
        return Chat(
            id=update.chat_id,
            kind=ChatKind(update.chat_kind) if known else ChatKind.PRIVATE,
            thread_id=update.thread_id,
            title=update.chat_title,
            username=update.chat_username,
            language=supported_language(update.language, self.services.texts),
        )


_NOT_ADMIN = key("Only admins of this chat can change that.")
_ANONYMOUS = key("I cannot tell who an anonymous admin is; write under your own name.")


def _is_request(update: Update) -> bool:
    """Whether a person asks for something with this update."""
    if update.inline_id:
        return True
    if update.is_edit or update.is_forward or update.chat_kind == ChatKind.CHANNEL:
        return False
    return bool(update.callback_id or update.command or update.text)


def _unknown(call: Call) -> Answer | None:
    """Answer an unknown command; in a group it may be meant for another bot."""
    if not call.is_private:
        return None
    return answer_line(call.texts.sentence("I don't know that command. /help lists them all."))
