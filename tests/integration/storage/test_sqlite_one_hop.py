"""SQLite's connection with one thread hop answers as the one with four."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import aiosqlite
import pytest

from storage.db import sqlite as hops


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[aiosqlite.Connection]:
    opened = await hops.connect(str(tmp_path / "one.db"))
    cursor = await opened.cursor()
    await cursor.execute("CREATE TABLE each (id INTEGER PRIMARY KEY, word TEXT UNIQUE)")
    yield opened
    await opened.close()


async def rows(cursor: aiosqlite.Cursor) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await cursor.fetchall()]


async def test_rows_come_with_their_description(connection: aiosqlite.Connection) -> None:
    cursor = await connection.cursor()
    await cursor.executemany("INSERT INTO each (word) VALUES (?)", [("one",), ("two",)])
    assert cursor.rowcount == 2
    await cursor.execute("INSERT INTO each (word) VALUES (?) RETURNING id, word", ("three",))
    assert await rows(cursor) == [(3, "three")]
    assert [name for name, *_ in cursor.description] == ["id", "word"]
    assert (cursor.rowcount, cursor.lastrowid) == (1, 3)
    await cursor.execute("DELETE FROM each WHERE id > 1")
    assert (cursor.rowcount, await rows(cursor)) == (2, [])


async def test_a_refused_statement_leaves_the_connection_usable(
    connection: aiosqlite.Connection,
) -> None:
    cursor = await connection.cursor()
    await cursor.execute("INSERT INTO each (word) VALUES ('one')")
    with pytest.raises(sqlite3.IntegrityError):
        await cursor.execute("INSERT INTO each (word) VALUES ('one')")
    await connection.rollback()
    await cursor.execute("SELECT count(*) FROM each")
    assert await rows(cursor) == [(0,)]
