"""The channels of feeds.yaml, with a real store and a local Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app.channels import settle_channels
from bot.app.runtime import Runtime, opened
from bot.core.types import Alerts, Catalog, Channel, ChatKind
from bot.local.faults import refused
from bot.local.server import CHANNEL_ID, TOKEN, LocalTelegram, serving
from bot.settings import Settings
from tests.build import PARTIES, TOPICS, a_feed
from tests.sqlite_files import migrated

ISSWIRE = Channel("@isswire", ("iss",))
GROUP_ID = -1001000000123


@asynccontextmanager
async def a_bot(folder: Path, telegram: LocalTelegram) -> AsyncIterator[Runtime]:
    settings = Settings(
        token=TOKEN,
        api_url=telegram.url,
        database_url=migrated(folder / "isswire.db"),
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


async def digest_of(parts: Runtime) -> tuple[str, str]:
    chat = await parts.store.chat(CHANNEL_ID, 0)
    assert chat is not None
    return chat.digest, chat.zone


async def test_the_file_sets_changes_and_ends_a_channels_digest(
    tmp_path: Path, telegram: LocalTelegram
) -> None:
    morning = replace(ISSWIRE, digest="08:00", zone="Europe/Moscow")
    async with a_bot(tmp_path, telegram) as parts:
        await settled(parts, morning)
        assert await digest_of(parts) == ("08:00", "Europe/Moscow")
        await settled(parts, replace(morning, digest="weekly 18:00"))
        assert await digest_of(parts) == ("weekly 18:00", "Europe/Moscow")
        await settled(parts, ISSWIRE)
        assert await digest_of(parts) == ("off", "Europe/Moscow")


async def test_the_file_says_whether_a_channels_posts_have_pictures_and_hashtags(
    tmp_path: Path, telegram: LocalTelegram
) -> None:
    async with a_bot(tmp_path, telegram) as parts:
        for wanted in (True, False):
            await settled(parts, replace(ISSWIRE, picture=wanted, hashtags=wanted))
            chat = await parts.store.chat(CHANNEL_ID, 0)
            assert chat is not None
            assert (chat.picture, chat.hashtags) == (wanted, wanted)


async def test_a_digest_set_in_telegram_stays_until_the_file_says_otherwise(
    tmp_path: Path, telegram: LocalTelegram
) -> None:
    async with a_bot(tmp_path, telegram) as parts:
        await settled(parts, ISSWIRE)
        chat = await parts.store.chat(CHANNEL_ID, 0)
        assert chat is not None
        await parts.store.record_chat(replace(chat, digest="20:00"))
        await settled(parts, replace(ISSWIRE, style="compact"))
        assert (await digest_of(parts))[0] == "20:00"
        await settled(parts, replace(ISSWIRE, digest="off"))
        assert (await digest_of(parts))[0] == "off"


async def test_a_channel_that_wants_a_digest_alone_has_one_and_none_once_it_is_taken_out(
    tmp_path: Path, telegram: LocalTelegram
) -> None:
    async with a_bot(tmp_path, telegram) as parts:
        await settled(parts, replace(ISSWIRE, alerts=Alerts.DIGEST))
        assert (await digest_of(parts))[0] == "08:00"
        await settled(parts)
        assert (await digest_of(parts))[0] == "off"
