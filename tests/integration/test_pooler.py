"""PostgreSQL behind a pooler in session mode, as many providers offer it."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from storage.store import Store
from storage.witness import is_gone
from tests.postgres import Server, pooler, pooler_binary


@pytest.fixture
def pooled(migrated_postgres: str, postgres_server: Server) -> Iterator[str]:
    """The URL of a new database, by way of a pooler."""
    binary = pooler_binary()
    if binary is None:
        pytest.skip("no pooler here: apt install pgbouncer")
    with pooler(binary, postgres_server) as port:
        yield migrated_postgres.replace(f":{postgres_server.port}/", f":{port}/")


async def test_a_pooler_in_session_mode_is_as_good_as_the_server(pooled: str) -> None:
    async with await Store.open(pooled) as store:
        first, second = store.witness(), store.witness()
        first.holder, second.holder = "elsewhere/1/a/witnessed", "elsewhere/1/b/witnessed"
        await first.stand()
        await second.stand()
        assert not await store.changed(lambda db: is_gone(db, first.holder))
        await first.leave()
        async with asyncio.timeout(10):  # the pooler ends its session in its own time
            while not await store.changed(lambda db: is_gone(db, first.holder)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert not await store.changed(lambda db: is_gone(db, second.holder))
        await second.leave()


async def test_the_server_is_told_how_long_to_wait_for_us(pooled: str) -> None:
    async with await Store.open(pooled) as store:
        asked = text("SHOW idle_in_transaction_session_timeout")
        assert await store.changed(lambda db: db.scalar(asked)) == "15s"
        assert await store.asked(lambda db: db.scalar(asked)) == "15s"
        witness = store.witness()
        await witness.stand()
        assert witness._connection is not None
        kept_alive = text("SHOW tcp_keepalives_idle")
        assert await witness._connection.scalar(kept_alive) == "6"
        await witness.leave()
