"""Asks Telegram about chats and their admins, and sets command menus."""

from collections.abc import Sequence

from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
)
from telegram.error import BadRequest, Forbidden

from bot.core.types import Chat, ChatKind, MissingRight

_ADMINS = ("creator", "administrator")
_SCOPES = {
    "default": BotCommandScopeDefault,
    "private": BotCommandScopeAllPrivateChats,
    "groups": BotCommandScopeAllGroupChats,
    "group admins": BotCommandScopeAllChatAdministrators,
}


async def chat(bot: Bot, wanted: int | str) -> Chat | None:
    """Return the chat with this id or @name; None if the bot can see no such chat."""
    try:
        found = await bot.get_chat(wanted)
    except (BadRequest, Forbidden):
        return None
    title = found.title or " ".join(filter(None, (found.first_name, found.last_name)))
    kind = ChatKind(found.type)
    return Chat(id=found.id, kind=kind, title=title, username=found.username)


async def administrators(bot: Bot, chat_id: int) -> frozenset[int]:
    """Return the user ids of a chat's administrators; none if the bot may not ask."""
    try:
        members = await bot.get_chat_administrators(chat_id)
    except (BadRequest, Forbidden):
        return frozenset()
    return frozenset(member.user.id for member in members)


async def is_admin(bot: Bot, chat_id: int, user_id: int) -> bool:
    """Whether the user is an administrator of the chat; False if the bot may not ask."""
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except (BadRequest, Forbidden):
        return False
    return member.status in _ADMINS


async def missing_right(bot: Bot, chat: Chat) -> MissingRight | None:
    """Return what keeps the bot from posting in a chat; None if nothing does."""
    try:
        member = await bot.get_chat_member(chat.id, bot.id)
    except (BadRequest, Forbidden):
        return MissingRight.NOT_IN_IT
    match member:
        case ChatMemberAdministrator():
            may = member.can_post_messages is not False
        case ChatMemberRestricted():
            may = member.can_send_messages
        case ChatMemberOwner() | ChatMemberMember():
            may = chat.kind is not ChatKind.CHANNEL
        case _:
            return MissingRight.NOT_IN_IT
    return None if may else MissingRight.MAY_NOT_POST


async def set_commands(
    bot: Bot, commands: Sequence[tuple[str, str]], *, scope: str | int, language: str
) -> None:
    """Set a menu; `scope` is default, private, groups, group admins, or one chat's id."""
    where: BotCommandScope
    where = BotCommandScopeChat(scope) if isinstance(scope, int) else _SCOPES[scope]()
    await bot.set_my_commands(commands, scope=where, language_code=language or None)
