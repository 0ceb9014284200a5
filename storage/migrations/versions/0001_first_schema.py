"""The first schema."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text()
TIME = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # as SQLite stores it
LIVE = sa.text("state IN ('pending', 'sending', 'unknown')")

SEARCH = {
    "sqlite": (
        "CREATE VIRTUAL TABLE story_search USING fts5("
        "words, tokenize='unicode61 remove_diacritics 2')",
    ),
    "postgresql": (
        "CREATE TABLE story_search (number INTEGER PRIMARY KEY, words TSVECTOR NOT NULL)",
        "CREATE INDEX story_search_words ON story_search USING gin (words)",
    ),
}
"""The index of words over stories; SQLite's counts its rows by the story's number."""


def upgrade() -> None:
    op.create_table(
        "chat",
        sa.Column("id", BIG, nullable=False),
        sa.Column("thread_id", BIG, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("alerts", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("more", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", "thread_id", name="chat_row"),
    )
    op.create_table(
        "counter",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", BIG, nullable=False),
        sa.PrimaryKeyConstraint("name", name="counter_row"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("story", TEXT, nullable=False),
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("thread_id", BIG, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("revision", BIG, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("created", TIME, nullable=False),
        sa.Column("not_before", TIME, nullable=False),
        sa.Column("expires", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message_id", BIG, nullable=True),
        sa.Column("error", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("more", TEXT, nullable=False),
        sa.Column("sender", TEXT, nullable=False),
        sa.Column("until", TIME, nullable=True),
        sa.Column("settled", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="delivery_row"),
        sa.UniqueConstraint(
            "story",
            "chat_id",
            "thread_id",
            "kind",
            "revision",
            name="delivery_story_chat_id_thread_id_kind_revision_once",
        ),
    )
    op.create_index(
        "delivery_due",
        "delivery",
        ["urgent", "id"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "delivery_later", "delivery", ["not_before"], sqlite_where=LIVE, postgresql_where=LIVE
    )
    op.create_index(
        "delivery_live", "delivery", ["chat_id", "id"], sqlite_where=LIVE, postgresql_where=LIVE
    )
    op.create_index(
        "delivery_message",
        "delivery",
        ["chat_id", "message_id"],
        sqlite_where=sa.text("message_id IS NOT NULL"),
        postgresql_where=sa.text("message_id IS NOT NULL"),
    )
    op.create_index(
        "delivery_unknown",
        "delivery",
        ["id"],
        sqlite_where=sa.text("state = 'unknown'"),
        postgresql_where=sa.text("state = 'unknown'"),
    )

    op.create_table(
        "entry",
        sa.Column("number", BIG, autoincrement=True, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("feed", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("summary", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("seen", TIME, nullable=False),
        sa.Column("published", TIME, nullable=True),
        sa.Column("more", TEXT, nullable=False),
        sa.Column("topics", TEXT, nullable=False),
        sa.Column("reasons", TEXT, nullable=False),
        sa.Column("sequence", BIG, nullable=True),
        sa.Column("story", TEXT, nullable=True),
        sa.Column("relation", TEXT, nullable=True),
        sa.Column("placement", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("number", name="entry_row"),
        sa.UniqueConstraint("id", name="entry_id_once"),
        sa.UniqueConstraint("sequence", name="entry_sequence_once"),
    )
    op.create_index("entry_feed", "entry", ["feed", "number"])
    op.create_index("entry_story", "entry", ["story"], sqlite_where=sa.text("story IS NOT NULL"))

    op.create_table(
        "entry_key",
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("entry", BIG, nullable=False),
        sa.PrimaryKeyConstraint("key", name="entry_key_row"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feed_state",
        sa.Column("feed", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("next_poll", TIME, nullable=False),
        sa.Column("last_success", TIME, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", TEXT, nullable=False),
        sa.Column("etag", sa.LargeBinary(), nullable=False),
        sa.Column("modified", sa.LargeBinary(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("item_hashes", sa.LargeBinary(), nullable=False),
        sa.Column("more", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("feed", name="feed_state_row"),
    )
    op.create_table(
        "lane",
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("due", TIME, nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("parked", TIME, nullable=True),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("moved_to", BIG, nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name="lane_row"),
    )
    op.create_table(
        "lease",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("fence", BIG, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="lease_row"),
    )
    op.create_table(
        "pace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("stopped_until", TIME, nullable=False),
        sa.Column("refusals", TEXT, nullable=False),
        sa.Column("on_trial", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pace_row"),
    )
    op.create_table(
        "post",
        sa.Column("story", TEXT, nullable=False),
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("thread_id", BIG, nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("sent", TIME, nullable=False),
        sa.Column("changed", TIME, nullable=False),
        sa.Column("shown", TEXT, nullable=False),
        sa.Column("more", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("story", "chat_id", "thread_id", "episode", name="post_row"),
    )
    op.create_index("post_message", "post", ["chat_id", "message_id"])

    op.create_table(
        "story",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("topics", TEXT, nullable=False),
        sa.Column("opened", TIME, nullable=False),
        sa.Column("updated", TIME, nullable=False),
        sa.Column("closed", TIME, nullable=True),
        sa.Column("more", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="story_row"),
        sa.UniqueConstraint("number", name="story_number_once"),
    )
    op.create_index("story_closed", "story", ["closed", "updated"])
    op.create_index("story_updated", "story", ["updated"])

    op.create_table(
        "subscription",
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("thread_id", BIG, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "thread_id", "kind", "value", name="subscription_row"),
    )
    op.create_index("subscription_value", "subscription", ["kind", "value"])

    op.create_table(
        "report",
        sa.Column("story", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry", TEXT, nullable=False),
        sa.Column("told", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"], name="report_of_story"),
        sa.PrimaryKeyConstraint("story", "position", name="report_row"),
    )
    op.create_index("report_entry", "report", ["entry"])
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    op.bulk_insert(
        sa.table("counter", sa.column("name"), sa.column("value")),
        [{"name": name, "value": 0} for name in ("placed", "story", "outbox")],
    )
    op.bulk_insert(
        sa.table(
            "pace",
            sa.column("id"),
            sa.column("next_at", TIME),
            sa.column("stopped_until", TIME),
            sa.column("refusals"),
            sa.column("on_trial"),
        ),
        [{"id": 1, "next_at": EPOCH, "stopped_until": EPOCH, "refusals": "[]", "on_trial": False}],
    )
