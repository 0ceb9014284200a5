"""Daily figures of what was read and sent, for /stats."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.core.renderer.daily_stats import LATE, PROMPT, Day, Days
from bot.core.types import DeliveryKind, DeliveryState, Relation
from storage.db import tables
from storage.db.columns import UtcDateTime
from storage.db.disk_reserve import DiskReserve
from storage.db.transactions import Database, question

_entry = tables.entry.c
_it = tables.delivery.c
_TOLD = (DeliveryKind.POST.value, DeliveryKind.REPLY.value)
_OPENING = (Relation.NEW.value, Relation.REOPENS.value)
_STAYS_OPEN = timedelta(hours=25)
"""From a day's midnight: an hour is for clocks that differ."""


class StatsQueries(Database):
    """Questions about the last days."""

    def __init__(self, engine: AsyncEngine, reserve: DiskReserve | None = None) -> None:
        super().__init__(engine, reserve)
        self._finished: dict[date, Day] = {}
        """Days that nothing is added to any more."""

    async def days(self, since: datetime, now: datetime) -> Days:
        """Return the days since then on which anything happened.

        A transaction for each: thirty days of a million messages are seconds, for which nobody
        else would get his turn.
        """
        span = (now.date() - since.date()).days + 1
        days = [since.date() + timedelta(days=number) for number in range(span)]
        for day in days:
            if day not in self._finished:
                self._finished[day] = await self._day(day)
        found = tuple(self._finished[day] for day in days if self._finished[day] != Day(day))
        for day in days:
            if now - _midnight(day) < _STAYS_OPEN:
                del self._finished[day]
        return found

    @question
    async def _day(self, db: AsyncConnection, day: date) -> Day:
        first, last = _midnight(day), _midnight(day + timedelta(days=1))
        read = (await db.execute(_ENTRIES, {"first": first, "last": last})).mappings().one()
        sent = _sent(db.dialect.name)
        told = (await db.execute(sent, {"first": first, "last": last})).mappings().one()
        return Day(day, **read, **told)


_first: ColumnElement[datetime] = bindparam("first", type_=UtcDateTime)
_last: ColumnElement[datetime] = bindparam("last", type_=UtcDateTime)


def _number(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((holds, 1), else_=0)), 0)


_ENTRIES = select(
    func.count().label("entries"),
    func.count(_entry.story).label("placed"),
    _number(_entry.relation.in_(_OPENING)).label("stories"),
    _number(_entry.relation == Relation.SAME.value).label("same"),
).where(_entry.seen >= _first, _entry.seen < _last)


@cache
def _sent(dialect: str) -> Select[int, int, int, int, int]:
    took = _seconds(dialect)
    sent = _it.state == DeliveryState.SENT.value
    return select(
        func.count(_it.story.distinct()).label("alerts"),
        func.count().label("messages"),
        func.count(_it.chat_id.distinct()).label("chats"),
        _number(took <= PROMPT.total_seconds()).label("prompt"),
        _number(took > LATE.total_seconds()).label("late"),
    ).where(sent, _it.kind.in_(_TOLD), _it.settled >= _first, _it.settled < _last)


def _seconds(dialect: str) -> ColumnElement[Any]:
    """Return the seconds from the promise to its end."""
    if dialect == "postgresql":
        return func.extract("epoch", _it.settled - _it.created)
    return (func.julianday(_it.settled) - func.julianday(_it.created)) * 86_400


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
