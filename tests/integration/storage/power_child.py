"""Settles deliveries one by one and prints each after its commit; run under strace."""

import asyncio
import os
import sys
from typing import Any

from sqlalchemy import event

from bot.core.delivery.outbox import Sent
from storage.store import Store
from tests.integration.promised import (
    a_lease,
    claimed,
    posts,
    promise,
    record,
    stories,
    with_chats,
)

COUNT = 12


async def prepared(url: str) -> None:
    async with await Store.open(url) as store:
        await with_chats(store, 7, stories=stories(COUNT))
        await promise(store, *posts([7], COUNT))


async def settled(url: str, synchronous: str) -> None:
    async with await Store.open(url) as store:
        if synchronous != "FULL":
            await weakened(store, synchronous)
        lease = await a_lease(store)
        for number in range(1, COUNT + 1):
            delivery = await claimed(store, lease)
            assert delivery is not None
            assert await record(store, delivery, Sent(number), lease)
            os.write(1, b"sent %d\n" % number)


async def weakened(store: Store, synchronous: str) -> None:
    """The same store as it must not be: to see that a loss is seen."""

    def weaken(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA synchronous={synchronous}")

    await store._engine.dispose()
    event.listen(store._engine.sync_engine, "connect", weaken)


if __name__ == "__main__":
    asyncio.run(settled(sys.argv[1], sys.argv[2]))
