"""Transactions: one question or one change each, repeated when the database asks for it.

Rule 1: a method marked `question` or `change` is one transaction; none calls another.
Rule 2: a change may run more than once before it is committed, so it has no other effects; and
once more after it was, where the connection was cut off before the answer. What would then be
taken twice finds what it took (`is_repeated`).
Rule 3: whatever the driver raises leaves this room as StorageError, the cause chained.
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
from storage.db.engine import CHANGES

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
Work = Callable[[AsyncConnection], Awaitable[R]]

PAUSES = (0.02, 0.1, 0.5, 2.0, 5.0)
"""Seconds before each further attempt: collisions pass at once, a restart of PostgreSQL in some
seconds.
"""

_REPEATED = "isswire_repeated"
"""Execution option of connections that try a transaction again."""

_PASSING = frozenset(
    {"40001", "40P01", "55P03", "25P03", "53300", "57P01", "57P02", "57P03", "08003", "08006"}
)
"""SQLSTATEs that call for the same transaction again: serialization, deadlock, lock, a transaction
that stood still, too many connections, and the server going down or coming up.
"""


class Database:
    """An open engine; the base of everything that asks or changes."""

    def __init__(self, engine: AsyncEngine, reserve: DiskReserve | None = None) -> None:
        self._engine = engine
        self._reserve = reserve
        self._changing = engine.execution_options(**{CHANGES: True})

    @property
    def is_shared(self) -> bool:
        """Several processes may work on it at once: PostgreSQL."""
        return self._engine.dialect.name == "postgresql"

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

    async def asked(self, work: Work[R], *, pauses: Sequence[float] = PAUSES) -> R:
        """The answer of `work`, read in one transaction; tried again after each of `pauses`."""
        return await _repeated(self._engine, work, pauses)

    async def changed(self, work: Work[R]) -> R:
        """The answer of `work`, once what it changed is committed; on a full disk the ballast goes
        first.
        """
        try:
            return await _repeated(self._changing, work, PAUSES)
        except DiskFull:
            if self._reserve is None or not self._reserve.give():
                raise
            logger.error("the disk is full: the ballast beside the database is given up")
            return await _repeated(self._changing, work, PAUSES)


D = TypeVar("D", bound=Database)
Method = Callable[Concatenate[D, AsyncConnection, P], Awaitable[R]]
Bound = Callable[Concatenate[D, P], Coroutine[Any, Any, R]]


def question(method: Method[D, P, R]) -> Bound[D, P, R]:
    """A method that only reads: its first argument becomes the transaction's connection."""

    @wraps(method)
    async def asked(self: D, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.asked(lambda db: method(self, db, *args, **kwargs))

    return asked


def change(method: Method[D, P, R]) -> Bound[D, P, R]:
    """A method that writes: committed when it returns, rolled back when it raises."""

    @wraps(method)
    async def changed(self: D, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await self.changed(lambda db: method(self, db, *args, **kwargs))

    return changed


class Undone(Exception):
    """Raised inside a change to roll it back; `answer` is what the caller hears."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


def is_repeated(db: AsyncConnection) -> bool:
    """The transaction was tried before, and may have been committed without our hearing of it."""
    connection = db.sync_connection
    return connection is not None and _REPEATED in connection.get_execution_options()


async def _repeated(engine: AsyncEngine, work: Work[R], pauses: Sequence[float]) -> R:
    for pause in pauses:
        try:
            return await _once(engine, work)
        except (DBAPIError, OSError) as error:
            if not _will_pass(error):
                raise explained(error) from error
            logger.warning("repeating a transaction reason=%s", _reason(error))
            await asyncio.sleep(pause)
            engine = engine.execution_options(**{_REPEATED: True})
        except SQLAlchemyError as error:
            raise explained(error) from error
    try:
        return await _once(engine, work)
    except (SQLAlchemyError, OSError) as error:
        raise explained(error) from error


async def _once(engine: AsyncEngine, work: Work[R]) -> R:
    try:
        async with engine.begin() as connection:
            return await work(connection)
    except Undone as undone:
        answer: R = undone.answer
        return answer


def _will_pass(error: DBAPIError | OSError) -> bool:
    if isinstance(error, OSError):
        return isinstance(error, ConnectionError | TimeoutError)
    state = getattr(error.orig, "sqlstate", None)
    busy = "database is locked" in str(error.orig)
    return busy or error.connection_invalidated or state in _PASSING


def _reason(error: BaseException) -> str:
    """One line, without the statement: it may hold people's words."""
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
"""SQLite's words and PostgreSQL's."""


def explained(error: SQLAlchemyError | OSError) -> StorageError:
    """One clear line that says what to do."""
    reason = _reason(error)
    if isinstance(error, PoolTimeout):
        return StorageError("database: no connection became free; it is overloaded or stuck")
    kind = DiskFull if any(sign in reason for sign in _FULL) else StorageError
    advice = next((say for sign, say in _ADVICE if sign in reason), "")
    return kind(f"database: {reason}" + (f"; {advice}" if advice else ""))
