"""What is told in a chat's catch-up message, and how much the chat was promised lately."""

from datetime import datetime

from sqlalchemy import and_, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.alerts.bursts import GATHERING, MESSAGES
from bot.core.types import Delivery, DeliveryState
from storage.db import tables
from storage.db.columns import from_row
from storage.db.transactions import Database, question

_it = tables.delivery.c


class CatchUps(Database):
    """Questions about bursts."""

    @question
    async def promised_since(
        self, db: AsyncConnection, since: datetime
    ) -> dict[tuple[int, int], int]:
        """Count the posts and replies promised since then to each (chat id, thread id)."""
        message = and_(_it.kind.in_([kind.value for kind in MESSAGES]), _it.created >= since)
        found = union_all(
            select(_it.chat_id, _it.thread_id).where(tables.is_live(_it.state), message),
            # A row that is live and settled was tried in vain: it is in the first half already.
            select(_it.chat_id, _it.thread_id).where(
                _it.settled >= since, ~tables.is_live(_it.state), message
            ),
        ).subquery()
        place = found.c.chat_id, found.c.thread_id
        rows = await db.execute(select(*place, func.count()).group_by(*place))
        return {(chat_id, thread_id): count for chat_id, thread_id, count in rows}

    @question
    async def catch_up_with(
        self, db: AsyncConnection, delivery: Delivery, *, now: datetime
    ) -> tuple[Delivery, ...]:
        """Return a claimed delivery and all that can be told in the same catch-up message, in the
        order they were promised.
        """
        asked = select(tables.delivery).where(
            _it.chat_id == delivery.chat_id,
            _it.thread_id == delivery.thread_id,
            tables.is_live(_it.state),  # by the index of live rows
            _it.state == DeliveryState.PENDING.value,
            _it.sender == "",  # the claimed one has a sender
            _it.not_before <= now + GATHERING,
            _it.expires > now,
        )
        rows = (await db.execute(asked.order_by(_it.id))).mappings()
        others = (from_row(Delivery, row) for row in rows)
        return (delivery, *(each for each in others if each.in_catch_up))
