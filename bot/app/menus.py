"""The menu of commands people see in Telegram, per language and scope."""

from bot.app.runtime import Runtime
from bot.commands.command_table import COMMANDS
from bot.core.lang.i18n import SOURCE
from bot.core.renderer.help_pages import Scope, menu


async def set_menus(runtime: Runtime) -> None:
    """Set the menus: English for everyone, other languages for people whose Telegram uses them."""
    for language, texts in runtime.texts.items():
        code = "" if language == SOURCE else language
        everyone = menu(COMMANDS, texts, runtime.texts, Scope.MENU)
        await runtime.telegram.set_commands(everyone, language=code)
        admins = menu(COMMANDS, texts, runtime.texts, Scope.MENU, Scope.CHAT_ADMIN)
        await runtime.telegram.set_commands(admins, scope="group admins", language=code)
        editors = menu(COMMANDS, texts, runtime.texts, Scope.MENU, Scope.BOT_ADMIN)
        for editor in sorted(runtime.settings.admins):
            await runtime.telegram.set_commands(editors, scope=editor, language=code)
