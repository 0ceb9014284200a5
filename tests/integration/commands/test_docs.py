"""docs/commands.md has every command, in the section of those who may use it."""

import re
from pathlib import Path

from bot.commands.command_table import COMMANDS
from bot.core.renderer.help_pages import Scope

PAGE = Path(__file__).parents[3] / "docs" / "commands.md"
SECTIONS = {
    Scope.MENU: "For everyone",
    Scope.HELP: "For everyone",
    Scope.CHAT_ADMIN: "For admins of a group, thread or channel",
    Scope.BOT_ADMIN: "For the editors",
}
"""Where docs/commands.md has the commands of a scope."""


def documented() -> dict[str, str]:
    """Return the first section of docs/commands.md with a row for each command."""
    found: dict[str, str] = {}
    section = ""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        section = line[3:] if line.startswith("## ") else section
        cell = line.split("|")[1] if line.startswith("|") else ""
        found |= {name: section for name in re.findall(r"`/([a-z_]+)", cell) if name not in found}
    return found


def test_the_docs_have_every_command_and_no_other_in_its_section() -> None:
    assert documented() == {each.name: SECTIONS[each.scope] for each in COMMANDS}
