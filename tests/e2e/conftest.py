"""The real process between feeds and a Telegram of this machine's own; ended after each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.local.server import bot_id, furnished
from bot.local.server import serving as serving_telegram
from bot.local.world import World as Places
from tests.e2e.feeds import Feeds, serving
from tests.e2e.world import World
from tests.integration.conftest import (
    migrated_postgres,
    no_notes_left,
    postgres_binaries,
    postgres_server,
    postgres_template,
)

__all__ = [
    "migrated_postgres",
    "no_notes_left",
    "postgres_binaries",
    "postgres_server",
    "postgres_template",
]

TOKEN = "424242:canary-token-that-nobody-may-see"
"""Looked for in everything the process writes."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    places = furnished(Places(bot_id(TOKEN)))
    async with (
        serving(Feeds()) as feeds,
        serving_telegram(token=TOKEN, world=places) as telegram,
    ):
        world = World(feeds, telegram, tmp_path)
        try:
            yield world
        finally:
            await world.end()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """DATABASE_URL; empty for a file in the world's folder."""
    if request.param == "sqlite":
        return ""
    url: str = request.getfixturevalue("migrated_postgres")
    return url
