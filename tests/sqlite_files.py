"""SQLite files for tests, copied from ones that were made once: quicker than migrating each."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.store import Store

Fill = Callable[[Store], Awaitable[None]]


async def _nothing(store: Store) -> None:
    """What an empty database is filled with."""


def migrated(file: Path, filled: Fill = _nothing) -> str:
    """The URL of this file: if it is new, a database at the newest schema, empty or `filled`."""
    if not file.exists():
        file.write_bytes(_made(filled))
    return f"sqlite:///{file}"


@cache
def _made(fill: Fill) -> bytes:
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside:
        file = Path(folder) / "isswire.db"
        beside.submit(asyncio.run, _make(file, fill)).result()
        return file.read_bytes()


async def _make(file: Path, fill: Fill) -> None:
    async with await Store.open(f"sqlite:///{file}") as store:
        await fill(store)
