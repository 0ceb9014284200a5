"""On PostgreSQL the end of a process is seen from any machine, at once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.types import DeliveryState
from bot.errors import StorageError
from storage.holders import WITNESSED
from storage.leases import LEASE
from storage.store import Store
from storage.witness import Witness
from tests.build import NOON
from tests.integration.promised import claimed, posts, promise, stories, with_chats

SECOND = timedelta(seconds=1)


async def elsewhere(store: Store, number: int = 1) -> Witness:
    """A process of another machine, connected."""
    witness = store.witness()
    witness.holder = f"elsewhere/{number}/2" + (WITNESSED if store.is_shared else "")
    await witness.stand()
    return witness


async def _cut_off_others(db: AsyncConnection) -> None:
    """As a restart of the server does."""
    mine = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
    await db.execute(text(mine))


async def _in_transaction(db: AsyncConnection) -> int:
    idle = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'"
    return int(await db.scalar(text(idle)) or 0)


@pytest.fixture
async def shared(migrated_postgres: str) -> Store:
    return await Store.open(migrated_postgres)


async def test_a_lease_is_free_as_soon_as_its_holder_is_gone(shared: Store) -> None:
    async with shared:
        first = await elsewhere(shared)
        assert await shared.take_lease("leader", holder=first.holder, now=NOON) is not None
        assert await shared.take_lease("leader", holder="me", now=NOON) is None
        await first.leave()
        assert await shared.take_lease("leader", holder="me", now=NOON) is not None


@pytest.mark.fault("E1")
async def test_its_attempts_are_unknown_at_once(shared: Store) -> None:
    async with shared:
        await with_chats(shared, 7, stories=stories(1))
        await promise(shared, *posts([7], 1))
        first = await elsewhere(shared)
        name = shared.sender_lease(first.holder)
        lease = await shared.take_lease(name, holder=first.holder, now=NOON)
        assert lease is not None
        await claimed(shared, lease)
        assert await shared.recover(now=NOON) == 0
        await first.leave()
        assert await shared.recover(now=NOON) == 1
        assert await shared.queue_sizes() == {DeliveryState.UNKNOWN: 1}


async def test_whoever_has_no_witness_is_waited_for(store: Store) -> None:
    assert await store.take_lease("leader", holder="elsewhere/1/2", now=NOON) is not None
    assert await store.take_lease("leader", holder="me", now=NOON + LEASE - SECOND) is None
    assert await store.take_lease("leader", holder="me", now=NOON + LEASE) is not None


@pytest.mark.fault("F6")
async def test_a_witness_that_was_cut_off_says_so_and_stands_again(shared: Store) -> None:
    async with shared:
        witness = await elsewhere(shared)
        lease = await shared.take_lease("leader", holder=witness.holder, now=NOON)
        assert lease is not None
        await shared.changed(_cut_off_others)
        async with asyncio.timeout(10):
            await witness.lost.wait()
        await witness.stand()
        assert not witness.lost.is_set()
        assert await shared.take_lease("leader", holder="me", now=NOON) is None
        await witness.leave()
        assert not witness.lost.is_set()


async def test_a_witness_is_in_no_transaction(shared: Store) -> None:
    async with shared:
        witness = await elsewhere(shared)
        assert await shared.asked(_in_transaction) == 0
        await witness.leave()


async def _connections(db: AsyncConnection) -> int:
    mine = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    return int(await db.scalar(text(mine)) or 0)


async def test_a_witness_that_cannot_have_its_lock_leaves_no_connection_behind(
    migrated_postgres: str,
) -> None:
    async with await Store.open(migrated_postgres) as store:
        await store.changed(lambda db: db.execute(text(IMPATIENT)))
        first = await elsewhere(store)
        before = await store.asked(_connections)
        with pytest.raises(StorageError) as refused:
            await elsewhere(store)
        assert await store.asked(_connections) == before
        await first.leave()
    assert "lock timeout" in str(refused.value)


IMPATIENT = """DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET lock_timeout = 100', current_database());
END $$"""
