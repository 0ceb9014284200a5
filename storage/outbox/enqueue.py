"""Adds promises to the outbox, each once; never changes what was promised before.

A large batch goes in as bundles: deliveries promised in one transaction and put into the outbox by
later ones, some hundred at a time, so that a story told to ten thousand chats holds nobody up.

Rule 1: a bundle has the ids of its deliveries from the start, and while one waits, whatever is
promised later waits behind it: a chat's rows appear in order.
Rule 2: what is urgent for a few chats waits for no bundle: what these chats were promised in them
is put into the outbox with it, and found there when the bundles' turn comes.

Example: a plan is for 10,000 chats. One transaction marks its entry as seen and stores 34 bundles;
34 more turn each into rows. A process that dies in between has lost nothing: whoever sends looks
for bundles every few seconds.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import RowMapping, Text, and_, delete, exists, insert, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.lifecycle import Event
from bot.core.delivery.wishes import unwanted
from bot.core.types import Delivery, DeliveryKind
from storage.db import tables
from storage.db.columns import from_json, json_text, to_json, to_row
from storage.db.statements import OUTBOX, PAUSE, advance, put_new, slices
from storage.db.transactions import Database, change, question
from storage.outbox.delivery_rows import met
from storage.outbox.lanes import new_ids

AT_ONCE = 300
"""Deliveries of a bundle: some 15 ms of the event loop, and 30 of a transaction."""

FEW = 10
"""Chats that are looked for in the bundles: some 3 ms each where 50,000 deliveries wait."""

Bundle = list[dict[str, Any]]
Numbered = list[tuple[int, Delivery]]
"""Deliveries with their ids."""

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


async def _take_bundle(db: AsyncConnection) -> Numbered:
    """Delete the oldest bundle, if there is one; return its deliveries."""
    asked = select(tables.bundle).order_by(_bundle.first).limit(1)
    row = (await db.execute(asked)).mappings().first()
    if row is None:
        return []
    await db.execute(delete(tables.bundle).where(_bundle.first == row["first"]))
    return _numbered(row)


async def _bundled_for(db: AsyncConnection, chats: Collection[int]) -> Numbered:
    """Return what the bundles have for some chats, the first promise first; it stays there."""
    texts = type_coerce(_bundle.deliveries, Text)
    named = [texts.contains(json_text({"chat_id": chat})[1:-1] + ",") for chat in chats]
    rows = await db.execute(select(tables.bundle).where(or_(*named)).order_by(_bundle.first))
    found = [each for row in rows.mappings() for each in _numbered(row)]
    return [(id, delivery) for id, delivery in found if delivery.chat_id in chats]


def _numbered(row: RowMapping) -> Numbered:
    deliveries = (from_json(Delivery, each) for each in row["deliveries"])
    return list(enumerate(deliveries, row["first"]))


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
        await _add(db, await _take_bundle(db), bundled=True)


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
    if bundles or await _is_any_waiting(db):
        if bundles or not _goes_ahead(deliveries):
            await _store_bundles(db, bundles or await in_bundles(deliveries, least=0), first)
            return len(deliveries)
        earlier = await _bundled_for(db, await _ids_of_chats(db, deliveries))
        await _add(db, earlier, bundled=True)
    return await _add(db, list(enumerate(deliveries, first)))


async def unpack_for(db: AsyncConnection, chat: int) -> None:
    """Put what the bundles have for a chat into the outbox now, in the order promised."""
    await advance(db, OUTBOX, 0)  # in turns with whoever promises or unpacks
    await _add(db, await _bundled_for(db, {chat}), bundled=True)


def _goes_ahead(deliveries: Sequence[Delivery]) -> bool:
    """Whether the deliveries wait for no bundle."""
    is_urgent = any(each.urgent for each in deliveries)
    return is_urgent and len({each.chat_id for each in deliveries}) <= FEW


async def _ids_of_chats(db: AsyncConnection, deliveries: Sequence[Delivery]) -> set[int]:
    """Return the ids of the deliveries' chats, those they had before they moved too."""
    moved = await new_ids(db)
    chats = {moved.get(each.chat_id, each.chat_id) for each in deliveries}
    return chats | {old for old, new in moved.items() if new in chats}


async def _add(db: AsyncConnection, numbered: Numbered, *, bundled: bool = False) -> int:
    """Add deliveries with their ids; return how many are new. Of `bundled` ones none is added for
    a chat that was forgotten meanwhile.
    """
    # A plan may have been made before its chat became a supergroup: promise to the new id.
    moved = await new_ids(db)
    numbered = [
        (id, replace(each, chat_id=moved[each.chat_id]) if each.chat_id in moved else each)
        for id, each in numbered
    ]
    if bundled:
        numbered = await _without_forgotten(db, numbered)
    if not numbered:
        return 0
    added = 0
    for some in slices(numbered, AT_ONCE):
        added += await put_new(db, tables.delivery, [delivery_row(each, id) for id, each in some])
    await _park(db, numbered[0][0])
    await _drop_older_edits(db, [each for _, each in numbered])
    return added


async def _without_forgotten(db: AsyncConnection, numbered: Numbered) -> Numbered:
    chat = tables.chat.c
    ids = {each.chat_id for _, each in numbered}
    rows = await db.execute(select(chat.id, chat.thread_id).where(chat.id.in_(ids)))
    known = {(row.id, row.thread_id) for row in rows}
    return [
        (id, each)
        for id, each in numbered
        if (each.chat_id, each.thread_id) in known or not unwanted(each, None, (), ())
    ]


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
