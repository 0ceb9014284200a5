"""Bundles: deliveries promised in one transaction that are put into the outbox by others, some
hundred at a time, so that a story told to ten thousand chats holds nobody up.

Rule 1: a bundle has the ids of its deliveries from the start, and while one waits, whatever is
promised later waits behind it: a chat's rows appear in order.

Example: a plan is for 10,000 chats. One transaction marks its entry as seen and stores 34 bundles;
34 more turn each into rows. A process that dies in between has lost nothing: whoever sends looks
for bundles every few seconds.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.types import Delivery
from storage.db import tables
from storage.db.columns import from_json, to_json
from storage.db.statements import slices

AT_ONCE = 300
"""Deliveries of a bundle: some 15 ms of the event loop, and 30 of a transaction."""

Bundle = list[dict[str, Any]]

_it = tables.bundle.c


async def in_bundles(deliveries: Sequence[Delivery], *, least: int = AT_ONCE) -> list[Bundle]:
    """Return deliveries as bundles; none where they are no more than `least`, which one short
    transaction takes.
    """
    if len(deliveries) <= least:
        return []
    return await asyncio.to_thread(_in_bundles, deliveries)


def _in_bundles(deliveries: Sequence[Delivery]) -> list[Bundle]:
    return [[to_json(each) for each in some] for some in slices(deliveries, AT_ONCE)]


async def is_any_waiting(db: AsyncConnection) -> bool:
    return bool(await db.scalar(select(exists().select_from(tables.bundle))))


async def store_bundles(db: AsyncConnection, bundles: Sequence[Bundle], first: int) -> None:
    """Store bundles, whose deliveries have the ids from `first` on."""
    for each in bundles:
        await db.execute(insert(tables.bundle).values(first=first, deliveries=each))
        first += len(each)


async def take_bundle(db: AsyncConnection) -> tuple[int, list[Delivery]] | None:
    """Delete the oldest bundle; return the id of its first delivery, and all of them."""
    asked = select(tables.bundle).order_by(_it.first).limit(1)
    row = (await db.execute(asked)).mappings().first()
    if row is None:
        return None
    await db.execute(delete(tables.bundle).where(_it.first == row["first"]))
    return row["first"], [from_json(Delivery, each) for each in row["deliveries"]]
