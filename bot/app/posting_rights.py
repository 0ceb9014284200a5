"""Whether the bot may post where feeds.yaml wants it to: asked at the start, and by doctor."""

from collections.abc import Sequence

from bot.chats.telegram import Telegram
from bot.core.types import Channel
from bot.errors import BotError


async def hindrances(
    telegram: Telegram, channels: Sequence[Channel]
) -> tuple[tuple[str, str], ...]:
    """Pair each channel with what keeps the bot from posting there; "" if nothing does."""
    return tuple([(channel.chat, await hindrance(telegram, channel.chat)) for channel in channels])


async def hindrance(telegram: Telegram, name: str) -> str:
    """Return what keeps the bot from posting in a chat, and what to do; "" if nothing does."""
    try:
        chat = await telegram.chat(name if name.startswith("@") else int(name))
        if chat is None:
            return "there is no such chat, or the bot is not in it: make it an admin there"
        missing = await telegram.missing_right(chat)
    except BotError as error:
        return str(error)
    return missing.value if missing else ""
