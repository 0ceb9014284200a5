"""The channels of feeds.yaml, with a real store and a local Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.channels import settle_channels
from bot.app.runtime import Runtime, opened
from bot.core.types import Catalog, Channel, ChatKind
from bot.local.faults import refused
from bot.local.server import CHANNEL_ID, TOKEN, LocalTelegram, serving
from bot.settings import Settings
from tests.build import PARTIES, TOPICS, a_feed

ISSWIRE = Channel("@isswire", ("iss",))
GROUP_ID = -1001000000123


@asynccontextmanager
async def a_bot(folder: Path, telegram: LocalTelegram) -> AsyncIterator[Runtime]:
    settings = Settings(
        token=TOKEN,
        api_url=telegram.url,
        database_url=f"sqlite:///{folder / 'isswire.db'}",
    )
    async with opened(settings, wanting()) as parts:
        yield parts


def wanting(*channels: Channel) -> Catalog:
    return Catalog((a_feed(),), PARTIES, TOPICS, channels)


async def settled(parts: Runtime, *channels: Channel) -> set[int]:
    """Return the chats with subscriptions once feeds.yaml names these channels."""
    parts.ingest.ruleset = replace(parts.ingest.ruleset, catalog=wanting(*channels))
    await settle_channels(parts)
    chats = await parts.store.chats()
    return {chat.id for chat in chats if await parts.store.subscriptions(chat.id, 0)}


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    async with serving() as telegram:
        telegram.world.add_chat(GROUP_ID, ChatKind.SUPERGROUP.value, "Space club")
        yield telegram


async def test_a_channel_taken_out_ends_though_another_is_unknown(
    tmp_path: Path, telegram: LocalTelegram
) -> None:
    unknown = Channel("@nobody_here", ("iss",))
    async with a_bot(tmp_path, telegram) as parts:
        assert await settled(parts, ISSWIRE, unknown) == {CHANNEL_ID}
        assert await settled(parts, unknown) == set()


async def test_a_channel_keeps_what_it_had_while_telegram_does_not_answer(
    tmp_path: Path, telegram: LocalTelegram
) -> None:
    async with a_bot(tmp_path, telegram) as parts:
        await settled(parts, ISSWIRE)
        telegram.faults.add(replace(refused(500, "Internal Server Error"), times=None))
        other = Channel(str(GROUP_ID), ("iss",))
        assert await settled(parts, ISSWIRE, other) == {CHANNEL_ID, GROUP_ID}


async def test_a_group_written_as_a_number_is_known_for_one_once_telegram_answers(
    tmp_path: Path, telegram: LocalTelegram
) -> None:
    group = Channel(str(GROUP_ID), ("iss",))
    async with a_bot(tmp_path, telegram) as parts:
        telegram.faults.add(replace(refused(500, "Internal Server Error"), times=None))
        await settled(parts, group)
        telegram.faults.clear()
        await settled(parts, group)
        known = await parts.store.chat(GROUP_ID, 0)
        assert known is not None
        assert (known.kind, known.title) == (ChatKind.SUPERGROUP, "Space club")
