"""The tables, made of SQLModel rows that never leave this package; the outbox's in outbox_tables.

Rule 1: a column has the name of the field it stores (see columns); core computes ids and keys.
Only entry.number, entry.sequence, story.number, delivery.id and lease.fence are counted here.
Rule 2: a change of anything below is a new file in migrations/versions.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, Integer, Table, literal_column, text
from sqlmodel import Field

from storage.db.columns import Big, CleanText, Key
from storage.db.outbox_tables import (
    BundleRow,
    DeliveryRow,
    LaneRow,
    LeaseRow,
    PaceRow,
    PostRow,
    TallyRow,
    is_in,
    is_live,
    is_unsent,
)
from storage.db.rows import (
    Row,
    big_column,
    big_key,
    json_column,
    partial_index,
    remembers,
    text_column,
    text_key,
    time_column,
)

__all__ = [
    "HELD",
    "bundle",
    "chat",
    "counter",
    "delivery",
    "entry",
    "entry_key",
    "event",
    "feed_state",
    "is_in",
    "is_live",
    "is_unsent",
    "lane",
    "lease",
    "metadata",
    "mission_event",
    "pace",
    "post",
    "report",
    "station_part",
    "story",
    "subscription",
    "tally",
    "translation",
]


class FeedStateRow(Row, table=True):
    __tablename__ = "feed_state"

    feed: str = text_key()
    url: str = text_column()
    next_poll: datetime = time_column()
    last_success: datetime | None = time_column()
    failures: int
    etag: bytes
    modified: bytes
    body_hash: bytes
    item_hashes: bytes
    more: dict[str, Any] = json_column()


class EntryRow(Row, table=True):
    """Every entry ever met; the body of one that is not ours is dropped after a month."""

    __tablename__ = "entry"
    __table_args__ = (
        Index("entry_feed", "feed", "number"),
        Index("entry_seen", "seen"),
        partial_index("entry_text", "seen", where="story IS NOT NULL AND text != ''"),
        partial_index(
            "entry_body", "seen", where="story IS NULL AND (summary != '' OR text != '')"
        ),
        Index("entry_story", "story", sqlite_where=text("story IS NOT NULL")),
    )

    number: int | None = Field(sa_column=Column(Big, primary_key=True, autoincrement=True))
    id: str = Field(sa_type=CleanText, unique=True)
    feed: str = text_column()
    title: str = text_column()
    url: str | None = text_column()
    summary: str = text_column()
    text: str = text_column()
    seen: datetime = time_column()
    published: datetime | None = time_column()
    more: dict[str, Any] = json_column()
    topics: list[str] = json_column()
    reasons: list[Any] = json_column()
    sequence: int | None = Field(sa_type=Big, unique=True)
    """Counts the placed entries in the order of their commits."""
    story: str | None = text_column()
    relation: str | None = text_column()
    placement: dict[str, Any] | None = json_column()


class EntryKeyRow(Row, table=True):
    """An entry's identity keys; 24 bytes each, looked up for every item of every document."""

    __tablename__ = "entry_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: bytes = Field(sa_type=Key, primary_key=True)
    entry: int = big_column()
    """entry.number; without a foreign key, whose index would double the table."""


class MissionEventRow(Row, table=True):
    """An event of a calendar, as last told and with what is remembered of it."""

    __tablename__ = "mission_event"
    __table_args__ = (Index("mission_event_start", "start"),)

    id: str = text_key()
    feed: str = text_column()
    start: datetime = time_column()
    more: dict[str, Any] = json_column()


class StationPartRow(Row, table=True):
    __tablename__ = "station_part"

    feed: str = text_key()
    at: datetime = time_column()
    more: dict[str, Any] = json_column()


class StoryRow(Row, table=True):
    __tablename__ = "story"
    __table_args__ = (
        Index("story_updated", "updated"),
        Index("story_closed", "closed", "updated"),
        partial_index("story_merged", "merged_into", where="merged_into IS NOT NULL"),
        partial_index("story_held", "opened", where="held AND merged_into IS NULL"),
    )

    id: str = text_key()
    number: int = Field(sa_type=Integer, unique=True)
    topics: list[str] = json_column()
    opened: datetime = time_column()
    updated: datetime = time_column()
    closed: datetime | None = time_column()
    held: bool
    merged_into: str | None = text_column()
    more: dict[str, Any] = json_column()


class ReportRow(Row, table=True):
    """A line of a story's ledger, in its order; `told` is the report itself."""

    __tablename__ = "report"

    story: str = Field(sa_type=CleanText, primary_key=True, foreign_key="story.id")
    position: int = Field(primary_key=True)
    entry: str = Field(sa_type=CleanText, index=True)
    told: dict[str, Any] = json_column()


class EventRow(Row, table=True):
    """What happened to a story besides its reports, in order; `story` is empty for acts on the bot
    as a whole, and `feed <id>` for acts on a feed.
    """

    __tablename__ = "event"
    __table_args__ = (partial_index("event_by_editors", "at", where="by != ''"),)

    story: str = text_key()
    position: int = Field(primary_key=True)
    at: datetime = time_column()
    kind: str = text_column()
    by: str = text_column()
    detail: str = text_column()
    development: int = Field(sa_column_kwargs={"server_default": "0"})


class ChatRow(Row, table=True):
    __tablename__ = "chat"
    __table_args__ = (
        partial_index("chat_digest", "id", where=remembers("digest")),
        partial_index("chat_source", "id", where=remembers("source")),
    )

    id: int = big_key()
    thread_id: int = big_key()
    kind: str = text_column()
    title: str = text_column()
    language: str = text_column()
    alerts: str = text_column()
    active: bool
    more: dict[str, Any] = json_column()


class SubscriptionRow(Row, table=True):
    __tablename__ = "subscription"
    __table_args__ = (Index("subscription_value", "kind", "value"),)

    chat_id: int = big_key()
    thread_id: int = big_key()
    kind: str = text_key()
    value: str = text_key()


class CounterRow(Row, table=True):
    """`placed` and `story`: numbers that rise in the order of commits."""

    __tablename__ = "counter"

    name: str = text_key()
    value: int = big_column()


class TranslationRow(Row, table=True):
    """What a translator made of a text; `words` is empty where that could not be used."""

    __tablename__ = "translation"
    __table_args__ = (Index("translation_at", "at"),)

    key: str = text_key()
    words: str = text_column()
    characters: int
    at: datetime = time_column()


metadata = Row.metadata


def _table(row: type[Row]) -> Table:
    return metadata.tables[str(row.__tablename__)]


feed_state = _table(FeedStateRow)
entry = _table(EntryRow)
entry_key = _table(EntryKeyRow)
mission_event = _table(MissionEventRow)
station_part = _table(StationPartRow)
story = _table(StoryRow)
report = _table(ReportRow)
event = _table(EventRow)
chat = _table(ChatRow)
subscription = _table(SubscriptionRow)
lane = _table(LaneRow)
delivery = _table(DeliveryRow)
bundle = _table(BundleRow)
post = _table(PostRow)
pace = _table(PaceRow)
lease = _table(LeaseRow)
tally = _table(TallyRow)
counter = _table(CounterRow)
translation = _table(TranslationRow)

HELD: ColumnElement[bool] = literal_column("story.held")
"""Spelled as in the partial index."""
