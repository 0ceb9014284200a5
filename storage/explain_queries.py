"""Why a story looks as it does, for whoever asks: its entries with each stage's reasons, and what
readers object to.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.planning.planner import PlannedEntry
from bot.core.reasons import from_data
from bot.core.types import Subscription, SubscriptionKind, Verdict
from storage.db import tables
from storage.db.columns import from_row
from storage.db.transactions import Database, question
from storage.feeds import PLACED_COLUMNS, entry_of, placement_of

_entry = tables.entry.c
_subscription = tables.subscription.c


class ExplainQueries(Database):
    """Questions behind /why and the editors' pages."""

    @question
    async def story_entries(
        self, db: AsyncConnection, story: str, *, limit: int = 50
    ) -> tuple[PlannedEntry, ...]:
        """Return a story's entries in the order placed, with why they matched and belong to it."""
        asked = select(*PLACED_COLUMNS, _entry.topics, _entry.reasons).where(_entry.story == story)
        rows = (await db.execute(asked.order_by(_entry.sequence).limit(limit))).mappings()
        return tuple(map(_planned, rows))

    @question
    async def entries_known_by(
        self, db: AsyncConnection, keys: Iterable[bytes], *, limit: int = 10
    ) -> tuple[PlannedEntry, ...]:
        """Return the entries that have one of these identity keys, with each stage's reasons."""
        by_key = tables.entry_key.join(tables.entry, _entry.number == tables.entry_key.c.entry)
        asked = (
            select(*PLACED_COLUMNS, _entry.topics, _entry.reasons).select_from(by_key).distinct()
        )
        wanted = asked.where(tables.entry_key.c.key.in_(sorted(set(keys))))
        return tuple(map(_planned, (await db.execute(wanted.limit(limit))).mappings()))

    @question
    async def objections(
        self, db: AsyncConnection, of: str | None = None
    ) -> tuple[Subscription, ...]:
        """Return readers' objections to one story, or to all that are not merged into another; one
        for each chat, story and kind.
        """
        kind = SubscriptionKind.OBJECTION.value
        story = tables.story.c
        named = story.id == func.substr(_subscription.value, 1, func.length(story.id))
        part = exists().where(story.merged_into.is_not(None), named)
        asked = (
            select(tables.subscription)
            .where(_subscription.kind == kind, ~part)
            .order_by(_subscription.value)
        )
        if of is not None:
            asked = asked.where(_subscription.value.startswith(f"{of} ", autoescape=True))
        return tuple(from_row(Subscription, row) for row in (await db.execute(asked)).mappings())


def _planned(row: Mapping[Any, Any]) -> PlannedEntry:
    verdict = Verdict(tuple(row["topics"]), tuple(map(from_data, row["reasons"])))
    return PlannedEntry(entry_of(row), verdict, placement_of(row) if row["placement"] else None)
