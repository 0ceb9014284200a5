"""The menu of commands people see in Telegram, per language and scope."""

from bot.app.runtime import Parts
from bot.commands.command_table import COMMANDS
from bot.core.lang.i18n import SOURCE
from bot.core.renderer.help_pages import Scope, menu


async def set_menus(parts: Parts) -> None:
    """English for everyone, each other language for those whose Telegram speaks it."""
    for language, texts in parts.texts.items():
        code = "" if language == SOURCE else language
        everyone = menu(COMMANDS, texts, parts.texts, Scope.MENU)
        await parts.telegram.set_commands(everyone, language=code)
        admins = menu(COMMANDS, texts, parts.texts, Scope.MENU, Scope.CHAT_ADMIN)
        await parts.telegram.set_commands(admins, scope="group admins", language=code)
        editors = menu(COMMANDS, texts, parts.texts, Scope.MENU, Scope.BOT_ADMIN)
        for editor in sorted(parts.settings.admins):
            await parts.telegram.set_commands(editors, scope=editor, language=code)
