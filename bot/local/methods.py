"""The Bot API methods that the stand-in knows, by name."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.local import query_methods as asking
from bot.local import sending
from bot.local.parameters import Parameters
from bot.local.world import World

Method = Callable[[World, Parameters], Awaitable[Any]]

SENDING = (
    "sendMessage",
    "sendPhoto",
    "editMessageText",
    "editMessageReplyMarkup",
    "editEphemeralMessageText",
)
"""Methods that count against the limits."""

METHODS: dict[str, Method] = {
    "getMe": asking.me,
    "getUpdates": asking.updates,
    "setWebhook": asking.set_webhook,
    "deleteWebhook": asking.delete_webhook,
    "getWebhookInfo": asking.webhook_info,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "editMessageText": sending.edit_text,
    "editMessageReplyMarkup": sending.edit_markup,
    "editEphemeralMessageText": sending.edit_ephemeral_text,
    "deleteMessage": sending.delete_message,
    "sendChatAction": asking.chat_action,
    "answerCallbackQuery": asking.answer_callback,
    "answerInlineQuery": asking.answer_inline,
    "getFile": asking.file,
    "getChat": asking.chat,
    "getChatMember": asking.chat_member,
    "getChatAdministrators": asking.chat_administrators,
    "getChatMemberCount": asking.member_count,
    "leaveChat": asking.leave,
    "setMyCommands": asking.set_commands,
    "getMyCommands": asking.commands,
    "deleteMyCommands": asking.delete_commands,
    "setMyName": asking.set_about,
    "setMyDescription": asking.set_about,
    "setMyShortDescription": asking.set_about,
    "setChatMenuButton": asking.set_about,
    "setMyDefaultAdministratorRights": asking.set_about,
}
_BY_LOWER_NAME = {name.lower(): name for name in METHODS}


def method_name(asked: str) -> str | None:
    """Return the method's proper spelling; names ignore case, as at Telegram."""
    return _BY_LOWER_NAME.get(asked.lower())
