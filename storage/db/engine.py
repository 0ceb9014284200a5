"""Turns DATABASE_URL into an engine that keeps the rules of storage.

Rule 1: SQLite has one connection per process, and a change begins with BEGIN IMMEDIATE: a read
that becomes a write fails at once, and a pool of several would find its own database locked.
Rule 2: what is committed is on the disk (synchronous=FULL): a delivery marked as sent stays sent.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StorageError
from storage.db.one_hop_sqlite import connect

CHANGES = "isswire_changes"
"""Execution option of connections that write."""

BUSY = 5.0
"""Seconds SQLite waits for another process's lock."""

_WAITING = 60.0
"""Seconds a question may wait for a free connection: longer than any transaction here."""

_POSTGRES = {"timeout": 10, "command_timeout": 60}
"""Seconds to connect, and for a statement."""

_IDLE_TIMEOUT = "SET idle_in_transaction_session_timeout = '15s'"
"""If a process is suspended or its machine vanishes in the middle of a transaction, its locks hold
others up for no longer than this.
"""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={int(BUSY * 1000)}",
    "PRAGMA journal_size_limit=67108864",
)


def database_url(text: str) -> URL:
    """Parse `sqlite:///path`, `postgresql://...` or `postgres://...`, and set our drivers.

    Raises StorageError for any other; the message does not repeat the value, which may hold a
    password.
    """
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise StorageError(
            "DATABASE_URL: write sqlite:///var/isswire.db or postgresql://user@host/name"
        ) from error
    match url.drivername.partition("+")[0]:
        case "sqlite":
            return url.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return _for_asyncpg(url)
        case other:
            raise StorageError(f"DATABASE_URL: {other} is not supported; use sqlite or postgresql")


def database_name(text: str) -> str:
    """Return what to call a database: its file, or its host and name; never its password."""
    url = database_url(text)
    file = sqlite_file(url)
    if file is not None:
        return str(file.absolute())
    return f"postgresql {url.host or 'localhost'}/{url.database or ''}"


def _for_asyncpg(url: URL) -> URL:
    """Set the asyncpg driver, renaming libpq's `sslmode` to asyncpg's `ssl`."""
    sslmode = url.query.get("sslmode")
    url = url.set(drivername="postgresql+asyncpg").difference_update_query(["sslmode"])
    return url.update_query_dict({"ssl": sslmode}) if sslmode else url


def make_engine(url: URL) -> AsyncEngine:
    """Return an engine for `url`; nothing is opened yet."""
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    engine = create_async_engine(
        url,
        pool_size=5,
        max_overflow=5,
        pool_timeout=_WAITING,
        pool_pre_ping=True,
        connect_args=_POSTGRES,
    )
    event.listen(engine.sync_engine, "connect", _set_idle_timeout)
    return engine


def _set_idle_timeout(connection: Any, _record: object) -> None:
    """Set the timeout once connected: poolers refuse startup parameters they do not know."""
    cursor = connection.cursor()
    cursor.execute(_IDLE_TIMEOUT)
    cursor.close()
    connection.commit()


def sqlite_file(url: URL) -> Path | None:
    """Return the file of an SQLite URL; None for a database in memory or elsewhere."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database))


def _sqlite_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=_WAITING,
        connect_args={"timeout": BUSY, "async_creator_fn": connect},
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    changes = connection.get_execution_options().get(CHANGES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if changes else "BEGIN")
