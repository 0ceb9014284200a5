"""An aiosqlite connection with one thread hop per statement.

aiosqlite runs SQLite in a thread of its own, and SQLAlchemy calls it four times per statement: for
a cursor, to execute, to fetch, and to close. Each call is a thread switch, which costs more than
most of our statements; here all four are one.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager

Row = tuple[Any, ...]
_Answer = tuple[Any, int, int | None, list[Row]]
"""Description, row count, last row id and rows."""


class _Cursor:
    """The part of aiosqlite's cursor that SQLAlchemy uses; rows are fetched on execution."""

    arraysize = 1

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._rows: list[Row] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> "_Cursor":
        return await self._run(lambda cursor: cursor.execute(sql, parameters))

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> "_Cursor":
        return await self._run(lambda cursor: cursor.executemany(sql, parameters))

    async def fetchall(self) -> list[Row]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Do nothing: the cursor was closed in the thread."""

    async def _run(self, work: Callable[[sqlite3.Cursor], object]) -> "_Cursor":
        run: Callable[..., Awaitable[_Answer]] = self._connection._execute
        answer = await run(self._answer, work)
        self.description, self.rowcount, self.lastrowid, self._rows = answer
        return self

    def _answer(self, work: Callable[[sqlite3.Cursor], object]) -> _Answer:
        """Execute, fetch and close; runs in the connection's thread."""
        cursor = self._connection._conn.cursor()
        try:
            work(cursor)
            rows = cursor.fetchall() if cursor.description else []
            return cursor.description, cursor.rowcount, cursor.lastrowid, rows
        finally:
            cursor.close()


class _Connection(aiosqlite.Connection):
    @contextmanager
    async def cursor(self) -> _Cursor:  # type: ignore[override]  # all that is asked of one
        return _Cursor(self)


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """Open a connection; replaces `aiosqlite.connect` as SQLAlchemy's `async_creator_fn`."""
    connection = _Connection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection
