"""What the bot answers to people: one call in, at most one answer out; knows no Telegram API.

Rule 1: edited and forwarded messages, channel posts and people without a name (anonymous admins)
change nothing.
Rule 2: how much a person may ask is settled as updates come, not when their turn has come.
Rule 3: who may do a thing is asked when it is done: for a command and for a press alike.
"""

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands import start_stop as people
from bot.commands.command_table import NAMED, PRESSES, Who, who_may
from bot.commands.inline import cards
from bot.commands.membership import migrated, welcomed
from bot.commands.services import Call, Services, said, wrong
from bot.core.chat.callback_data import parse_press
from bot.core.chat.rate_limit import Bucket, is_full, spent
from bot.core.delivery.messages import Answer, Update
from bot.core.lang.i18n import key, supported_language
from bot.core.types import Chat, ChatKind

logger = logging.getLogger(__name__)

_REMEMBERED = 10_000
"""People whose budget is remembered at once; 10,000 buckets are about 2 MB."""


class Commands:
    """Answers updates; remembers only how much each person has asked for."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._buckets: dict[int, Bucket] = {}
        self._refused: dict[int, datetime] = {}

    def admits(self, update: Update) -> bool:
        """Whether it is to be answered, asked once as it comes: a wish takes of its person's
        budget.
        """
        return not _is_wish(update) or self._granted(update, self.services.now())

    async def answer(self, update: Update) -> Answer | None:
        """What to say to it; None is silence."""
        now = self.services.now()
        if update.migrated_to is not None:
            await migrated(self.services, update)
            return None
        if update.membership:
            return await welcomed(await self._call(update, now))
        if not _is_wish(update):
            return None
        call = await self._call(update, now)
        if update.inline_id:
            return await cards(call)
        return await (self._press(call) if update.callback_id else self._command(call))

    async def _command(self, call: Call) -> Answer | None:
        name = call.update.command.lower()
        if not name:
            return await people.words(call)
        command = NAMED.get(name)
        if command is None:
            return _unknown(call)
        if refusal := await self._refusal(call, who_may(command, call)):
            return refusal
        return await command.handler(replace(call, usage=command.usage))

    async def _press(self, call: Call) -> Answer | None:
        press = parse_press(call.update.callback_data)
        if press is None or press.verb not in PRESSES:
            return wrong(call)
        who, pressed = PRESSES[press.verb]
        if refusal := await self._refusal(call, who):
            words = refusal.message.plain if refusal.message else ""
            return Answer(notice=words, alert=True)
        return await pressed(call, press)

    async def _refusal(self, call: Call, who: Who) -> Answer | None:
        if who is Who.BOT_ADMIN and not call.is_bot_admin:
            self._log_refused(call)
            return said(call.texts.sentence("This is for the bot's editors."))
        if who is Who.CHAT_ADMIN and not await call.is_chat_admin():
            anonymous = call.update.user_id == 0
            words = _ANONYMOUS if anonymous else _NOT_ADMIN
            return said(call.texts.sentence(words))
        return None

    def _log_refused(self, call: Call) -> None:
        """Once a minute and person, so that a log cannot be flooded."""
        user, last = call.update.user_id, self._refused.get(call.update.user_id)
        if last is None or call.now - last >= timedelta(minutes=1):
            self._refused = {user: call.now} if len(self._refused) > 1000 else self._refused
            self._refused[user] = call.now
            wish = call.update.command or call.update.callback_data
            logger.warning("refused an editor's wish user=%d wish=%r", user, wish[:64])

    def _granted(self, update: Update, now: datetime) -> bool:
        person = update.user_id or update.chat_id
        if len(self._buckets) >= _REMEMBERED:
            kept = self._buckets.items()
            self._buckets = {who: each for who, each in kept if not is_full(each, now)}
        self._buckets[person], granted = spent(self._buckets.get(person), now)
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


def _is_wish(update: Update) -> bool:
    """Something a person asks for, here and now."""
    if update.inline_id:
        return True
    if update.is_edit or update.is_forward or update.chat_kind == ChatKind.CHANNEL:
        return False
    return bool(update.callback_id or update.command or update.text)


def _unknown(call: Call) -> Answer | None:
    """In a group a strange command is another bot's business."""
    if not call.is_private:
        return None
    return said(call.texts.sentence("I do not know that. /help lists what I can do."))
