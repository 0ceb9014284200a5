"""Core messages as python-telegram-bot's calls: markup, buttons, previews, replies."""

import re
from html import unescape
from typing import assert_never

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode

from bot.core.delivery.messages import Button, Edit, InlineResult, Message, Outgoing, Send
from bot.core.types import thread_of

_TAG = re.compile(r"<[^>]*>")


async def bring(bot: Bot, wanted: Outgoing) -> int:
    """Send or edit, once; returns the message id, raises what the library raises."""
    match wanted:
        case Send():
            return await _send(bot, wanted)
        case Edit():
            return await _edit(bot, wanted)
    assert_never(wanted)


async def _send(bot: Bot, wanted: Send) -> int:
    text, mode = _text(wanted.message, plain=wanted.plain)
    if wanted.message.picture:
        return await _send_picture(bot, wanted, text, mode)
    sent = await bot.send_message(
        wanted.chat_id,
        text,
        parse_mode=mode,
        message_thread_id=thread_of(wanted.thread_id) or None,
        disable_notification=wanted.silent,
        link_preview_options=_preview(wanted.message, plain=wanted.plain),
        reply_markup=keyboard(wanted.message),
        reply_parameters=_reply(wanted.reply_to),
    )
    return sent.message_id


async def _send_picture(bot: Bot, wanted: Send, caption: str, mode: str | None) -> int:
    sent = await bot.send_photo(
        wanted.chat_id,
        wanted.message.picture,
        caption=caption,
        parse_mode=mode,
        message_thread_id=thread_of(wanted.thread_id) or None,
        disable_notification=wanted.silent,
        reply_markup=keyboard(wanted.message),
        reply_parameters=_reply(wanted.reply_to),
    )
    return sent.message_id


async def _edit(bot: Bot, wanted: Edit) -> int:
    text, mode = _text(wanted.message, plain=wanted.plain)
    await bot.edit_message_text(
        text,
        chat_id=wanted.chat_id,
        message_id=wanted.message_id,
        parse_mode=mode,
        link_preview_options=_preview(wanted.message, plain=wanted.plain),
        reply_markup=keyboard(wanted.message),
    )
    return wanted.message_id


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    rows = [[_button(button) for button in row] for row in message.buttons if row]
    return InlineKeyboardMarkup(rows) if rows else None


def inline_result(result: InlineResult) -> InlineQueryResultArticle:
    text, mode = _text(result.message, plain=False)
    return InlineQueryResultArticle(
        id=result.id,
        title=result.title,
        description=result.description,
        reply_markup=keyboard(result.message),
        input_message_content=InputTextMessageContent(
            text, parse_mode=mode, link_preview_options=_preview(result.message, plain=False)
        ),
    )


def _text(message: Message, *, plain: bool) -> tuple[str, str | None]:
    if plain:
        return message.plain or unescape(_TAG.sub("", message.html)), None
    return message.html, ParseMode.HTML


def _preview(message: Message, *, plain: bool) -> LinkPreviewOptions:
    if plain or not message.preview_url:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(
        url=message.preview_url,
        prefer_large_media=message.large_preview or None,
        prefer_small_media=None if message.large_preview else True,
    )


def _reply(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)


def _button(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        button.text,
        url=button.url,
        callback_data=button.data,
        switch_inline_query=button.inline,
    )
