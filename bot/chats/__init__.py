"""Messages out, updates in; the only room with python-telegram-bot."""

from bot.chats.telegram import Telegram, talking

__all__ = ["Telegram", "talking"]
