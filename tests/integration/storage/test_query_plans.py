"""What comes back every few seconds or hours reads no table from end to end that only grows."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.planning.planner import Plan, PlannedEntry
from bot.core.reading.poll_result import FeedState
from bot.core.types import Verdict
from storage.db import tables
from storage.store import Store
from tests.build import NOON, a_delivery, an_entry
from tests.integration.promised import a_lease

GROWING = ("delivery", "entry", "entry_key", "story", "report", "lane", "post", "subscription")
UNDER_WAY = {
    *("delivery_live", "delivery_due", "delivery_unknown", "delivery_later", "delivery_expires"),
    *("delivery_parked", "lane_parked", "entry_body", "story_held", "chat_digest", "chat_source"),
    "entry_text",
}
"""Partial indexes that stay small: they may be read whole."""


async def claiming_on_trial(store: Store) -> None:
    """After a refused token, while it is not known whether the next one is taken."""
    await store.run_change(lambda db: db.execute(update(tables.pace).values(on_trial=True)))
    await store.claim(await a_lease(store), now=NOON, answered=NOON)


ASKED: dict[str, Callable[[Store], Awaitable[object]]] = {
    "claim": claiming_on_trial,
    "expire": lambda store: store.expire(now=NOON),
    "recover": lambda store: store.recover(now=NOON),
    "prune": lambda store: store.prune(NOON),
    "catch_up_with": lambda store: store.catch_up_with(a_delivery(), now=NOON),
    "hurry_doubts": lambda store: store.hurry_doubts(now=NOON),
    "oldest_pending": lambda store: store.oldest_pending(now=NOON),
    "held_stories": lambda store: store.held_stories(),
    "park": lambda store: store.park_chat(7, now=NOON),
    "resume": lambda store: store.resume_chat(7),
    "move": lambda store: store.move_chat(7, -1007),
    "forget": lambda store: store.forget_chat(7),
    "queue_sizes": lambda store: store.queue_sizes(),
    "days": lambda store: store.days(NOON, NOON),
    "background": lambda store: store.background([a_delivery()]),
    "stories_with_messages": lambda store: store.stories_with_messages(["5" * 16]),
    "messages": lambda store: store.messages(["5" * 16]),
    "post_by_message": lambda store: store.post_by_message(7, 900),
    "audience": lambda store: store.audience(["iss"], ["5" * 16]),
    "chats_with": lambda store: store.chats_with("digest"),
    "known_keys": lambda store: store.known_keys([b"k" * 16]),
    "titles_of": lambda store: store.titles_of("nasa"),
    "open_stories": lambda store: store.open_stories(),
    "stories_since": lambda store: store.stories_since(NOON, limit=10),
    "placed_since": lambda store: store.placed_since(0, newest=10),
    "last_doubt": lambda store: store.last_doubt(),
    "promised_since": lambda store: store.promised_since(NOON),
}


@contextmanager
def heard() -> Iterator[list[tuple[str, Any]]]:
    """The statements that are executed meanwhile, with their parameters."""
    found: list[tuple[str, Any]] = []

    def hear(_db: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        found.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


async def read_whole(db: AsyncConnection, statement: str, parameters: Any) -> list[str]:
    """What a statement would read from end to end, as its database says."""
    if db.dialect.name == "sqlite":
        steps = await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row.detail for row in steps if _scans(row.detail)]
    await db.exec_driver_sql("SET LOCAL enable_seqscan = off")
    steps = await db.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
    return list(_unbounded(steps.scalar_one()[0]["Plan"]))


def _scans(step: str) -> bool:
    verb, table, *rest = step.split()
    return verb == "SCAN" and table in GROWING and not UNDER_WAY.intersection(rest)


def _unbounded(node: Mapping[str, Any]) -> Iterator[str]:
    """A small table is read whole only where no index serves: see `enable_seqscan`."""
    index = node.get("Index Name")
    is_whole = index not in UNDER_WAY if index else node["Node Type"] == "Seq Scan"
    if is_whole and "Index Cond" not in node and node.get("Relation Name", index) in GROWING:
        yield f"{node['Node Type']} {index or node['Relation Name']}"
    for each in node.get("Plans", ()):
        yield from _unbounded(each)


@pytest.mark.parametrize("name", ASKED)
async def test_what_comes_back_again_and_again_reads_no_whole_table(
    store: Store, name: str
) -> None:
    plan = Plan(entries=(PlannedEntry(an_entry(), Verdict((), ())),))
    await store.record_poll(FeedState("tass", "https://tass.example/rss", NOON), plan, now=NOON)
    with heard() as statements:
        await ASKED[name](store)
    found = [
        await store.run_question(partial(read_whole, statement=statement, parameters=parameters))
        for statement, parameters in statements
        if statement.startswith(("SELECT", "UPDATE", "DELETE"))
    ]
    assert [step for steps in found for step in steps] == []
