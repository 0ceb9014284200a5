"""What the bot asks Telegram and sets there; the token is never shown."""

import logging
from collections.abc import Callable

import pytest

from bot.chats.telegram import talking
from bot.core.delivery.messages import Message, Send
from bot.core.types import ChatKind
from bot.errors import BotError, ConfigError
from bot.local import faults
from bot.local.server import CHANNEL_ID, GROUP_ID, PERSON_ID, serving
from tests.telegram import a_line


async def test_a_refused_token_stops_the_start() -> None:
    async with serving() as local:
        with pytest.raises(ConfigError, match="TELEGRAM_TOKEN"):
            async with talking(
                token="1:wrong",
                api_url=local.url,
            ):
                pass


async def test_chats_and_admins_can_be_asked_for() -> None:
    async with a_line() as line:
        channel = await line.telegram.chat("@isswire")
        assert channel is not None
        assert (channel.id, channel.kind, channel.title) == (
            CHANNEL_ID,
            ChatKind.CHANNEL,
            "isswire",
        )
        assert await line.telegram.chat("@nowhere") is None
        assert await line.telegram.is_admin(CHANNEL_ID, PERSON_ID)
        assert not await line.telegram.is_admin(GROUP_ID, 404)
        line.local.world.add_person(5, "Boris")
        assert not await line.telegram.is_admin(GROUP_ID, 5)
        line.local.people.set_member(GROUP_ID, 5, "administrator")
        assert await line.telegram.is_admin(GROUP_ID, 5)
        assert not await line.telegram.is_admin(404, PERSON_ID)
        assert PERSON_ID in await line.telegram.administrators(CHANNEL_ID)
        line.local.faults.add(faults.dropped_before())
        with pytest.raises(BotError, match="cannot be asked"):
            await line.telegram.is_admin(CHANNEL_ID, PERSON_ID)


async def test_menus_are_set_by_scope_and_language() -> None:
    async with a_line() as line:
        commands = [("latest", "новости")]
        assert await line.telegram.set_commands(commands, scope="group admins", language="ru")
        assert await line.telegram.set_commands(commands, scope=PERSON_ID, language="")
        scopes = set(line.local.world.commands)
    assert scopes == {
        ('{"type": "all_chat_administrators"}', "ru"),
        (f'{{"chat_id": {PERSON_ID}, "type": "chat"}}', ""),
    }


@pytest.mark.fault("I4")
async def test_the_token_is_in_no_log_and_no_word(
    caplog: pytest.LogCaptureFixture, record_property: Callable[[str, object], None]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_line(read=0.2) as line:
        token = line.local.token
        for fault in (faults.dropped_before(), faults.hung_after(0.5), faults.unauthorized()):
            line.local.faults.add(fault)
            assert token not in repr(await line.telegram.send(Send(CHANNEL_ID, Message("x"))))
        assert token not in repr(line.telegram)
    ours = [record.getMessage() for record in caplog.records if "aiohttp" not in record.name]
    leaks = [words for words in ours if token in words]
    record_property("figure", f"occurrences {len(leaks)}")
    assert leaks == []


async def _nobody(update: object) -> None:
    return None
