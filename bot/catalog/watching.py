"""Follows feeds.yaml while the bot runs: a good edit is taken over, a bad one told once.

Rule 1: the content decides, not events or times of change: editors rename, `sed -i` swaps files,
        ConfigMaps swap symlinks, bind mounts keep the inode, some file systems send no events.
Rule 2: a content is read when it has stood still: nobody's half-written file is taken over.
Rule 3: what was told is not told again, nor is a catalog that is in force already.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from bot.catalog import decoded_catalog, read_file
from bot.core.types import Catalog
from bot.errors import ConfigError

LOOK = timedelta(seconds=2)
"""Between looks at the file."""

SETTLE = timedelta(seconds=1)
"""A content that is the same after this is finished. With `LOOK` an edit takes 3 s, at most 5."""

Found = Catalog | ConfigError


async def watching(
    path: Path,
    stop: asyncio.Event,
    *,
    allow_private: bool,
    current: Catalog | None = None,
    look: timedelta = LOOK,
    settle: timedelta = SETTLE,
) -> AsyncIterator[Found]:
    """Each change of the file, as a good catalog or as what is wrong; ends when `stop` is set.

    `current` is the catalog in force: an edit made since it was loaded is not missed. Without it
    the file as it is now counts as known.
    """
    known = await _content(path) if current is None else None
    last: Found | None = current
    while not await _stopped(stop, look):
        content = await _content(path)
        if _same(content, known):
            continue
        if await _stopped(stop, settle):
            return
        if not _same(await _content(path), content):
            continue
        known = content
        found = await asyncio.to_thread(_read, content, path.name, allow_private)
        if not _told(found, last):
            last = found
            yield found


def _told(found: Found, last: Found | None) -> bool:
    if isinstance(found, ConfigError):
        return isinstance(last, ConfigError) and str(found) == str(last)
    return found == last


def _read(content: bytes | ConfigError, name: str, allow_private: bool) -> Found:
    if isinstance(content, ConfigError):
        return content
    try:
        return decoded_catalog(content, name, allow_private=allow_private)
    except ConfigError as error:
        return error


async def _content(path: Path) -> bytes | ConfigError:
    """The bytes of the file, or why there are none."""
    try:
        return await asyncio.to_thread(read_file, path)
    except ConfigError as error:
        return error


def _same(one: bytes | ConfigError | None, other: bytes | ConfigError | None) -> bool:
    if isinstance(one, ConfigError) and isinstance(other, ConfigError):
        return str(one) == str(other)
    return one == other


async def _stopped(stop: asyncio.Event, wait: timedelta) -> bool:
    try:
        async with asyncio.timeout(wait.total_seconds()):
            return await stop.wait()
    except TimeoutError:
        return False
