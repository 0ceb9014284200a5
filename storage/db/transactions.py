"""Transactions: one question or one change each, retried when the database asks for it.

Rule 1: a method marked `question` or `change` is one transaction; none calls another.
Rule 2: a change may run several times before it is committed, so it has no other effects. It may
even run once more after it was committed, if the connection broke before the reply; a change that
would then do its work twice asks `is_retry` and looks for what it did.
Rule 3: whatever the driver raises leaves this package as StorageError, with the cause chained.

Example of a lost commit: claim a delivery -> COMMIT -> PostgreSQL restarts -> no reply. The retry
runs on a new connection. Claiming again would take a second delivery and leave the first one
reserved; so on a retry the claim first looks for a row reserved by this sender.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import DiskFull, StorageError
from storage.db.disk_reserve import DiskReserve
from storage.db.sqlite import CHANGES

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
Work = Callable[[AsyncConnection], Awaitable[R]]

PAUSES = (0.02, 0.1, 0.5, 2.0, 5.0)
"""Seconds before each further attempt: collisions pass at once, a restart of PostgreSQL in some
seconds.
"""

_RETRY = "isswire_retry"
"""Execution option of connections that retry a transaction."""

_TRANSIENT = frozenset(
    {"40001", "40P01", "55P03", "25P03", "53300", "57P01", "57P02", "57P03", "08003", "08006"}
)
"""SQLSTATEs after which the same transaction may succeed: serialization failure, deadlock, lock,
idle transaction, too many connections, and the server going down or coming up.
"""


class Database:
    """An open engine; the base of all classes with questions and changes."""

    def __init__(self, engine: AsyncEngine, reserve: DiskReserve | None = None) -> None:
        self._engine = engine
        self._reserve = reserve
        self._changing = engine.execution_options(**{CHANGES: True})
        self.is_shared = engine.dialect.name == "postgresql"
        """Whether several processes may use it at once."""

    async def close(self) -> None:
        await self._engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def run_question(self, work: Work[R], *, pauses: Sequence[float] = PAUSES) -> R:
        """Run `work` in a reading transaction and return its answer; retry after each pause."""
        return await _with_retries(self._engine, work, pauses)

    async def run_change(self, work: Work[R]) -> R:
        """Run `work`, commit, and return its answer; on a full disk, without the ballast."""
        try:
            return await _with_retries(self._changing, work, PAUSES)
        except DiskFull:
            if self._reserve is None or not self._reserve.give():
                raise
            logger.error("the disk is full: deleted the ballast beside the database")
            return await _with_retries(self._changing, work, PAUSES)


D = TypeVar("D", bound=Database)
Method = Callable[Concatenate[D, AsyncConnection, P], Awaitable[R]]
Bound = Callable[Concatenate[D, P], Coroutine[Any, Any, R]]


def question(method: Method[D, P, R]) -> Bound[D, P, R]:
    """Make a method that only reads one transaction, whose connection is its first argument."""

    @wraps(method)
    async def run(self: D, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.run_question(lambda db: method(self, db, *args, **kwargs))

    return run


def change(method: Method[D, P, R]) -> Bound[D, P, R]:
    """Make a method that writes one transaction: committed on return, rolled back if it raises."""

    @wraps(method)
    async def run(self: D, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.run_change(lambda db: method(self, db, *args, **kwargs))

    return run


class Undone(Exception):
    """Raised inside a change to roll it back; the caller gets `answer`."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


def is_retry(db: AsyncConnection) -> bool:
    """Return whether the transaction was tried before; it may be committed, its reply lost."""
    connection = db.sync_connection
    return connection is not None and _RETRY in connection.get_execution_options()


async def _with_retries(engine: AsyncEngine, work: Work[R], pauses: Sequence[float]) -> R:
    for pause in pauses:
        try:
            return await _once(engine, work)
        except (DBAPIError, OSError) as error:
            if not _is_transient(error):
                raise storage_error(error) from error
            logger.warning("retrying a transaction reason=%s", _reason(error))
            await asyncio.sleep(pause)
            # The failed attempt may have been committed: from now on `is_retry` says so.
            engine = engine.execution_options(**{_RETRY: True})
        except SQLAlchemyError as error:
            raise storage_error(error) from error
    try:
        return await _once(engine, work)
    except (SQLAlchemyError, OSError) as error:
        raise storage_error(error) from error


async def _once(engine: AsyncEngine, work: Work[R]) -> R:
    try:
        async with engine.begin() as connection:
            return await work(connection)
    except Undone as undone:
        answer: R = undone.answer
        return answer


def _is_transient(error: DBAPIError | OSError) -> bool:
    if isinstance(error, OSError):
        return isinstance(error, ConnectionError | TimeoutError)
    state = getattr(error.orig, "sqlstate", None)
    busy = "database is locked" in str(error.orig)
    return busy or error.connection_invalidated or state in _TRANSIENT


def _reason(error: BaseException) -> str:
    """Return the cause in one line, without the statement: it may hold people's words."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return " ".join(str(cause).split())[:200]


_ADVICE = (
    ("malformed", "the file is damaged: stop, keep a copy, restore a backup or move it away"),
    ("not a database", "the file is damaged: stop, keep a copy, restore a backup or move it away"),
    ("unable to open", "check that the folder exists and can be written"),
    ("readonly", "check that the file and its folder can be written"),
    ("disk is full", "free some space on the disk"),
    ("No space left", "free some space on the database server's disk"),
    ("disk I/O error", "check the disk"),
    ("database is locked", "another program holds the database; stop it"),
    ("password", "check user and password in DATABASE_URL"),
    ("does not exist", "check the database's name in DATABASE_URL, or create it"),
    ("Connect call failed", "check host and port in DATABASE_URL, and that the server runs"),
)

_FULL = ("disk is full", "No space left on device")
"""SQLite's and PostgreSQL's words for a full disk."""


def storage_error(error: SQLAlchemyError | OSError) -> StorageError:
    """Return the error to raise: one clear line that says what to do."""
    reason = _reason(error)
    if isinstance(error, PoolTimeout):
        return StorageError("database: no connection became free; it is overloaded or stuck")
    kind = DiskFull if any(sign in reason for sign in _FULL) else StorageError
    advice = next((say for sign, say in _ADVICE if sign in reason), "")
    return kind(f"database: {reason}" + (f"; {advice}" if advice else ""))
