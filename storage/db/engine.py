"""Which database, and how it is opened: DATABASE_URL to an engine that keeps storage's laws.

Rule 1: SQLite has one connection per process, and a change begins with BEGIN IMMEDIATE; a read
that upgrades to a write fails at once, and a default pool finds its own database locked.
Rule 2: what is committed is on the disk (synchronous=FULL): a delivery marked as sent stays sent.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, AsyncAdaptedQueuePool, Connection, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StorageError
from storage.db import one_hop_sqlite as hops

CHANGES = "isswire_changes"
"""Execution option of connections that write."""

BUSY = 5.0
"""Seconds SQLite waits for another process's lock."""

_WAITING = 60.0
"""Seconds a question may wait for a free connection: longer than any transaction here."""

_POSTGRES = {"timeout": 10, "command_timeout": 60}
"""Seconds to connect, and for a statement."""

_STANDING_STILL = "SET idle_in_transaction_session_timeout = '15s'"
"""A process that is stopped, or whose machine has vanished, in the middle of a transaction holds
nobody up by its locks for longer.
"""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={int(BUSY * 1000)}",
    "PRAGMA journal_size_limit=67108864",
)


def database_url(text: str) -> URL:
    """`sqlite:///path`, `postgresql://...` or `postgres://...`, with this room's drivers.

    Raises StorageError for any other; the value is not repeated, it may hold a password.
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


def _for_asyncpg(url: URL) -> URL:
    """asyncpg says `ssl` where libpq, and so every provider's URL, says `sslmode`."""
    sslmode = url.query.get("sslmode")
    url = url.set(drivername="postgresql+asyncpg").difference_update_query(["sslmode"])
    return url.update_query_dict({"ssl": sslmode}) if sslmode else url


def make_engine(url: URL) -> AsyncEngine:
    """An engine for `url`; nothing is opened yet."""
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
    event.listen(engine.sync_engine, "connect", _ask)
    return engine


def _ask(connection: Any, _record: object) -> None:
    """Asked for once connected: a pooler refuses parameters of the start that it does not know."""
    cursor = connection.cursor()
    cursor.execute(_STANDING_STILL)
    cursor.close()
    connection.commit()


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite URL; None in memory or elsewhere."""
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
        connect_args={"timeout": BUSY, "async_creator_fn": hops.connect},
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
