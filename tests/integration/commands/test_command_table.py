"""The records of commands: what people are told of them, and who may use them."""

import re

from bot.commands.command_table import COMMANDS, NAMED, Who
from bot.core.renderer.help_pages import Scope, help_page, menu
from tests.build import ENGLISH, a_view


def test_a_command_s_usage_is_of_that_command() -> None:
    written = {each.name: set(re.findall(r"(?:^| )/([a-z_]+)", each.usage)) for each in COMMANDS}
    assert written == {name: {name} for name in NAMED}


def test_a_command_is_shown_only_to_those_who_may_use_it() -> None:
    shown = {(each.scope, each.who) for each in COMMANDS}
    assert {who for scope, who in shown if scope is Scope.BOT_ADMIN} == {Who.BOT_ADMIN}
    assert {who for scope, who in shown if scope is Scope.CHAT_ADMIN} == {Who.CHAT_ADMIN}
    assert Who.BOT_ADMIN not in {who for scope, who in shown if scope is not Scope.BOT_ADMIN}


def test_the_menu_has_what_product_and_telegram_allow() -> None:
    names = [name for name, _ in menu(COMMANDS, ENGLISH, ("en", "ru"), Scope.MENU)]
    assert names[:4] == ["latest", "story", "next", "track"]
    assert all(1 <= len(each.about) <= 256 and each.name.islower() for each in COMMANDS)
    assert len(NAMED) == len(COMMANDS)
    plain = help_page(COMMANDS, a_view(), chat_admin=False, bot_admin=False).plain
    assert "/bind" not in plain
    assert "/feeds" not in plain
