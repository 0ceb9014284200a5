"""Leases: the right to do what only one process may do at a time - to send, to lead.

Rule 1: a lease ends by time. Taking it raises its fence, and a process with an older fence has its
claims and results refused.
Rule 2: where several processes may send (PostgreSQL), each has a lease of its own, which tells the
others whose attempts are still under way.

Example: A leads with fence 7, is suspended for 20 s, and wakes. B has taken the lease with fence 8
meanwhile. A's next record_poll looks for fence 7, finds 8 and raises NotLeading: nothing that A
read before its sleep is recorded over what B has read since.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, exists, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.pacing import EPOCH
from bot.errors import NotLeading
from storage.db import tables
from storage.db.statements import insert
from storage.db.transactions import change, question
from storage.outbox.delivery_rows import lose_attempts
from storage.outbox.holders import has_ended
from storage.outbox.send_journal import Journaled

LEASE = timedelta(seconds=10)
"""Longer than any pause of a healthy process; one that has died is replaced after it."""

RENEWAL = timedelta(seconds=3)
"""Time between two renewals: two may fail before the lease ends."""

_it = tables.lease.c


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease that was granted; `fence` rises with every new holder."""

    name: str
    fence: int

    @property
    def mark(self) -> str:
        """Return the signature of attempts made under this lease."""
        return f"{self.name}#{self.fence}"


class Leases(Journaled):
    """Takes, keeps and gives back leases."""

    @change
    async def take_lease(
        self, db: AsyncConnection, name: str, *, holder: str, now: datetime
    ) -> Lease | None:
        """Take the lease if it is free, has run out, or its holder has ended; return None while
        another process holds it.
        """
        held_by = await db.scalar(select(_it.holder).where(_it.name == name))
        may_take_over = held_by == holder or (held_by is not None and has_ended(held_by))
        statement = insert(db, tables.lease).values(
            name=name, holder=holder, fence=1, until=now + LEASE
        )
        taken = statement.on_conflict_do_update(
            index_elements=["name"],
            set_={"holder": holder, "fence": _it.fence + 1, "until": now + LEASE},
            # The holder is compared again: another process may have taken it since the look above.
            where=or_(_it.until <= now, and_(_it.holder == held_by, literal(may_take_over))),
        ).returning(_it.fence)
        fence = (await db.execute(taken)).scalar()
        return None if fence is None else Lease(name, fence)

    @change
    async def keep_lease(self, db: AsyncConnection, lease: Lease, *, now: datetime) -> bool:
        """Renew the lease; return False if another process has taken it."""
        renewed = await db.execute(_RENEWED, signed(lease) | {"until": now + LEASE})
        return renewed.rowcount == 1

    @question
    async def holds_lease(self, db: AsyncConnection, lease: Lease) -> bool:
        """Return whether no other process has taken the lease since."""
        return bool(await db.scalar(select(still_held()), signed(lease)))

    def sender_lease(self, holder: str) -> str:
        """Name the lease to send with: one for SQLite, one per process for PostgreSQL."""
        return f"sender {holder}" if self.is_shared else "sender"

    @change
    async def give_lease(self, db: AsyncConnection, lease: Lease, *, now: datetime) -> None:
        """Give the lease back, so that the next holder need not wait; attempts still under way
        become unknown.
        """
        mine = tables.delivery.c.sender == lease.mark
        await lose_attempts(db, mine, self.journal, now=now)
        await db.execute(
            update(tables.lease)
            .where(_it.name == lease.name, _it.fence == lease.fence)
            .values(until=EPOCH)
        )


async def require_lease(db: AsyncConnection, lease: Lease | None) -> None:
    """Raise NotLeading if another process has taken the lease; otherwise its row stays locked in
    this transaction. None stands for a process that has no rivals, as in the demo.
    """
    if lease is not None and not await is_held(db, lease):
        raise NotLeading("another process leads now: what was read here is not recorded")


async def is_held(db: AsyncConnection, lease: Lease) -> bool:
    """Return whether no other process has taken the lease, locking its row until the commit."""
    return await db.scalar(_HELD, signed(lease)) is not None


MARK = bindparam("mark", type_=Text)
"""Placeholder for an attempt's signature in prepared statements; `signed` gives its value."""

_MINE = and_(_it.name == bindparam("lease"), _it.fence == bindparam("held"))
_HELD = select(_it.fence).where(_MINE).with_for_update()
_RENEWED = update(tables.lease).where(_MINE)


def still_held() -> ColumnElement[bool]:
    """Build the condition that nobody else has taken the lease; `signed` gives its parameters."""
    return exists().where(_MINE)


def signed(lease: Lease) -> dict[str, Any]:
    """Return the parameters of statements that check a lease and its signature."""
    return {"lease": lease.name, "held": lease.fence, "mark": lease.mark}
