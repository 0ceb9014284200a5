"""Turns core's messages into calls of python-telegram-bot: markup, buttons, previews, replies."""

import logging
import re
from collections.abc import Awaitable, Callable
from html import unescape
from typing import Any, TypeVar, assert_never

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.chats.long_polling import PolledBot
from bot.core.delivery.messages import Answer, Button, Edit, InlineResult, Message, Outgoing, Send
from bot.core.types import thread_of

_TAG = re.compile(r"<[^>]*>")
_DATE_TAG = re.compile(r"</?tg-time\b[^>]*>")

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


async def send_or_edit(bot: PolledBot, wanted: Outgoing) -> int:
    """Send or edit once; return the message id. Raises whatever the library raises."""
    match wanted:
        case Send():
            return await _retrying_without_dates(bot, lambda: _send(bot, wanted))
        case Edit():
            return await _retrying_without_dates(bot, lambda: _edit(bot, wanted))
    assert_never(wanted)


async def answer_inline(bot: PolledBot, inline_id: str, given: Answer) -> None:
    """Answer an inline query for this person only, uncached."""

    async def answer() -> bool:
        made = [_inline_result(bot, result) for result in given.results]
        above = (
            InlineQueryResultsButton(given.above.text, start_parameter=given.above.payload)
            if given.above
            else None
        )
        return await bot.answer_inline_query(
            inline_id, made, cache_time=0, is_personal=True, button=above
        )

    await _retrying_without_dates(bot, answer)


async def _retrying_without_dates(
    bot: PolledBot, ask: Callable[[], Awaitable[_Result]]
) -> _Result:
    """Call Telegram; if it refuses `<tg-time>`, call again without it, now and ever after."""
    try:
        return await ask()
    except BadRequest as error:
        message = error.message.lower()
        if (
            not bot.knows_dates
            or "can't parse entities" not in message
            or "tg-time" not in message
        ):
            raise
        _log.warning("the Bot API server does not know <tg-time>: sending plain dates")
        bot.forget_dates()
        return await ask()


async def _send(bot: PolledBot, wanted: Send) -> int:
    text, mode = _text(bot, wanted.message, plain=wanted.plain)
    if wanted.message.picture:
        return await _send_picture(bot, wanted, text, mode)
    reply = {"message_id": wanted.reply_to, "allow_sending_without_reply": True}
    asked = {
        "chat_id": wanted.chat_id,
        "text": text,
        "parse_mode": mode,
        "message_thread_id": thread_of(wanted.thread_id) or None,
        "disable_notification": wanted.silent or None,
        "link_preview_options": _raw_preview(wanted.message, plain=wanted.plain),
        "reply_markup": _raw_keyboard(wanted.message),
        "reply_parameters": reply if wanted.reply_to is not None else None,
    }
    if wanted.only_to:
        asked["ephemeral_message_parameters"] = _only_to(wanted)
    return await bot.raw_message("sendMessage", asked)


def _only_to(wanted: Send) -> dict[str, Any]:
    """Say who alone may see a message, and which press it answers (Bot API 10.2)."""
    press = {"callback_query_id": wanted.callback_id} if wanted.callback_id else {}
    return {"receiver_user_id": wanted.only_to, **press}


async def _send_picture(bot: PolledBot, wanted: Send, caption: str, mode: str | None) -> int:
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


async def _edit(bot: PolledBot, wanted: Edit) -> int:
    text, mode = _text(bot, wanted.message, plain=wanted.plain)
    asked = {
        "chat_id": wanted.chat_id,
        "text": text,
        "parse_mode": mode,
        "link_preview_options": _raw_preview(wanted.message, plain=wanted.plain),
        "reply_markup": _raw_keyboard(wanted.message),
    }
    if wanted.only_to:
        only = {"receiver_user_id": wanted.only_to, "ephemeral_message_id": wanted.message_id}
        await bot.do_api_request("editEphemeralMessageText", api_kwargs=asked | only)
        return wanted.message_id
    return await bot.raw_message("editMessageText", asked | {"message_id": wanted.message_id})


def keyboard(message: Message) -> InlineKeyboardMarkup | None:
    """Build the message's inline keyboard, if it has buttons."""
    rows = [[_button(button) for button in row] for row in message.buttons if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _inline_result(bot: PolledBot, result: InlineResult) -> InlineQueryResultArticle:
    text, mode = _text(bot, result.message, plain=False)
    return InlineQueryResultArticle(
        id=result.id,
        title=result.title,
        description=result.description,
        reply_markup=keyboard(result.message),
        input_message_content=InputTextMessageContent(
            text, parse_mode=mode, link_preview_options=_preview(result.message, plain=False)
        ),
    )


def _text(bot: PolledBot, message: Message, *, plain: bool) -> tuple[str, str | None]:
    if plain:
        return message.plain or unescape(_TAG.sub("", message.html)), None
    html = message.html if bot.knows_dates else _DATE_TAG.sub("", message.html)
    return html, ParseMode.HTML


def _preview(message: Message, *, plain: bool) -> LinkPreviewOptions:
    if plain or not message.preview_url:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(
        url=message.preview_url,
        prefer_large_media=message.large_preview or None,
        prefer_small_media=None if message.large_preview else True,
    )


def _raw_preview(message: Message, *, plain: bool) -> dict[str, Any]:
    """Return the preview as the Bot API takes it."""
    if plain or not message.preview_url:
        return {"is_disabled": True}
    size = "prefer_large_media" if message.large_preview else "prefer_small_media"
    above = {"show_above_text": True} if message.preview_above else {}
    return {"url": message.preview_url, size: True, **above}


def _raw_keyboard(message: Message) -> dict[str, Any] | None:
    """Return the inline keyboard as the Bot API takes it."""
    rows = [[_raw_button(button) for button in row] for row in message.buttons if row]
    return {"inline_keyboard": rows} if rows else None


def _raw_button(button: Button) -> dict[str, str]:
    given = {
        "url": button.url,
        "callback_data": button.data,
        "switch_inline_query": button.inline,
    }
    return {"text": button.text} | {name: each for name, each in given.items() if each is not None}


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
        style=button.style or None,
    )
