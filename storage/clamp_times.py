"""The one guard against wrong clocks: when the store is opened to run, times that a wrong clock
stored are corrected, so that no query or rule has to doubt one (bot/core/reading/clamping.py).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Update, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.delivery.pacing import LONGEST_REST
from bot.core.reading.clamping import (
    AHEAD,
    FLOOR,
    LONGEST_HOLD,
    clamped_chat,
    clamped_delivery,
    clamped_state,
    is_wrong,
)
from bot.core.reading.poll_result import FeedState
from bot.core.types import Chat, Delivery, DeliveryState
from storage.chats import remembering
from storage.db import tables
from storage.db.columns import from_row, to_row
from storage.db.statements import put
from storage.db.transactions import Database, change
from storage.outbox.delivery_rows import ATTEMPT
from storage.outbox.leases import LEASE

_it = tables.delivery.c
_lane = tables.lane.c
_lease = tables.lease.c
_pace = tables.pace.c
_post = tables.post.c
_story = tables.story.c

_RETIMED = update(tables.delivery).where(_it.id == bindparam("row"))


class Clamping(Database):
    """Corrects stored times."""

    @change
    async def clamp_times(self, db: AsyncConnection, *, now: datetime) -> int:
        """Set every time that a right clock cannot have stored to now, or to the latest plausible
        time; return how many rows changed.
        """
        changed = 0
        for statement in _caps(now):
            changed += (await db.execute(statement)).rowcount
        changed += await _clamp_deliveries(db, now)
        changed += await _clamp_states(db, now)
        return changed + await _clamp_chats(db, now)


def _caps(now: datetime) -> Iterator[Update]:
    """Yield an update for each column of plain times, with the latest time it can hold."""
    soon = now + AHEAD
    # A lease or an attempt that ends too late would be waited for.
    yield update(tables.lease).where(_lease.until > soon + LEASE).values(until=now + LEASE)
    attempt = and_(tables.is_live(_it.state), _it.until > soon + ATTEMPT)
    yield update(tables.delivery).where(attempt).values(until=now + ATTEMPT)
    # Turns are paid for seconds ahead; refusals were counted at the same wrong time.
    ahead = update(tables.pace).where(_pace.next_at > soon)
    yield ahead.values(next_at=now, refusals=[])
    longest = soon + LONGEST_REST
    yield update(tables.pace).where(_pace.stopped_until > longest).values(stopped_until=now)
    yield update(tables.lane).where(_lane.due > soon).values(due=now, next_at=now)
    rest = now + LONGEST_REST
    yield update(tables.lane).where(_lane.next_at > longest).values(next_at=rest)
    # A chat is given up a day after it was parked.
    yield update(tables.lane).where(_lane.parked > soon).values(parked=now)
    # A story is closed some time after its last news, and its posts are edited with a gap.
    open_stories = select(_story.id).where(_story.closed.is_(None))
    edited = and_(_post.story.in_(open_stories), _post.changed > soon)
    yield update(tables.post).where(edited).values(changed=now)
    for column in (_story.opened, _story.updated, _story.closed):
        yield update(tables.story).where(column > soon).values({column: now})


async def _clamp_deliveries(db: AsyncConnection, now: datetime) -> int:
    """Clamp the deliveries that are not over yet, each group of states by its own index."""
    past = (_it.created, _it.settled)
    wrong = [or_(column < FLOOR, column > now + AHEAD) for column in past]
    wrong.append(_it.not_before > now + LONGEST_HOLD)
    parked = tables.is_in(_it.state, DeliveryState.PARKED.value)
    rows: list[dict[str, Any]] = []
    for waiting in (tables.is_live(_it.state), parked):
        asked = select(tables.delivery).where(waiting, or_(*wrong)).with_for_update()
        rows += [_retimed(row, now) for row in (await db.execute(asked)).mappings()]
    if rows:
        await db.execute(_RETIMED, rows)
    return len(rows)


def _retimed(row: RowMapping, now: datetime) -> dict[str, Any]:
    tried = row["settled"]
    right = clamped_delivery(from_row(Delivery, row), now, tried)
    return {
        "row": right.id,
        "created": right.created,
        "not_before": right.not_before,
        "expires": right.expires,
        "settled": now if tried and is_wrong(tried, now) else tried,
    }


async def _clamp_states(db: AsyncConnection, now: datetime) -> int:
    rows = await db.execute(select(tables.feed_state).with_for_update())
    stored = [from_row(FeedState, row) for row in rows.mappings()]
    right = [(each, clamped_state(each, now)) for each in stored]
    changed = [to_row(after, tables.feed_state) for before, after in right if after != before]
    await put(db, tables.feed_state, changed)
    return len(changed)


async def _clamp_chats(db: AsyncConnection, now: datetime) -> int:
    rows = await db.execute(remembering("muted_until").with_for_update())
    stored = [from_row(Chat, row) for row in rows.mappings()]
    right = [(each, clamped_chat(each, now)) for each in stored]
    changed = [to_row(after, tables.chat) for before, after in right if after != before]
    await put(db, tables.chat, changed)
    return len(changed)
