"""What a database weighs after a year: bytes a row, measured, times the rows that are kept.

Usage: python -m benchmarks.growth [--rows 50000] [--stories 100] [--chats 10000] [--entries 8000]
`--stories` is a week's, `--entries` a day's. Rows are made in SQL, alike but for their numbers.
"""

import argparse
import asyncio
import sqlite3
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks.answers import a_story, an_entry
from storage.pruning import KEY_LIFE, POST_LIFE, SETTLED_LIFE
from storage.store import Store
from tests.integration.storage import large

REPORTS = 12
"""Of a story."""


def measured(rows: int) -> dict[str, float]:
    """Bytes a row, with its part of all indexes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "isswire.db"
        return asyncio.run(_measured(file, rows))


async def _measured(file: Path, rows: int) -> dict[str, float]:
    found: dict[str, float] = {}
    async with await Store.open(f"sqlite:///{file}") as store:
        await large.fill_first(store)
        before = _size(file)
        for name, statement in _FILLING.items():
            wanted = text(statement(rows).replace(":", "\\:"))
            await store.run_change(partial(_execute, wanted=wanted))
            after = _size(file)
            found[name], before = (after - before) / rows, after
        stories = rows // 100
        for number in range(1, stories + 1):
            first = 10**9 + number * REPORTS
            entries = [an_entry(each) for each in range(first, first + REPORTS)]
            await store.record_story(a_story(number + 10**6, entries))
        found["story"] = (_size(file) - before) / stories
    return found


async def _execute(db: AsyncConnection, wanted: TextClause) -> None:
    await db.execute(wanted)


_FILLING: dict[str, Callable[[int], str]] = {
    "delivery": lambda rows: large.deliveries(10_000, rows),
    "post": large.posts,
    "entry": large.entries,
    "key": lambda rows: (
        f"INSERT INTO entry_key (key, entry) {large.counting(rows)} SELECT randomblob(16), n "  # noqa: S608
        "FROM numbers"
    ),
}


def _size(file: Path) -> int:
    """Bytes of the file, once all of its log is in it."""
    with sqlite3.connect(file) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return file.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--stories", type=int, default=100)
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--entries", type=int, default=8_000)
    given = parser.parse_args()
    a_day = given.stories / 7 * given.chats
    kept = {
        "delivery": a_day * SETTLED_LIFE.days,
        "post": a_day * POST_LIFE.days,
        "entry": given.entries * KEY_LIFE.days,
        "key": given.entries * KEY_LIFE.days * 3,
        "story": given.stories * 52,
    }
    bytes_each = measured(given.rows)
    total = 0.0
    for name, count in kept.items():
        size = bytes_each[name] * count / 2**30
        total += size
        print(f"{name:10} {bytes_each[name]:7.0f} bytes x {count:12,.0f} = {size:6.2f} GiB")
    print(
        f"after a year {total:6.2f} GiB; {kept['story'] * bytes_each['story'] / 2**20:.0f} MiB of"
    )
    print("it, the stories, are kept for good")


if __name__ == "__main__":
    main()
