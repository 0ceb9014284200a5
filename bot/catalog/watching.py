"""Follows feeds.yaml while the bot runs: a good edit is taken over, a bad one told once.

Rule 1: the content decides, not events or times of change: editors rename, `sed -i` swaps files,
ConfigMaps swap symlinks, bind mounts keep the inode.
Rule 2: a content is read when it has stood still for one look: nobody's half-written file.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from bot.catalog import load_catalog
from bot.core.types import Catalog
from bot.errors import ConfigError

LOOK = timedelta(seconds=1.5)
"""Between looks: an edit is taken over after two, within 5 s."""


async def watching(
    path: Path, stop: asyncio.Event, *, allow_private: bool, look: timedelta = LOOK
) -> AsyncIterator[Catalog | ConfigError]:
    """Each new content as a catalog, or as what is wrong with it; ends when `stop` is set."""
    taken = seen = _fingerprint(path)
    while not await _stopped(stop, look):
        now = _fingerprint(path)
        if now == seen and now != taken:
            taken = now
            yield await asyncio.to_thread(_loaded, path, allow_private)
        seen = now


def _loaded(path: Path, allow_private: bool) -> Catalog | ConfigError:
    try:
        return load_catalog(path, allow_private=allow_private)
    except ConfigError as error:
        return error


def _fingerprint(path: Path) -> bytes:
    """Of the content; empty while there is no file."""
    try:
        return sha256(path.read_bytes()).digest()
    except OSError:
        return b""


async def _stopped(stop: asyncio.Event, look: timedelta) -> bool:
    try:
        async with asyncio.timeout(look.total_seconds()):
            return await stop.wait()
    except TimeoutError:
        return False
