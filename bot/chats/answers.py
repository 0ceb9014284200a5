"""Sends answers straight back to the person who asked, without the outbox."""

import logging
from dataclasses import replace
from datetime import timedelta

from telegram.error import TelegramError

from bot.chats import outgoing
from bot.chats.answer_pace import AnswerPace
from bot.chats.long_polling import PolledBot
from bot.chats.send_results import FOREIGN, not_modified, reason_of, result_of, short_wait
from bot.core.delivery.messages import Answer, Edit, Message, Send, Update
from bot.core.delivery.outbox import Never

_log = logging.getLogger(__name__)

_PATIENCE = timedelta(seconds=5)
"""Nobody waits longer for an answer."""


async def send_answer(bot: PolledBot, pace: AnswerPace, update: Update, answer: Answer) -> None:
    """Send the answer. If Telegram refuses it, log that and drop it."""
    try:
        if update.callback_id:
            await _end_waiting(bot, update, answer)
        if update.inline_id:
            await outgoing.answer_inline(bot, update.inline_id, answer)
        elif answer.message:
            await _send_answer(bot, pace, update, answer.message, answer)
    except FOREIGN as error:
        _log.warning("answer refused update=%d reason=%s", update.id, reason_of(error))


async def _end_waiting(bot: PolledBot, update: Update, answer: Answer) -> None:
    """Stop the button's spinner, with or without a short text; being too late does no harm."""
    try:
        await bot.answer_callback_query(
            update.callback_id, text=answer.notice or None, show_alert=answer.alert
        )
    except FOREIGN as error:
        _log.info("callback not answered update=%d reason=%s", update.id, reason_of(error))


async def _send_answer(
    bot: PolledBot, pace: AnswerPace, update: Update, message: Message, answer: Answer
) -> None:
    """Send an answer; what Telegram cannot show to one person alone is for all."""
    alone = answer.only_to_asker and _in_group(update) and update.ephemeral_id is None
    if not (alone and await _sent_to_one(bot, pace, update, message)):
        await _send(bot, pace, update, message, edit=answer.edit)


async def _sent_to_one(bot: PolledBot, pace: AnswerPace, update: Update, message: Message) -> bool:
    """Answer a press where only the person who pressed sees it; False if Telegram refuses."""
    wanted = _ephemeral(update, message, edit=False)
    await pace.wait_for_room(update.chat_id)
    try:
        await outgoing.send_or_edit(bot, wanted)
    except TelegramError as error:
        if not isinstance(result_of(error), Never):
            raise
        _log.info("not for one person alone update=%d reason=%s", update.id, reason_of(error))
        return False
    return True


def _in_group(update: Update) -> bool:
    return update.chat_kind in ("group", "supergroup")


async def _send(
    bot: PolledBot, pace: AnswerPace, update: Update, message: Message, *, edit: bool
) -> int:
    """Send or edit; try once more if Telegram asks for a short wait.

    A picture that Telegram refuses is left out. A message too old to be edited gets a new one.
    """
    wanted = _outgoing(update, message, edit=edit)
    await pace.wait_for_room(update.chat_id)
    try:
        return await _attempt(bot, wanted)
    except TelegramError as error:
        result = result_of(error)
        if message.picture and isinstance(result, Never):
            return await _send(bot, pace, update, replace(message, picture=b""), edit=edit)
        if isinstance(wanted, Edit) and isinstance(result, Never) and not result.markup:
            return await _send(bot, pace, update, message, edit=False)
        if wait := short_wait(result, longest=_PATIENCE):
            await pace.sleep(wait)
            return await _attempt(bot, wanted)
        raise


def _outgoing(update: Update, message: Message, *, edit: bool) -> Send | Edit:
    if update.ephemeral_id is not None:
        return _ephemeral(update, message, edit=edit)
    if edit and update.callback_id and update.message_id:
        return Edit(update.chat_id, update.message_id, message)
    group = update.chat_kind != "private" and not update.callback_id
    reply_to = update.message_id if group else None
    return Send(update.chat_id, message, thread_id=update.thread_id, reply_to=reply_to)


def _ephemeral(update: Update, message: Message, *, edit: bool) -> Send | Edit:
    """Answer where only the person sees it what only the person could see."""
    if edit and update.callback_id and update.ephemeral_id:
        return Edit(update.chat_id, update.ephemeral_id, message, only_to=update.user_id)
    return Send(
        update.chat_id,
        message,
        thread_id=update.thread_id,
        only_to=update.user_id,
        callback_id=update.callback_id,
    )


async def _attempt(bot: PolledBot, wanted: Send | Edit) -> int:
    try:
        return await outgoing.send_or_edit(bot, wanted)
    except TelegramError as error:
        if isinstance(wanted, Edit) and not_modified(error):
            return wanted.message_id
        raise
