"""A database as large as some years make it: multiplied from a few rows, in SQL."""

# ruff: noqa: S608  # nothing in these statements comes from outside

import os

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.types import Chat, ChatKind, Subscription, SubscriptionKind
from storage.store import Store
from tests.build import a_delivery, a_report, a_story
from tests.integration.promised import story_id

ENTRIES, CHATS, DELIVERIES = 200_000, 10_000, 1_000_000

SHARE = float(os.environ.get("ISSWIRE_SIZE", "0.02"))
"""Of the full size; `make soak` takes all of it."""

_NUMBERS = """
WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
"""
_STATES = "CASE WHEN n % 50 = 0 THEN 'cancelled' ELSE 'sent' END"


async def fill(store: Store, share: float) -> None:
    """One story told to every chat, many chats' month of deliveries, and entries of a year."""
    await fill_first(store)
    items, chats, rows = (int(each * share) for each in (ENTRIES, CHATS, DELIVERIES))
    await store.run_change(lambda db: _multiply(db, items, chats, rows))


async def fill_first(store: Store) -> None:
    """The rows that all others are copies of."""
    reports = [a_report(f"Leak {n}", entry=f"{n:032x}") for n in range(1, 5)]
    await store.record_story(a_story(*reports, id=story_id(1), number=None))
    await store.record_chat(Chat(1, ChatKind.PRIVATE))
    await store.subscribe(Subscription(1, 0, SubscriptionKind.TOPIC, "iss"))
    await store.record_deliveries([a_delivery(story=story_id(1), chat_id=1)])


async def _multiply(db: AsyncConnection, items: int, chats: int, rows: int) -> None:
    for statement in (
        _many("chat", chats, id="n + 1"),
        _many("subscription", chats, chat_id="n + 1"),
        deliveries(chats, rows),
        posts(chats),
        entries(items),
        f"UPDATE counter SET value = {rows + 1} WHERE name = 'outbox'",
    ):
        await db.execute(text(statement.replace(":", "\\:")))
    if db.dialect.name == "postgresql":
        for table in ("chat", "subscription", "delivery", "post", "entry"):
            await db.execute(text(f"ANALYZE {table}"))


def _many(table: str, count: int, **changed: str) -> str:
    """Copy the one row of a table, with a column that counts."""
    columns = {
        "chat": ["id", "thread_id", "kind", "title", "language", "alerts", "active", "more"],
        "subscription": ["chat_id", "thread_id", "kind", "value"],
    }[table]
    named, made = ", ".join(columns), ", ".join(changed.get(each, each) for each in columns)
    return f"INSERT INTO {table} ({named}) {counting(count)} SELECT {made} FROM {table}, numbers"


def counting(count: int) -> str:
    return _NUMBERS.format(count=count)


def deliveries(chats: int, count: int) -> str:
    """Each chat's deliveries of the last month, all but one over."""
    shared = (
        "thread_id, kind, development, revision, urgent, created, not_before, expires, attempts, "
        "body, more"
    )
    return (
        f"INSERT INTO delivery (id, story, chat_id, state, message_id, sender, settled, {shared}) "
        f"{counting(count)} SELECT n + 1, 'story ' || (n / {chats}), 1 + n % {chats}, {_STATES}, "
        f"n, '', created, {shared} FROM delivery, numbers"
    )


def posts(chats: int) -> str:
    return (
        "INSERT INTO post (story, chat_id, thread_id, episode, development, replies_to, "
        f"message_id, sent, changed, shown, more) {counting(chats)} "
        f"SELECT '{story_id(1)}', n, 0, 1, 1, 0, n, created, created, 'f00', '{{}}' "
        "FROM numbers, delivery WHERE delivery.id = 1"
    )


def entries(count: int) -> str:
    return (
        "INSERT INTO entry (id, feed, title, summary, text, seen, more, topics, reasons) "
        f"{counting(count)} SELECT 'entry ' || n, 'feed ' || (n % 100), 'Title ' || n, '', '', "
        "created, '{}', '[]', '[]' FROM numbers, delivery WHERE delivery.id = 1"
    )
