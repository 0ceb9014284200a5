"""Adds promises to the outbox, each once; never changes what was promised before.

A large batch goes in as bundles: deliveries promised in one transaction and put into the outbox by
later ones, some hundred at a time, so that a story told to ten thousand chats holds nobody up.

Rule 1: a bundle has the ids of its deliveries from the start, and while one waits, whatever is
promised later waits behind it: a chat's rows appear in order.

Example: a plan is for 10,000 chats. One transaction marks its entry as seen and stores 34 bundles;
34 more turn each into rows. A process that dies in between has lost nothing: whoever sends looks
for bundles every few seconds.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, delete, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.lifecycle import Event
from bot.core.types import Delivery, DeliveryKind
from storage.db import tables
from storage.db.columns import from_json, to_json, to_row
from storage.db.statements import OUTBOX, PAUSE, advance, put_new, slices
from storage.db.transactions import Database, change, question
from storage.outbox.delivery_rows import met
from storage.outbox.lanes import new_ids

AT_ONCE = 300
"""Deliveries of a bundle: some 15 ms of the event loop, and 30 of a transaction."""

Bundle = list[dict[str, Any]]

_it = tables.delivery.c
_newer = tables.delivery.alias("newer")
_bundle = tables.bundle.c


async def in_bundles(deliveries: Sequence[Delivery], *, least: int = AT_ONCE) -> list[Bundle]:
    """Return deliveries as bundles; none where they are no more than `least`, which one short
    transaction takes.
    """
    if len(deliveries) <= least:
        return []
    return await asyncio.to_thread(_in_bundles, deliveries)


def _in_bundles(deliveries: Sequence[Delivery]) -> list[Bundle]:
    return [[to_json(each) for each in some] for some in slices(deliveries, AT_ONCE)]


async def _is_any_waiting(db: AsyncConnection) -> bool:
    return bool(await db.scalar(select(exists().select_from(tables.bundle))))


async def _store_bundles(db: AsyncConnection, bundles: Sequence[Bundle], first: int) -> None:
    """Store bundles, whose deliveries have the ids from `first` on."""
    for each in bundles:
        await db.execute(insert(tables.bundle).values(first=first, deliveries=each))
        first += len(each)


async def _take_bundle(db: AsyncConnection) -> tuple[int, list[Delivery]] | None:
    """Delete the oldest bundle; return the id of its first delivery, and all of them."""
    asked = select(tables.bundle).order_by(_bundle.first).limit(1)
    row = (await db.execute(asked)).mappings().first()
    if row is None:
        return None
    await db.execute(delete(tables.bundle).where(_bundle.first == row["first"]))
    return row["first"], [from_json(Delivery, each) for each in row["deliveries"]]


LOOK_AGAIN = 1.0
"""Seconds between two looks for bundles that other processes have left."""


class Enqueue(Database):
    """Puts bundles into the outbox."""

    bundles_wait = True
    """Whether one waits, as far as this process knows."""
    _looks_at = 0.0

    async def unpack(self) -> bool:
        """Put the oldest bundle into the outbox; return whether there was one. Cheap to call
        often.
        """
        now = asyncio.get_running_loop().time()
        if not self.bundles_wait and now < self._looks_at:
            return False
        self._looks_at, self.bundles_wait = now + LOOK_AGAIN, await self._is_one_waiting()
        if self.bundles_wait:
            await self._unpack_one()
            await asyncio.sleep(PAUSE)
        return self.bundles_wait

    @question
    async def _is_one_waiting(self, db: AsyncConnection) -> bool:
        return await _is_any_waiting(db)

    @change
    async def _unpack_one(self, db: AsyncConnection) -> None:
        await advance(db, OUTBOX, 0)  # in turns with whoever promises or unpacks
        if bundle := await _take_bundle(db):
            first, deliveries = bundle
            await _add(db, deliveries, first)


async def promise(
    db: AsyncConnection, deliveries: Sequence[Delivery], bundles: Sequence[Bundle] = ()
) -> int:
    """Add the deliveries not promised before, in the order given; return how many there were.
    `bundles`: the same in bundles, where they are many; then all count as new.

    Ids rise in the order of commits, so that every process sees a chat's rows in order.
    """
    if not deliveries:
        return 0
    # Ids come from a counter whose row stays locked until the commit. A database sequence would
    # give them out at once: a transaction with ids 5-6 could commit after one with 7-8, and a
    # sender that had gone past 8 would send 5 late and out of order.
    last = await advance(db, OUTBOX, len(deliveries))
    first = last - len(deliveries) + 1
    if not bundles and not await _is_any_waiting(db):
        return await _add(db, deliveries, first)
    await _store_bundles(db, bundles or await in_bundles(deliveries, least=0), first)
    return len(deliveries)


async def _add(db: AsyncConnection, deliveries: Sequence[Delivery], first: int) -> int:
    """Add the deliveries, with ids from `first` on; return how many are new."""
    # A plan may have been made before its chat became a supergroup: promise to the new id.
    moved = await new_ids(db)
    if moved:
        deliveries = [
            replace(each, chat_id=moved[each.chat_id]) if each.chat_id in moved else each
            for each in deliveries
        ]
    added = 0
    for start in range(0, len(deliveries), AT_ONCE):
        some = deliveries[start : start + AT_ONCE]
        rows = [delivery_row(each, first + start + place) for place, each in enumerate(some)]
        added += await put_new(db, tables.delivery, rows)
    await _park(db, first)
    await _drop_older_edits(db, deliveries)
    return added


def delivery_row(delivery: Delivery, id: int) -> dict[str, Any]:
    row = to_row(delivery, tables.delivery)
    return row | {"id": id, "sender": "", "until": None, "settled": None}


async def _park(db: AsyncConnection, first: int) -> None:
    """Park the deliveries from id `first` on whose chat is parked."""
    parked = select(tables.lane.c.chat_id).where(tables.lane.c.parked.is_not(None))
    for statement in met(Event.CHAT_GONE):
        await db.execute(statement.where(_it.id >= first, _it.chat_id.in_(parked)))


async def _drop_older_edits(db: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
    """Settle edits that a newer edit of the same message makes pointless."""
    stories = sorted({each.story for each in deliveries})
    overtaken = exists().where(
        and_(
            _newer.c.story == _it.story,
            _newer.c.chat_id == _it.chat_id,
            _newer.c.thread_id == _it.thread_id,
            _newer.c.development == _it.development,
            _newer.c.kind == DeliveryKind.EDIT.value,
            _newer.c.revision > _it.revision,
        )
    )
    older = and_(_it.story.in_(stories), _it.kind == DeliveryKind.EDIT.value, overtaken)
    settled = max(each.created for each in deliveries)
    for statement in met(Event.OVERTAKEN):
        outcome = {"settled": settled}
        await db.execute(statement.where(older).values(outcome))
