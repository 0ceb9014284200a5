"""Who may do what only one process may: send for a token, lead.

Rule 1: a lease ends by time; taking it raises its fence, and whoever holds an older fence finds
his claims and results refused.
Rule 2: where several processes may send (PostgreSQL), each has a lease of its own: it tells the
others which attempts are still in somebody's hands.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, exists, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.pacing import EPOCH
from bot.errors import NotLeading
from storage.db import tables
from storage.db.transactions import change, question
from storage.db.upsert import insert
from storage.outbox.delivery_rows import lose_attempts
from storage.outbox.holders import has_ended
from storage.outbox.send_journal import Journaled

LEASE = timedelta(seconds=10)
"""Longer than any pause of a healthy process; one that died is replaced after it."""

RENEWAL = timedelta(seconds=3)
"""Between two renewals: two may fail before the lease ends."""

_it = tables.lease.c


@dataclass(frozen=True, slots=True)
class Lease:
    """A right that was granted; `fence` rises with every new holder."""

    name: str
    fence: int

    @property
    def mark(self) -> str:
        """What an attempt is signed with."""
        return f"{self.name}#{self.fence}"


class Leases(Journaled):
    """Taking, keeping and giving back leases."""

    @change
    async def take_lease(
        self, db: AsyncConnection, name: str, *, holder: str, now: datetime
    ) -> Lease | None:
        """The lease if it is free, has run out, or its holder has ended; None while it is held."""
        held_by = await db.scalar(select(_it.holder).where(_it.name == name))
        mine = held_by == holder or (held_by is not None and has_ended(held_by))
        statement = insert(db, tables.lease).values(
            name=name, holder=holder, fence=1, until=now + LEASE
        )
        taken = statement.on_conflict_do_update(
            index_elements=["name"],
            set_={"holder": holder, "fence": _it.fence + 1, "until": now + LEASE},
            where=or_(_it.until <= now, and_(_it.holder == held_by, literal(mine))),
        ).returning(_it.fence)
        fence = (await db.execute(taken)).scalar()
        return None if fence is None else Lease(name, fence)

    @change
    async def keep_lease(self, db: AsyncConnection, lease: Lease, *, now: datetime) -> bool:
        """Renew it; False if another has taken it."""
        renewed = await db.execute(_RENEWED, signed(lease) | {"until": now + LEASE})
        return renewed.rowcount == 1

    @question
    async def holds_lease(self, db: AsyncConnection, lease: Lease) -> bool:
        """Whether nobody else has taken it since."""
        return bool(await db.scalar(select(still_held()), signed(lease)))

    def sender_lease(self, holder: str) -> str:
        """The name of the lease to send with: one for all, or where it is shared one for each."""
        return f"sender {holder}" if self.is_shared else "sender"

    @change
    async def give_lease(self, db: AsyncConnection, lease: Lease, *, now: datetime) -> None:
        """Give it back, so that the next need not wait; attempts still under way are unknown."""
        mine = tables.delivery.c.sender == lease.mark
        await lose_attempts(db, mine, self.journal, now=now)
        await db.execute(
            update(tables.lease)
            .where(_it.name == lease.name, _it.fence == lease.fence)
            .values(until=EPOCH)
        )


async def fence(db: AsyncConnection, lease: Lease | None) -> None:
    """Raise NotLeading if another process has taken the lease; if not, its row stays locked in
    this transaction. None: nobody else can.
    """
    if lease is not None and not await is_held(db, lease):
        raise NotLeading("another process leads now: what was read here is not recorded")


async def is_held(db: AsyncConnection, lease: Lease) -> bool:
    """Whether nobody else has taken it; its row stays locked in this transaction."""
    return await db.scalar(_HELD, signed(lease)) is not None


MARK = bindparam("mark", type_=Text)
"""What an attempt is signed with, in statements made once; `signed` gives its value."""

_MINE = and_(_it.name == bindparam("lease"), _it.fence == bindparam("held"))
_HELD = select(_it.fence).where(_MINE).with_for_update()
_RENEWED = update(tables.lease).where(_MINE)


def still_held() -> ColumnElement[bool]:
    """Nobody else has taken the lease since; `signed` says which."""
    return exists().where(_MINE)


def signed(lease: Lease) -> dict[str, Any]:
    """The parameters of statements that ask for a lease and its mark."""
    return {"lease": lease.name, "held": lease.fence, "mark": lease.mark}
