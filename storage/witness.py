"""A connection that stands for its process: when the process or its machine is gone, PostgreSQL
lets go of its lock, and others see at once what a lease would tell them when it runs out.

Rule 1: a witnessed holder has ended where its lock is free; of any other nothing is said.
Rule 2: the lease with its fence still decides; a lock lost by mistake costs a change of leader,
and at worst a copy of what is on its way.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any

from sqlalchemy import URL, NullPool, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.database import explained
from storage.engine import POSTGRES, asking
from storage.holders import WITNESSED, has_ended, holder_name

_KEEPALIVE = {
    "tcp_keepalives_idle": "6",
    "tcp_keepalives_interval": "3",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
"""Asked of the server: a machine that vanished is given up after 15 s."""

_SPACE = 7305796
"""`iss` in hex; the second number of each lock names a holder."""


class Witness:
    """Made by `Store.witness`. `holder` is the name to take leases by; `lost` is set when the
    connection has ended.
    """

    def __init__(self, url: URL, *, shared: bool) -> None:
        self._url = url
        self._shared = shared
        self._connection: AsyncConnection | None = None
        self.holder = holder_name() + (WITNESSED if shared else "")
        self.lost = asyncio.Event()

    async def stand(self) -> None:
        """Connect, anew where the connection was lost; raises StorageError."""
        await self.leave()
        try:
            self._connection = await self._connected() if self._shared else None
        except (SQLAlchemyError, OSError) as error:
            raise explained(error) from error
        self.lost.clear()

    async def leave(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await _closed(connection)

    async def _connected(self) -> AsyncConnection:
        connection = await _lasting(self._url).connect()
        try:
            await self._lock(connection)
        except BaseException:
            await _closed(connection)
            raise
        return connection

    async def _lock(self, connection: AsyncConnection) -> None:
        await connection.execute(select(func.pg_advisory_lock(_SPACE, _number(self.holder))))
        driver: Any = (await connection.get_raw_connection()).driver_connection
        driver.add_termination_listener(self._end_of(connection))

    def _end_of(self, connection: AsyncConnection) -> Callable[[object], None]:
        def ended(_: object) -> None:
            if self._connection is connection:
                self.lost.set()

        return ended


async def _closed(connection: AsyncConnection) -> None:
    with suppress(SQLAlchemyError, OSError):
        await connection.close()


def _lasting(url: URL) -> AsyncEngine:
    """For one connection that lasts, and in no transaction: those hold back VACUUM."""
    engine = create_async_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=POSTGRES
    )
    return asking(engine, _KEEPALIVE)


async def is_gone(db: AsyncConnection, holder: str) -> bool:
    """The holder runs no more: seen on this machine, or told by its free lock."""
    if has_ended(holder):
        return True
    if not holder.endswith(WITNESSED) or db.dialect.name != "postgresql":
        return False
    free = func.pg_try_advisory_xact_lock_shared(_SPACE, _number(holder))
    return bool(await db.scalar(select(free)))


def _number(holder: str) -> int:
    return int.from_bytes(sha256(holder.encode()).digest()[:4]) & 0x7FFFFFFF
