"""One poll's news: entries, stories, promises and the feed's state, together or not at all.

Rule 1: the unique key decides which process was first, never a look beforehand.
Rule 2: plans that place entries or change stories take turns, with each other and with the
editors' acts: if the counter `placed` has moved since the plan was made, nothing is recorded.

Example: two processes both plan on `placed` = 40. The first places two entries and moves the
counter to 42. The second asks for "40 -> 41", finds 42, and is told its plan is stale; it reads
the two entries and plans again, so that it does not open a second story for the same news.
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
from storage.db.columns import to_json, to_row
from storage.db.statements import PLACED, advance_from, put, put_new
from storage.db.transactions import Undone, change, is_retry
from storage.feeds import load_known_keys, load_states
from storage.outbox.enqueue import Bundle, Enqueue, in_bundles, promise
from storage.outbox.leases import Lease, require_lease
from storage.stories import write_stories

_STALE = False


class PollRecord(Enqueue):
    """The one change that marks entries as seen."""

    async def record_poll(
        self, state: FeedState, plan: Plan, *, now: datetime, lease: Lease | None = None
    ) -> bool:
        """Record a poll with news; return False, recording nothing, if the plan is stale: others
        placed entries since `plan.based_on`, or know one of its entries already. Then read and
        plan again. Raises NotLeading when another process has taken the lease since.
        """
        bundles = await in_bundles(plan.deliveries)
        recorded = await self._record_poll(state, plan, bundles, lease)
        self.bundles_wait |= bool(bundles)
        return recorded

    @change
    async def _record_poll(
        self,
        db: AsyncConnection,
        state: FeedState,
        plan: Plan,
        bundles: Sequence[Bundle],
        lease: Lease | None,
    ) -> bool:
        # A retry after a broken connection. If this very state is stored, the first attempt was
        # committed and only the reply was lost; recording again would find its own keys and call
        # the plan stale.
        if is_retry(db) and state in (await load_states(db, [state.feed])).values():
            return True
        await require_lease(db, lease)
        await _write_entries(db, plan)
        await _retitle(db, plan.retitled)
        await write_stories(db, plan.stories)
        await promise(db, plan.deliveries, bundles)
        await put(db, tables.feed_state, [to_row(state, tables.feed_state)])
        return True


async def _write_entries(db: AsyncConnection, plan: Plan) -> None:
    """Insert the plan's new entries with their keys; undo everything if the plan is stale."""
    # Take a turn. A change of a story without a new entry takes one too; a poll that places
    # nothing and changes no story needs none, so most polls never wait for each other.
    placed = [each for each in plan.entries if each.placement is not None]
    takes_turn = placed or plan.stories
    if takes_turn and not await advance_from(db, PLACED, plan.based_on, max(len(placed), 1)):
        raise Undone(_STALE)
    # Another process may have seen an entry that belongs to no story since; it is left out. One
    # that has a place must be new, or its story would count it twice.
    seen = await load_known_keys(db, [key for each in plan.entries for key in each.entry.keys])
    new = [each for each in plan.entries if seen.keys().isdisjoint(each.entry.keys)]
    if any(each.placement is not None for each in plan.entries if each not in new):
        raise Undone(_STALE)
    numbers = await _insert_entries(db, new, sequence=plan.based_on)
    # The unique key has the last word: a key inserted by somebody else since the look above makes
    # fewer rows than keys. Two entries of one document may share a key; the first gets it.
    keys: dict[bytes, int] = {}
    for each, number in zip(new, numbers, strict=True):
        for key in each.entry.keys:
            keys.setdefault(key, number)
    if await _insert_keys(db, keys) < len(keys):
        raise Undone(_STALE)


async def _insert_entries(
    db: AsyncConnection, new: Sequence[PlannedEntry], *, sequence: int
) -> Sequence[int]:
    """Insert entries in the order given; return their numbers."""
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
    row = to_row(planned.entry, tables.entry, without=frozenset({"keys", "picture"}))
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
    """Store known entries' new titles and summaries, and the identity keys they have gained."""
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
