"""Daily figures of what was read and sent, for /stats."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.renderer.daily_stats import LATE, PROMPT, Day, Days
from bot.core.types import DeliveryKind, DeliveryState, Relation
from storage.db import tables
from storage.db.transactions import Database, question

_entry = tables.entry.c
_it = tables.delivery.c
_TOLD = (DeliveryKind.POST.value, DeliveryKind.REPLY.value)
_OPENING = (Relation.NEW.value, Relation.REOPENS.value)


class StatsQueries(Database):
    """Questions about the last days."""

    @question
    async def days(self, db: AsyncConnection, since: datetime) -> Days:
        """Return the days since then on which anything happened; reads each table once."""
        found: dict[date, dict[str, int]] = defaultdict(dict)
        for row in (await db.execute(_entries_by_day(db.dialect.name, since))).mappings():
            found[_date(row["day"])].update({name: row[name] for name in row if name != "day"})
        for row in (await db.execute(_sent_by_day(db.dialect.name, since))).mappings():
            found[_date(row["day"])].update({name: row[name] for name in row if name != "day"})
        return tuple(Day(day, **found[day]) for day in sorted(found))


def _entries_by_day(dialect: str, since: datetime) -> Any:
    day = _day(dialect, _entry.seen)
    return (
        select(
            day,
            func.count().label("entries"),
            func.count(_entry.story).label("placed"),
            _number(_entry.relation.in_(_OPENING)).label("stories"),
            _number(_entry.relation == Relation.SAME.value).label("same"),
        )
        .where(_entry.seen >= since)
        .group_by(day)
    )


def _sent_by_day(dialect: str, since: datetime) -> Any:
    day, took = _day(dialect, _it.settled), _seconds(dialect)
    sent = _it.state == DeliveryState.SENT.value
    return (
        select(
            day,
            func.count(_it.story.distinct()).label("alerts"),
            func.count().label("messages"),
            func.count(_it.chat_id.distinct()).label("chats"),
            _number(took <= PROMPT.total_seconds()).label("prompt"),
            _number(took > LATE.total_seconds()).label("late"),
        )
        .where(sent, _it.kind.in_(_TOLD), _it.settled >= since)
        .group_by(day)
    )


def _day(dialect: str, at: ColumnElement[datetime]) -> ColumnElement[Any]:
    """Return the day in UTC, whatever the session's time zone."""
    utc = func.timezone("UTC", at) if dialect == "postgresql" else at
    return func.date(utc).label("day")


def _seconds(dialect: str) -> ColumnElement[Any]:
    """Return the seconds from the promise to its end."""
    if dialect == "postgresql":
        return func.extract("epoch", _it.settled - _it.created)
    return (func.julianday(_it.settled) - func.julianday(_it.created)) * 86_400


def _number(holds: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((holds, 1), else_=0)), 0)


def _date(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day
