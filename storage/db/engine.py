"""Turns DATABASE_URL into an engine, of SQLite or PostgreSQL."""

from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StorageError
from storage.db.sqlite import sqlite_engine, sqlite_file

_WAITING = 60.0
"""Seconds a question may wait for a free connection: longer than any transaction here."""

_POSTGRES = {"timeout": 10, "command_timeout": 60}
"""Seconds to connect, and for a statement."""

_IDLE_TIMEOUT = "SET idle_in_transaction_session_timeout = '15s'"
"""If a process is suspended or its machine vanishes in the middle of a transaction, its locks hold
others up for no longer than this.
"""


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
        return sqlite_engine(url, wait=_WAITING)
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
