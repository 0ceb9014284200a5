"""One process plans at a time: what it decides upon is not changed meanwhile by another.

Rule 1: a turn only spares work done in vain; whether a plan still holds is decided when it is
recorded. So nobody waits for it for long, and whoever cannot have it goes on without.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

_TURN = 7305796
"""`iss` in hex."""

_PATIENCE = text("SET LOCAL lock_timeout = '2s'")
"""Longer than any plan takes; a process that stands still in its turn is passed by."""


class Turns(Database):
    """Turns of all processes of the bot."""

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold the turn, or stop waiting for it; at once where there is one process only."""
        held = await self._waited_for() if self.is_shared else None
        try:
            yield
        finally:
            if held is not None:
                with suppress(SQLAlchemyError, OSError):
                    await held.close()

    async def _waited_for(self) -> AsyncConnection | None:
        """A connection whose transaction holds the turn; None when it was not to be had."""
        connection = self._engine.connect()
        try:
            await connection.start()
            await connection.execute(_PATIENCE)
            await connection.execute(select(func.pg_advisory_xact_lock(_TURN)))
        except BaseException as error:
            with suppress(SQLAlchemyError, OSError):
                await connection.close()
            if isinstance(error, SQLAlchemyError | OSError):
                return None
            raise
        return connection
