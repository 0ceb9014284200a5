"""Digests that come at their hour, from the promise to the message with its buttons."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.digests import Digests
from bot.app.runtime import Runtime, Stage, opened
from bot.core.types import Chat, ChatKind
from bot.local.server import CHANNEL_ID, PERSON_ID, LocalTelegram, serving
from bot.settings import Settings
from tests.build import NOON, a_chat, a_report, a_story
from tests.conversation import CATALOG
from tests.integration.promised import AT_ONCE
from tests.sqlite_files import migrated
from tests.telegram import eventually


@asynccontextmanager
async def at_its_hour(tmp_path: Path) -> AsyncIterator[tuple[Runtime, LocalTelegram]]:
    """Open a bot at noon, with one story of this morning."""
    async with serving() as local:
        database = migrated(tmp_path / "isswire.db")
        settings = Settings(database_url=database, token=local.token, api_url=local.url)
        stage = Stage(clock=lambda: NOON, limits=AT_ONCE)
        async with opened(settings, CATALOG, stage) as parts:
            report = a_report(at=NOON - timedelta(hours=3))
            await parts.store.record_story(a_story(report, number=None))
            local.people.say(PERSON_ID, PERSON_ID, "/start")
            yield parts, local


async def sent(parts: Runtime, local: LocalTelegram, chat_id: int) -> list[list[dict[str, str]]]:
    """Return the buttons of the digest that arrives."""
    place = local.world.place(chat_id)
    before = len(place.messages)
    await Digests(parts).send()
    pushing = asyncio.create_task(parts.sender.push(parts.stop))
    await eventually(lambda: len(place.messages) > before)
    parts.stop.set()
    await pushing
    return place.messages[place.last_id].buttons


@pytest.mark.parametrize(
    ("chat", "buttons"),
    [
        (
            a_chat(PERSON_ID, language="ru"),
            [
                [{"text": "#1", "callback_data": "p:1"}],
                [{"text": "Настройки", "callback_data": "st::+digest"}],
            ],
        ),
        (
            a_chat(CHANNEL_ID, kind=ChatKind.CHANNEL),
            [[{"text": "#1", "url": "https://t.me/isswire_bot?start=s1"}]],
        ),
    ],
    ids=["private", "channel"],
)
async def test_a_digest_at_its_hour_has_buttons(
    tmp_path: Path, chat: Chat, buttons: list[list[dict[str, str]]]
) -> None:
    async with at_its_hour(tmp_path) as (parts, local):
        await parts.store.record_chat(replace(chat, digest="12:00"))
        assert await sent(parts, local, chat.id) == buttons
