"""feeds.yaml as a file: the shipped one, and reloading, however editors and platforms write it."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalog import CatalogError, load_catalog, parse_catalog
from bot.catalog.watching import LOOK, SETTLE, watching
from bot.core.types import Catalog, Role
from bot.errors import ConfigError
from tests.unit.catalog.catalogs import GOOD, edited

QUICK = timedelta(milliseconds=20)
"""Short, as only the order of checks is tested."""

ROOT = Path(__file__).parents[3]
OTHER = edited("10m", "20m")
BAD = edited("10m", "ten minutes")
Found = Catalog | ConfigError


def test_the_shipped_file_is_valid_and_has_every_role_in_both_languages() -> None:
    catalog = load_catalog(ROOT / "feeds.yaml")
    assert {feed.role for feed in catalog.feeds} == set(Role)
    assert {"en", "ru"} <= {feed.language for feed in catalog.feeds}
    assert {topic.id for topic in catalog.topics} == {"iss", "roscosmos"}
    assert catalog.channels == ()


@pytest.mark.fault("H1")
def test_the_shipped_file_cut_short_within_its_feeds_is_refused() -> None:
    text = (ROOT / "feeds.yaml").read_text(encoding="utf-8")
    feeds, topics = text.index("\nfeeds:"), text.index("\n  roscosmos:\n    title:")
    taken = [end for end in range(feeds, topics, 997) if not _refused(text[:end])]
    assert taken == []


def _refused(text: str) -> bool:
    try:
        parse_catalog(text)
    except CatalogError:
        return True
    return False


def test_what_is_no_readable_file_is_named(tmp_path: Path) -> None:
    for name in ("none.yaml", "n\0l", "x" * 300):
        with pytest.raises(ConfigError, match=r"^FEEDS_FILE: .* cannot be read: "):
            load_catalog(tmp_path / name)
    for path in (tmp_path, Path("/dev/zero")):
        with pytest.raises(ConfigError, match=r"^FEEDS_FILE: .* is not a file"):
            load_catalog(path)
    (tmp_path / "feeds.yaml").write_bytes("a: b\nfeeds: {ю: 1}".encode("cp1251"))
    with pytest.raises(CatalogError, match=r"^feeds.yaml:2: not UTF-8"):
        load_catalog(tmp_path / "feeds.yaml")
    (tmp_path / "feeds.yaml").write_bytes(b"#" * 10_000_000)
    with pytest.raises(CatalogError, match=r"^feeds.yaml:1: keep the file under 1 MB"):
        load_catalog(tmp_path / "feeds.yaml")


def save(path: Path, text: str) -> None:
    path.write_text(text)


def touch(path: Path) -> None:
    path.touch()


def remove(path: Path) -> None:
    path.unlink()


class Watched:
    """A file, and what watching it has yielded."""

    def __init__(self, path: Path, look: timedelta, settle: timedelta) -> None:
        self.path = path
        self.look = look
        self.settle = settle
        self.found: list[Found] = []
        self._news = asyncio.Event()

    async def follow(self, stop: asyncio.Event, current: Catalog) -> None:
        looks = watching(
            self.path,
            stop,
            allow_private=False,
            current=current,
            look=self.look,
            settle=self.settle,
        )
        async for found in looks:
            self.found.append(found)
            self._news.set()

    async def next(self) -> Found:
        async with asyncio.timeout(10):
            await self._news.wait()
        self._news.clear()
        return self.found[-1]

    async def rest(self) -> None:
        """Wait long enough for ten checks."""
        await asyncio.sleep(QUICK.total_seconds() * 10)


@asynccontextmanager
async def watched(
    path: Path, *, look: timedelta = QUICK, settle: timedelta = QUICK
) -> AsyncIterator[Watched]:
    """Watch from when what the file says now is in force."""
    stop, watch, current = asyncio.Event(), Watched(path, look, settle), load_catalog(path)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watch.follow(stop, current))
        yield watch
        stop.set()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "feeds.yaml").write_text(GOOD)
    return tmp_path / "feeds.yaml"


@pytest.mark.fault("H1")
async def test_a_bad_edit_is_reported_once_and_the_next_good_one_adopted(
    path: Path, record_property: Callable[[str, object], None]
) -> None:
    async with watched(path) as watch:
        save(path, BAD)
        assert isinstance(await watch.next(), CatalogError)
        touch(path)
        await watch.rest()
        save(path, BAD + "# still wrong, in the same way\n")
        await watch.rest()
        told = len(watch.found)
        save(path, OTHER)
        assert await watch.next() == parse_catalog(OTHER)
    record_property("figure", f"{told} notice of one mistake saved three times")
    record_property("limit", "1")
    assert told == 1


@pytest.mark.fault("H1")
async def test_a_mistake_taken_back_is_reported_as_mended(path: Path) -> None:
    async with watched(path) as watch:
        save(path, BAD)
        assert isinstance(await watch.next(), CatalogError)
        save(path, GOOD)
        assert await watch.next() == parse_catalog(GOOD)


@pytest.mark.fault("H1")
@pytest.mark.parametrize("broken", ["", "\n", OTHER[:150], OTHER[: OTHER.index("topics:\n")]])
async def test_an_emptied_or_cut_file_is_never_adopted(path: Path, broken: str) -> None:
    async with watched(path) as watch:
        save(path, broken)
        assert isinstance(await watch.next(), CatalogError)


@pytest.mark.fault("H1")
async def test_a_file_written_bit_by_bit_is_read_when_complete(path: Path) -> None:
    async with watched(path, settle=timedelta(seconds=1)) as watch:
        for end in range(0, len(OTHER), 40):
            save(path, OTHER[:end])
            await asyncio.sleep(0.01)
        save(path, OTHER)
        assert await watch.next() == parse_catalog(OTHER)
    assert len(watch.found) == 1


@pytest.mark.fault("H1")
async def test_a_missing_file_is_reported_once_and_read_when_back(path: Path) -> None:
    async with watched(path) as watch:
        remove(path)
        assert isinstance(await watch.next(), ConfigError)
        await watch.rest()
        assert len(watch.found) == 1
        save(path, OTHER)
        assert await watch.next() == parse_catalog(OTHER)


def by_rename(path: Path, text: str) -> None:
    """Write like vim, `sed -i` and most editors: swap the file."""
    (path.parent / "4913").write_text(text)
    os.replace(path.parent / "4913", path)


def by_backup(path: Path, text: str) -> None:
    """Write like editors that first move the old file away."""
    path.rename(path.parent / "feeds.yaml~")
    path.write_text(text)


def in_place(path: Path, text: str) -> None:
    """Write in place: a bind-mounted file keeps its inode."""
    with path.open("r+") as file:
        file.truncate()
        file.write(text)


def by_symlink(path: Path, text: str) -> None:
    """Write like a ConfigMap, which swaps a link."""
    version = path.parent / f"..{time.monotonic_ns()}"
    version.write_text(text)
    (path.parent / "link").symlink_to(version)
    os.replace(path.parent / "link", path)


def with_the_old_time(path: Path, text: str) -> None:
    """Write like `rsync -t` and `cp -p`: neither size nor time show the change."""
    before = path.stat()
    path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.fault("H2")
@pytest.mark.parametrize("write", [by_rename, by_backup, in_place, by_symlink, with_the_old_time])
async def test_an_edit_is_seen_however_it_is_written(
    path: Path, write: Callable[[Path, str], None], record_property: Callable[[str, object], None]
) -> None:
    editions = [parse_catalog(edited("10m", every)) for every in ("1h", "2h", "3h")]
    async with watched(path) as watch:
        for ruleset, every in zip(editions, ("1h", "2h", "3h"), strict=True):
            write(path, edited("10m", every))
            assert await watch.next() == ruleset
    record_property("figure", f"{len(editions) - len(watch.found)} missed of {len(editions)}")
    record_property("limit", "0 missed")
    assert watch.found == editions


@pytest.mark.fault("H2")
async def test_an_edit_takes_effect_within_five_seconds(
    path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Edited at the worst moment, just after a check."""
    async with watched(path, look=LOOK, settle=SETTLE) as watch:
        started = time.monotonic()
        save(path, OTHER)
        assert await watch.next() == parse_catalog(OTHER)
        took = time.monotonic() - started
    record_property("figure", f"{took:.1f} s")
    record_property("limit", "5 s")
    assert took < 5


@pytest.mark.fault("H4")
@pytest.mark.parametrize("emptied", ["feeds: {}\n", "parties: {}\nfeeds:\n", "{}"])
async def test_an_edit_that_removes_every_feed_is_refused(path: Path, emptied: str) -> None:
    async with watched(path) as watch:
        save(path, emptied)
        assert "allow_empty" in str(await watch.next())
        save(path, f"allow_empty: true\n{emptied if emptied != '{}' else ''}")
        assert await watch.next() == parse_catalog("allow_empty: true")


@pytest.mark.fault("H1")
async def test_an_edit_made_while_the_bot_started_is_not_missed(path: Path) -> None:
    stop, watch, current = asyncio.Event(), Watched(path, QUICK, QUICK), load_catalog(path)
    save(path, OTHER)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watch.follow(stop, current))
        assert await watch.next() == parse_catalog(OTHER)
        stop.set()


async def test_an_edit_that_changes_nothing_is_not_reported(path: Path) -> None:
    async with watched(path) as watch:
        await watch.rest()
        save(path, GOOD + "# a remark\n")
        await watch.rest()
        assert watch.found == []


async def test_watching_ends_when_it_is_asked_to(path: Path) -> None:
    stop = asyncio.Event()
    found = [each async for each in _ending(path, stop)]
    assert found == []


async def _ending(path: Path, stop: asyncio.Event) -> AsyncIterator[Found]:
    asyncio.get_running_loop().call_later(0.05, stop.set)
    async with asyncio.timeout(1):
        async for each in watching(path, stop, allow_private=False, current=load_catalog(path)):
            yield each
