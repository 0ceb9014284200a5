"""What is remembered of feeds between polls, and which entries are known."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.planning.archive import Titled
from bot.core.reading.poll_result import FeedState
from bot.core.reasons import from_data
from bot.core.types import Delivery, Entry, Placement, Relation
from storage.db import tables
from storage.db.columns import from_row, to_row
from storage.db.statements import IN_ONE_GO, PLACED, counter_value, put, slices
from storage.db.transactions import Database, change, question
from storage.outbox.enqueue import promise
from storage.outbox.leases import Lease, require_lease

NOTHING: Mapping[str, Sequence[Delivery]] = MappingProxyType({})

PLACED_COLUMNS = (
    tables.entry.c.id,
    tables.entry.c.feed,
    tables.entry.c.title,
    tables.entry.c.url,
    tables.entry.c.summary,
    tables.entry.c.text,
    tables.entry.c.seen,
    tables.entry.c.published,
    tables.entry.c.more,
    tables.entry.c.sequence,
    tables.entry.c.placement,
)


class Feeds(Database):
    """Questions and changes about feeds; storage.poll_record records a poll with news."""

    @question
    async def feed_states(self, db: AsyncConnection) -> dict[str, FeedState]:
        """Return what is remembered of every feed ever polled, by feed id."""
        rows = await db.execute(select(tables.feed_state))
        return {row["feed"]: from_row(FeedState, row) for row in rows.mappings()}

    @change
    async def record_polls(
        self,
        db: AsyncConnection,
        states: Collection[FeedState],
        notices: Mapping[str, Sequence[Delivery]] = NOTHING,
        *,
        lease: Lease | None = None,
    ) -> None:
        """Record the states after many quiet polls, and the notices to the admins about each feed.
        Raises NotLeading when another process has taken the lease since.
        """
        await require_lease(db, lease)
        for feed in dict.fromkeys(state.feed for state in states):
            await promise(db, notices.get(feed, ()))
        await put(db, tables.feed_state, [to_row(state, tables.feed_state) for state in states])

    @question
    async def known_keys(self, db: AsyncConnection, keys: Iterable[bytes]) -> dict[bytes, str]:
        """Return those of these identity keys that are known, each with its entry's id; ask once
        per document.
        """
        return await load_known_keys(db, keys)

    @question
    async def placed_since(
        self, db: AsyncConnection, sequence: int, *, newest: int | None = None
    ) -> tuple[int, tuple[tuple[Entry, Placement], ...]]:
        """Return the current sequence number, and the entries placed after `sequence`, in order.

        Editors' acts count too: an entry they moved is returned again with its new place. Only the
        last `newest` entries are returned: the grouper remembers no more.
        """
        column = tables.entry.c
        last = await counter_value(db, PLACED)
        after = select(*PLACED_COLUMNS).where(column.sequence > sequence, column.sequence <= last)
        asked = after.order_by(column.sequence.desc()).limit(newest)
        rows = (await db.execute(asked)).mappings().all()[::-1]
        return last, tuple((entry_of(row), placement_of(row)) for row in rows)

    @question
    async def titles_of(
        self, db: AsyncConnection, feed: str, *, newest: int = 1_000
    ) -> tuple[Titled, ...]:
        """Return what a feed has had, in the order recorded."""
        it = tables.entry.c
        asked = select(it.id, it.title, func.coalesce(it.published, it.seen, type_=it.seen.type))
        rows = await db.execute(
            asked.where(it.feed == feed).order_by(it.number.desc()).limit(newest)
        )
        return tuple(Titled(*row) for row in reversed(rows.all()))

    @question
    async def entries_since(
        self, db: AsyncConnection, since: datetime, *, after: int = 0, limit: int = 500
    ) -> tuple[int, tuple[Entry, ...]]:
        """Return a slice of the entries seen since then, matching or not, in the order recorded.

        The number goes into the next call as `after`; at most `limit` entries, none at the end.
        """
        column = tables.entry.c
        wanted = select(*PLACED_COLUMNS, column.number).where(
            column.number > after, column.seen >= since
        )
        rows = (await db.execute(wanted.order_by(column.number).limit(limit))).mappings().all()
        last = rows[-1]["number"] if rows else after
        return last, tuple(map(entry_of, rows))


async def load_states(db: AsyncConnection, feeds: Collection[str]) -> dict[str, FeedState]:
    """Return what is remembered of these feeds, by feed id."""
    asked = select(tables.feed_state).where(tables.feed_state.c.feed.in_(sorted(feeds)))
    rows = (await db.execute(asked)).mappings()
    return {row["feed"]: from_row(FeedState, row) for row in rows}


async def load_known_keys(db: AsyncConnection, keys: Iterable[bytes]) -> dict[bytes, str]:
    """Return key -> entry id for those of `keys` that are known."""
    found: dict[bytes, str] = {}
    joined = tables.entry_key.join(tables.entry, tables.entry.c.number == tables.entry_key.c.entry)
    asked = select(tables.entry_key.c.key, tables.entry.c.id).select_from(joined)
    for some in slices(sorted(set(keys)), IN_ONE_GO):
        rows = await db.execute(asked.where(tables.entry_key.c.key.in_(some)))
        found.update((bytes(key), entry) for key, entry in rows)
    return found


def entry_of(row: Mapping[Any, Any]) -> Entry:
    return from_row(Entry, row)


def placement_of(row: Mapping[Any, Any]) -> Placement:
    stored = row["placement"]
    return Placement(
        story=stored["story"],
        relation=Relation(stored["relation"]),
        duplicate_of=stored.get("duplicate_of"),
        reasons=tuple(map(from_data, stored.get("reasons", ()))),
    )
