"""feeds.yaml as a file: the shipped one, hot reload, half-written and swapped files."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalog import CatalogError, load_catalog
from bot.catalog.watching import watching
from bot.core.types import Catalog, Role
from bot.errors import ConfigError
from tests.unit.catalogs import GOOD

LOOK = timedelta(milliseconds=20)
ROOT = Path(__file__).parents[2]


def test_the_shipped_file_is_valid_and_has_every_role_in_both_languages() -> None:
    catalog = load_catalog(ROOT / "feeds.yaml")
    assert {feed.role for feed in catalog.feeds} == set(Role)
    assert {"en", "ru"} <= {feed.language for feed in catalog.feeds}
    assert {topic.id for topic in catalog.topics} == {"iss", "roscosmos"}
    assert catalog.channels == ()


def test_a_missing_file_and_one_in_another_encoding_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"FEEDS_FILE: .* cannot be read"):
        load_catalog(tmp_path / "none.yaml")
    (tmp_path / "feeds.yaml").write_bytes("feeds: {ю: 1}".encode("cp1251"))
    with pytest.raises(CatalogError, match=r"^feeds.yaml:1: not UTF-8"):
        load_catalog(tmp_path / "feeds.yaml")


@asynccontextmanager
async def watched(path: Path) -> AsyncIterator["asyncio.Queue[Catalog | ConfigError]"]:
    stop, seen = asyncio.Event(), asyncio.Queue[Catalog | ConfigError]()

    async def follow() -> None:
        async for edition in watching(path, stop, allow_private=False, look=LOOK, settle=LOOK):
            seen.put_nowait(edition)

    following = asyncio.ensure_future(follow())
    await asyncio.sleep(0.05)
    yield seen
    stop.set()
    await following


async def next_of(seen: "asyncio.Queue[Catalog | ConfigError]") -> Catalog | ConfigError:
    async with asyncio.timeout(5):
        return await seen.get()


@pytest.mark.fault("H1")
async def test_a_bad_edit_is_told_once_and_the_next_good_one_taken(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(GOOD)
    async with watched(path) as seen:
        path.write_text(GOOD.replace("10m", "ten minutes"))
        assert isinstance(await next_of(seen), CatalogError)
        await asyncio.sleep(0.2)
        assert seen.empty()
        path.write_text(GOOD.replace("10m", "20m"))
        edition = await next_of(seen)
    assert isinstance(edition, Catalog)
    assert edition.feeds[0].every == timedelta(minutes=20)


@pytest.mark.fault("H1")
async def test_a_file_written_bit_by_bit_is_read_when_it_stands_still(tmp_path: Path) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_text(GOOD)
    edited = GOOD.replace("10m", "20m")
    async with watched(path) as seen:
        for end in range(0, len(edited), 40):
            path.write_text(edited[:end])
            await asyncio.sleep(0.01)
        path.write_text(edited)
        edition = await next_of(seen)
    assert isinstance(edition, Catalog)


@pytest.mark.fault("H2")
async def test_renamed_swapped_and_recreated_files_are_followed(tmp_path: Path) -> None:
    first, second, path = (tmp_path / name for name in ("1.yaml", "2.yaml", "feeds.yaml"))
    first.write_text(GOOD)
    second.write_text(GOOD.replace("10m", "20m"))
    path.symlink_to(first)
    async with watched(path) as seen:
        (tmp_path / "new").symlink_to(second)
        os.replace(tmp_path / "new", path)
        assert isinstance(await next_of(seen), Catalog)
        path.unlink()
        assert isinstance(await next_of(seen), ConfigError)
        path.write_text(GOOD.replace("10m", "30m"))
        edition = await next_of(seen)
    assert isinstance(edition, Catalog)
    assert edition.feeds[0].every == timedelta(minutes=30)
