"""PostgreSQL behind a pooler in session mode, as many providers offer it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from storage.outbox.leases import LEASE
from storage.store import Store
from tests.build import NOON
from tests.postgres import Server, pooler, pooler_binary


@pytest.fixture
def pooled(migrated_postgres: str, postgres_server: Server) -> Iterator[str]:
    """The URL of a new database behind a pooler."""
    binary = pooler_binary()
    if binary is None:
        pytest.skip("no pooler here: apt install pgbouncer")
    with pooler(binary, postgres_server) as port:
        yield migrated_postgres.replace(f":{postgres_server.port}/", f":{port}/")


async def test_a_lease_is_taken_and_renewed_behind_a_pooler(pooled: str) -> None:
    async with await Store.open(pooled) as one, await Store.open(pooled) as other:
        lease = await one.take_lease("leader", holder="a", now=NOON)
        assert lease is not None
        assert await one.keep_lease(lease, now=NOON + LEASE / 2)
        assert await other.take_lease("leader", holder="b", now=NOON + LEASE) is None
        await one.give_lease(lease, now=NOON + LEASE)
        assert await other.take_lease("leader", holder="b", now=NOON + LEASE) is not None


async def test_the_server_is_told_how_long_to_wait_for_us(pooled: str) -> None:
    async with await Store.open(pooled) as store:
        asked = text("SHOW idle_in_transaction_session_timeout")
        assert await store.run_change(lambda db: db.scalar(asked)) == "15s"
        assert await store.run_question(lambda db: db.scalar(asked)) == "15s"
