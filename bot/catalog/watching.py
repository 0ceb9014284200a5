"""Watches feeds.yaml while the bot runs: a good edit is adopted, a bad one reported once.

Rule 1: only the content counts, not events or modification times: editors rename, `sed -i` swaps
        files, ConfigMaps swap symlinks, bind mounts keep the inode, some file systems send no
        events.
Rule 2: content is read only after it has stopped changing, so that no half-written file is used.
Rule 3: nothing is reported twice, and no catalog that is already in force.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

from bot.catalog import decoded_catalog, read_file
from bot.core.types import Catalog
from bot.errors import ConfigError

LOOK = timedelta(seconds=2)
"""Time between checks of the file."""

SETTLE = timedelta(seconds=1)
"""Content unchanged for this long is complete. With `LOOK`, an edit takes about 3 s, at most 5."""

_Outcome = Catalog | ConfigError


async def watching(
    path: Path,
    stop: asyncio.Event,
    *,
    allow_private: bool,
    current: Catalog,
    look: timedelta = LOOK,
    settle: timedelta = SETTLE,
) -> AsyncIterator[_Outcome]:
    """Yield a catalog or an error for each change of the file, until `stop` is set.

    `current` is the catalog in force, so that an edit made since it was loaded is noticed.
    """
    known: bytes | ConfigError | None = None
    last: _Outcome = current
    while not await _stopped(stop, look):
        content = await _content(path)
        if _same(content, known):
            continue
        if await _stopped(stop, settle):
            return
        if not _same(await _content(path), content):
            continue
        known = content
        outcome = await asyncio.to_thread(_read, content, path.name, allow_private)
        if not _is_known(outcome, last):
            last = outcome
            yield outcome


def _is_known(outcome: _Outcome, last: _Outcome) -> bool:
    if isinstance(outcome, ConfigError):
        return isinstance(last, ConfigError) and str(outcome) == str(last)
    return outcome == last


def _read(content: bytes | ConfigError, name: str, allow_private: bool) -> _Outcome:
    if isinstance(content, ConfigError):
        return content
    try:
        return decoded_catalog(content, name, allow_private=allow_private)
    except ConfigError as error:
        return error


async def _content(path: Path) -> bytes | ConfigError:
    """Return the bytes of the file, or why it cannot be read."""
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
