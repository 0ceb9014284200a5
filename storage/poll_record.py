"""One poll's news: entries, stories, promises and the feed's state, together or not at all.

Rule 1: the unique key decides who was first, never a look beforehand.
Rule 2: plans that place entries or change stories take turns, with each other and with what the
editors do: the counter `placed` stands where the plan has seen it, or nothing of it is recorded.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.planning.planner import Plan, PlannedEntry
from bot.core.reading.poll_result import FeedState
from bot.core.reasons import as_data
from bot.core.types import Entry
from storage.db import tables
from storage.db.codec import to_json, to_row
from storage.db.sequences import PLACED, advanced_from
from storage.db.transactions import Database, Undone, change, is_repeated
from storage.db.upsert import put, put_new
from storage.feeds import known, stored_states
from storage.outbox.enqueue import promise
from storage.outbox.leases import Lease, fence
from storage.stories import write_stories

_STALE = False


class Polls(Database):
    """The one change in which an entry becomes seen."""

    @change
    async def record_poll(
        self,
        db: AsyncConnection,
        state: FeedState,
        plan: Plan,
        *,
        now: datetime,
        lease: Lease | None = None,
    ) -> bool:
        """Record a poll with news; False, and nothing recorded, when others placed entries since
        `plan.based_on` or know one of its entries already: read again and plan again. Raises
        NotLeading when another process has taken the lease since.
        """
        if is_repeated(db) and state in (await stored_states(db, [state.feed])).values():
            return True  # already committed; only the reply was lost
        await fence(db, lease)
        await _write_entries(db, plan)
        await _retitle(db, plan.retitled)
        await write_stories(db, plan.stories)
        await promise(db, plan.deliveries)
        await put(db, tables.feed_state, [to_row(state, tables.feed_state)])
        return True


async def _write_entries(db: AsyncConnection, plan: Plan) -> None:
    placed = [each for each in plan.entries if each.placement is not None]
    counts = placed or plan.stories
    if counts and not await advanced_from(db, PLACED, plan.based_on, max(len(placed), 1)):
        raise Undone(_STALE)
    seen = await known(db, [key for each in plan.entries for key in each.entry.keys])
    new = [each for each in plan.entries if seen.keys().isdisjoint(each.entry.keys)]
    if any(each.placement is not None for each in plan.entries if each not in new):
        raise Undone(_STALE)
    numbers = await _insert_entries(db, new, sequence=plan.based_on)
    keys: dict[bytes, int] = {}
    for each, number in zip(new, numbers, strict=True):
        for key in each.entry.keys:
            keys.setdefault(key, number)
    if await _insert_keys(db, keys) < len(keys):
        raise Undone(_STALE)


async def _insert_entries(
    db: AsyncConnection, new: Sequence[PlannedEntry], *, sequence: int
) -> Sequence[int]:
    """Insert in the order given; the numbers they got."""
    if not new:
        return ()
    rows: list[dict[str, Any]] = []
    for each in new:
        sequence += each.placement is not None
        rows.append(_entry_row(each, sequence if each.placement else None))
    number = tables.entry.c.number
    statement = insert(tables.entry).returning(number, sort_by_parameter_order=True)
    return [row.number for row in await db.execute(statement, rows)]


def _entry_row(planned: PlannedEntry, sequence: int | None) -> dict[str, Any]:
    placement = planned.placement
    row = to_row(planned.entry, tables.entry, without=frozenset({"keys"}))
    return row | {
        "topics": planned.verdict.topics,
        "reasons": [as_data(each) for each in planned.verdict.reasons],
        "sequence": sequence,
        "story": placement.story if placement else None,
        "relation": placement.relation.value if placement else None,
        "placement": to_json(placement) if placement else None,
    }


async def _insert_keys(db: AsyncConnection, keys: Mapping[bytes, int]) -> int:
    rows = [{"key": key, "entry": number} for key, number in sorted(keys.items())]
    return await put_new(db, tables.entry_key, rows)


async def _retitle(db: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Known entries as the feed words them now; keys they have gained lead to them too."""
    column = tables.entry.c
    for entry in entries:
        statement = (
            update(tables.entry)
            .where(column.id == entry.id)
            .values(title=entry.title, summary=entry.summary)
            .returning(column.number)
        )
        number = (await db.execute(statement)).scalar()
        if number is not None:
            await _insert_keys(db, dict.fromkeys(entry.keys, number))
