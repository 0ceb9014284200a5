"""SQLite as storage uses it: its file, its one connection, and one thread hop per statement.

Rule 1: there is one connection per process, and a change begins with BEGIN IMMEDIATE: a read that
becomes a write fails at once, and a pool of several would find its own database locked.
Rule 2: what is committed is on the disk (synchronous=FULL): a delivery marked as sent stays sent.
Rule 3: a damaged file is never replaced: it may be the only record of what was sent to whom.

aiosqlite runs SQLite in a thread of its own, and SQLAlchemy calls it four times per statement: for
a cursor, to execute, to fetch, and to close. Each call is a thread switch, which costs more than
most of our statements; here all four are one.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import aiosqlite
from aiosqlite.context import contextmanager
from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StorageError

CHANGES = "isswire_changes"
"""Execution option of connections that write."""

BUSY = 5.0
"""Seconds SQLite waits for another process's lock."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={int(BUSY * 1000)}",
    "PRAGMA journal_size_limit=67108864",
)


def sqlite_file(url: URL) -> Path | None:
    """Return the file of an SQLite URL; None for a database in memory or elsewhere."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


_MAGIC = b"SQLite format 3\0"
_HEADER = 100
"""Bytes; see sqlite.org/fileformat.html, section 1.3."""


def prepare(file: Path) -> None:
    """Make the folder; raises StorageError for a folder or file that cannot be used."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        damage = _damage(file) if file.exists() else ""
    except OSError as error:
        raise StorageError(
            f"database: {file}: {error.strerror}; "
            "point DATABASE_URL at a file in a folder that can be written"
        ) from error
    if damage:
        raise StorageError(
            f"database: {file} {damage}; stop the bot, keep a copy of the file, "
            "then restore a backup or move the file away to start anew"
        )


def _damage(file: Path) -> str:
    """Return what is wrong with the file, empty if nothing; does not read its pages."""
    with file.open("rb") as opened:
        header = opened.read(_HEADER)
    unmerged = file.with_name(file.name + "-wal")
    has_log = unmerged.exists() and unmerged.stat().st_size > 0
    if not header:
        return "is empty, but its log is not" if has_log else ""
    if not header.startswith(_MAGIC) or len(header) < _HEADER:
        return "is not an SQLite database"
    size = file.stat().st_size
    return "" if has_log or size >= _stated_size(header) else f"is cut off after {size} bytes"


def _stated_size(header: bytes) -> int:
    """Return the size in the file's header in bytes; 0 if it states none."""
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    is_valid = header[24:28] == header[92:96]
    return (65_536 if page == 1 else page) * pages if is_valid else 0


def sqlite_engine(url: URL, *, wait: float) -> AsyncEngine:
    """Return an engine of one connection, which a question may `wait` some seconds for."""
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=wait,
        connect_args={"timeout": BUSY, "async_creator_fn": connect},
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    changes = connection.get_execution_options().get(CHANGES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if changes else "BEGIN")


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
