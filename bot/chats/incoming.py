"""Turns Telegram's updates into core's, without the library's types."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from telegram import (
    Bot,
    CallbackQuery,
    ChatMemberUpdated,
    InlineQuery,
    MaybeInaccessibleMessage,
    MessageEntity,
)
from telegram import Chat as TelegramChat
from telegram import Message as TelegramMessage
from telegram import Update as TelegramUpdate

from bot.core.delivery.messages import Update
from bot.core.types import thread_of

KINDS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""The updates asked for. Posts of a channel are left out: nobody gives commands there."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?\s*", re.DOTALL)
_FOR_CHATS = (777000, 1087968824, 136817688)
"""Users that stand for a chat: a linked channel, an anonymous admin, a channel as sender."""


def parsed_update(raw: Mapping[str, Any], bot: Bot, *, username: str) -> Update | None:
    """Parse an update; None if it does not concern the bot. Raises whatever the library raises."""
    update = TelegramUpdate.de_json(dict(raw), bot)
    if update.callback_query:
        return _from_press(update.update_id, update.callback_query)
    if update.inline_query:
        return _from_inline_query(update.update_id, update.inline_query)
    if update.my_chat_member:
        return _from_membership(update.update_id, update.my_chat_member)
    if update.message:
        return _from_message(update.update_id, update.message, username)
    if update.edited_message:
        edited = _from_message(update.update_id, update.edited_message, username)
        return replace(edited, is_edit=True) if edited else None
    return None


def _from_message(id: int, message: TelegramMessage, username: str) -> Update | None:
    if message.migrate_from_chat_id:
        here = _from_chat(id, message.chat)
        # the new supergroup tells of the old group; both updates name the same pair
        return replace(here, chat_id=message.migrate_from_chat_id, migrated_to=message.chat_id)
    if _is_another_bots(message):
        return None
    text = message.text or message.caption or ""
    command, addressee, arguments = _command(text)
    if addressee and addressee.lower() != username.lower():
        return None
    return replace(
        _from_place(id, message),
        user_id=_author(message),
        language=(message.from_user.language_code or "") if message.from_user else "",
        command=command,
        arguments=arguments,
        text=text,
        links=_links(message),
        is_media=bool(message.effective_attachment),
        message_id=message.message_id or None,
        ephemeral_id=_ephemeral(message),
        migrated_to=message.migrate_to_chat_id,
        is_forward=message.forward_origin is not None,
    )


def _links(message: TelegramMessage) -> tuple[str, ...]:
    """Return the addresses in a message, those under words too."""
    known = {**message.parse_entities(_LINKED), **message.parse_caption_entities(_LINKED)}
    found = (entity.url or text for entity, text in known.items())
    return tuple(each if "://" in each else f"https://{each}" for each in found)


_LINKED: list[str | None] = [MessageEntity.URL, MessageEntity.TEXT_LINK]


def _from_press(id: int, query: CallbackQuery) -> Update:
    message = query.message
    if isinstance(message, TelegramMessage):
        here = _from_place(id, message)
    elif message:
        here = _from_chat(id, message.chat)
    else:
        here = Update(id, query.from_user.id, "private")
    return replace(
        here,
        user_id=query.from_user.id,
        language=query.from_user.language_code or "",
        message_id=(message.message_id or None) if message else None,
        ephemeral_id=_ephemeral(message) if message else None,
        callback_id=query.id,
        # Pressed under a message sent by inline mode: where it hangs is not told, so it does
        # nothing, and the person is told so over the chat.
        callback_data=(query.data or "") if message else "",
    )


def _ephemeral(message: MaybeInaccessibleMessage) -> int | None:
    """Return the number of a message that only its receiver sees; its `message_id` is 0."""
    if message.message_id:
        return None
    number = message.api_kwargs.get("ephemeral_message_id")
    return number if isinstance(number, int) else 0


def _from_inline_query(id: int, query: InlineQuery) -> Update:
    person = query.from_user
    return Update(
        id,
        person.id,
        "private",
        user_id=person.id,
        language=person.language_code or "",
        inline_id=query.id,
        inline_query=query.query,
    )


def _from_membership(id: int, change: ChatMemberUpdated) -> Update:
    return replace(
        _from_chat(id, change.chat),
        user_id=change.from_user.id,
        language=change.from_user.language_code or "",
        membership=str(change.new_chat_member.status),
    )


def _from_place(id: int, message: TelegramMessage) -> Update:
    """Return where a message is; a reply thread outside a forum is no forum topic."""
    replied = message.reply_to_message
    thread_id = message.message_thread_id if message.is_topic_message else None
    opening = replied and replied.forum_topic_created
    return replace(
        _from_chat(id, message.chat),
        thread_id=thread_of(thread_id),
        reply_to=replied.message_id if replied and not opening else None,
    )


def _from_chat(id: int, chat: TelegramChat) -> Update:
    title = chat.title or " ".join(filter(None, (chat.first_name, chat.last_name)))
    return Update(id, chat.id, str(chat.type), chat_title=title, chat_username=chat.username)


def _is_another_bots(message: TelegramMessage) -> bool:
    """Whether another bot wrote this: two bots answering each other would never end.

    A "bot" that stands for a chat is a person.
    """
    author = message.from_user
    stands_for_a_chat = message.sender_chat or (author and author.id in _FOR_CHATS)
    return bool(author and author.is_bot and not stands_for_a_chat)


def _author(message: TelegramMessage) -> int:
    """Return the author's user id; 0 if it is a chat or a bot."""
    author = message.from_user
    if author is None or author.is_bot or message.sender_chat or author.id in _FOR_CHATS:
        return 0
    return author.id


def _command(text: str) -> tuple[str, str, str]:
    """Split `/latest@isswire_bot iss 5` into command, addressee and arguments."""
    found = _COMMAND.fullmatch(text)
    if not found:
        return "", "", ""
    return found[1].lower(), found[2] or "", (found[3] or "").strip()
