"""Hosts that several processes ask, and the feeds each of them reads at the moment.

Rule 1: a feed is claimed before it is read, and free again in the transaction that records what
came of it; what a process that is gone had claimed is free at once. What a process that stood
still brings after its claim was taken over is refused.
Rule 2: a visit to a host takes its turn by the host's row.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.hosts import (
    Courtesy,
    Host,
    Resting,
    Visit,
    deserted,
    entered,
    left,
    rested,
    trusted,
    unmade,
    visit_of,
)
from bot.core.schedule import FeedState
from storage import tables
from storage.codec import from_row, to_row
from storage.database import Database, change
from storage.feeds import stored_states
from storage.witness import is_gone
from storage.writing import insert, put, put_new

READING = timedelta(minutes=10)
"""A claim older than this is in nobody's hands any more."""

AHEAD = READING * 2
"""No claim ends later, though its holder looked at the clock after us, or at one that is ahead."""

IsDue = Callable[[str, FeedState | None], bool]
"""Whether a feed is to be polled, by its id and what is stored of it."""

_claim = tables.feed_claim.c


@dataclass(frozen=True, slots=True)
class Claimed:
    """The feeds a process got, and what is stored of all it looked at."""

    feeds: frozenset[str]
    states: Mapping[str, FeedState]


class Hosts(Database):
    """Which process reads what."""

    @change
    async def claim_feeds(
        self,
        db: AsyncConnection,
        feeds: Sequence[str],
        *,
        holder: str,
        is_due: IsDue,
        most: int,
        now: datetime,
    ) -> Claimed:
        """Take those of the feeds that are due and that nobody else reads: at most so many, the
        first named first. Another process may have polled them since the caller looked.
        """
        asked = select(tables.feed_claim).where(_claim.feed.in_(feeds))
        held = {row.feed: row for row in await db.execute(asked)}
        ours = {holder, *await _gone(db, {row.holder for row in held.values()} - {holder})}
        free = [
            feed
            for feed in feeds
            if feed not in held
            or held[feed].holder in ours
            or not now < held[feed].until <= now + AHEAD
        ]
        taken = await _taken(db, free[:most], ours, holder=holder, now=now)
        states = await stored_states(db, taken) if taken else {}
        early = frozenset(feed for feed in taken if not is_due(feed, states.get(feed)))
        if early:
            await free_feeds(db, early)
        return Claimed(taken - early, states)

    @change
    async def keep_feeds(
        self, db: AsyncConnection, feeds: Collection[str], *, holder: str, now: datetime
    ) -> None:
        """These are still being read by the process that has claimed them."""
        mine = and_(_claim.feed.in_(sorted(feeds)), _claim.holder == holder)
        await db.execute(update(tables.feed_claim).where(mine).values(until=now + READING))

    @change
    async def stop_reading(self, db: AsyncConnection, holder: str) -> None:
        """Give up all the feeds this process has claimed."""
        await db.execute(delete(tables.feed_claim).where(_claim.holder == holder))

    @change
    async def enter_host(
        self,
        db: AsyncConnection,
        name: str,
        courtesy: Courtesy,
        *,
        holder: str,
        number: int,
        making: Set[int],
        now: datetime,
    ) -> Visit | Resting | None:
        """The holder's visit of this number; None while there are as many as the host bears: ask
        again soon.

        `making`: the numbers of all visits that the holder asks for or makes, as they are once the
        host's row is locked; any other of its visits came to nothing.
        """
        host = trusted(await _host(db, name), courtesy, now=now)
        if host.rests_until > now:
            return Resting(host.rests_until - now)
        host = unmade(host, holder, making)
        if visit := visit_of(host, holder, number):
            return visit
        after = entered(host, holder, number, courtesy, now=now)
        if after is host:
            others = {visit.holder for visit in host.visits} - {holder}
            host = deserted(host, await _gone(db, others))
            after = entered(host, holder, number, courtesy, now=now)
        if after is host:
            return None
        await put(db, tables.host, [to_row(after, tables.host)])
        return after.visits[-1]

    @change
    async def leave_host(
        self,
        db: AsyncConnection,
        name: str,
        visit: Visit,
        *,
        rest_until: datetime | None,
        now: datetime,
    ) -> None:
        """The visit is over, and the host left alone until then if it asked for it."""
        host = left(await _host(db, name), visit)
        if rest_until is not None:
            host = rested(host, rest_until, now=now)
        await put(db, tables.host, [to_row(host, tables.host)])


async def free_feeds(
    db: AsyncConnection, feeds: Iterable[str], *, claimed_by: str = ""
) -> frozenset[str]:
    """These have been read, by that process or by whoever claimed them; those it still held."""
    mine = _claim.holder == claimed_by if claimed_by else true()
    freed = delete(tables.feed_claim).where(_claim.feed.in_(sorted(feeds)), mine)
    return frozenset((await db.execute(freed.returning(_claim.feed))).scalars())


async def _taken(
    db: AsyncConnection, feeds: Sequence[str], ours: set[str], *, holder: str, now: datetime
) -> frozenset[str]:
    """Those still free; asked in one order by all, so that no two wait for each other."""
    if not feeds:
        return frozenset()
    claim = {"holder": holder, "until": now + READING}
    rows = [claim | {"feed": feed} for feed in sorted(feeds)]
    is_free = or_(_claim.until <= now, _claim.until > now + AHEAD, _claim.holder.in_(sorted(ours)))
    statement = insert(db, tables.feed_claim).values(rows)
    taken = statement.on_conflict_do_update(index_elements=["feed"], set_=claim, where=is_free)
    return frozenset((await db.execute(taken.returning(_claim.feed))).scalars())


async def _host(db: AsyncConnection, name: str) -> Host:
    """The host, its row locked."""
    asked = select(tables.host).where(tables.host.c.name == name).with_for_update()
    row = (await db.execute(asked)).mappings().first()
    if row is None:
        await put_new(db, tables.host, [to_row(Host(name), tables.host)])
        row = (await db.execute(asked)).mappings().one()
    return from_row(Host, row)


async def _gone(db: AsyncConnection, holders: Iterable[str]) -> frozenset[str]:
    return frozenset([holder for holder in sorted(holders) if await is_gone(db, holder)])
