"""Answers of the bot, brought straight back to who asked, outside the outbox."""

import logging
from dataclasses import replace
from datetime import timedelta

from telegram.error import TelegramError

from bot.chats import outgoing
from bot.chats.long_polling import PolledBot
from bot.chats.pace import Pace
from bot.chats.send_results import FOREIGN, not_modified, patience, reason_of, result_of
from bot.core.delivery.messages import Answer, Edit, Message, Send, Update
from bot.core.delivery.outbox import Never

_log = logging.getLogger(__name__)

_PATIENCE = timedelta(seconds=5)
"""An answer later than this after the question is no answer."""


async def give(bot: PolledBot, pace: Pace, update: Update, answer: Answer) -> None:
    """Bring the answer; what Telegram will not take is logged, and lost."""
    try:
        if update.callback_id:
            await _quietly(bot, update, answer)
        if update.inline_id:
            await outgoing.offer(bot, update.inline_id, answer.results)
        elif answer.message:
            await _say(bot, pace, update, answer.message, edit=answer.edit)
    except FOREIGN as error:
        _log.warning("answer refused update=%d reason=%s", update.id, reason_of(error))


async def _quietly(bot: PolledBot, update: Update, answer: Answer) -> None:
    """End the button's waiting, with a short text or without; too late is no harm."""
    try:
        await bot.answer_callback_query(
            update.callback_id, text=answer.notice or None, show_alert=answer.alert
        )
    except FOREIGN as error:
        _log.info("callback not answered update=%d reason=%s", update.id, reason_of(error))


async def _say(bot: PolledBot, pace: Pace, update: Update, message: Message, *, edit: bool) -> int:
    """Once, and once more where Telegram asks for patience; a message too old to be edited is
    answered with a new one, a picture it refuses is left out.
    """
    wanted = _outgoing(update, message, edit=edit)
    await pace.turn(update.chat_id)
    try:
        return await _asked(bot, wanted)
    except TelegramError as error:
        result = result_of(error)
        if message.picture and isinstance(result, Never):
            return await _say(bot, pace, update, replace(message, picture=b""), edit=edit)
        if isinstance(wanted, Edit) and isinstance(result, Never) and not result.markup:
            return await _say(bot, pace, update, message, edit=False)
        if wait := patience(result, longest=_PATIENCE):
            await pace.later(wait)
            return await _asked(bot, wanted)
        raise


def _outgoing(update: Update, message: Message, *, edit: bool) -> Send | Edit:
    if edit and update.callback_id and update.message_id:
        return Edit(update.chat_id, update.message_id, message)
    group = update.chat_kind != "private" and not update.callback_id
    reply_to = update.message_id if group else None
    return Send(update.chat_id, message, thread_id=update.thread_id, reply_to=reply_to)


async def _asked(bot: PolledBot, wanted: Send | Edit) -> int:
    try:
        return await outgoing.bring(bot, wanted)
    except TelegramError as error:
        if isinstance(wanted, Edit) and not_modified(error):
            return wanted.message_id
        raise
