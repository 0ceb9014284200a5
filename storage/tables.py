"""The rows, as SQLModel classes; they never leave this package.

Rule 1: a column has the name of the field it stores (see codec); ids and keys are computed by
core. Only entry.number, entry.sequence, story.number, delivery.id and lease.fence count here.
Rule 2: a change of anything below is a new file in migrations/versions.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlmodel import Field, SQLModel

from storage.columns import Big, CleanText, Json, Key, UtcDateTime


class Row(SQLModel):
    """Constraints get names, which SQLite needs to change them later."""

    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s",
            "uq": "%(table_name)s_%(column_0_N_name)s_once",
            "pk": "%(table_name)s_row",
            "fk": "%(table_name)s_of_%(referred_table_name)s",
        }
    )


def _text() -> Any:
    return Field(sa_type=CleanText)


def _big() -> Any:
    return Field(sa_type=Big)


def _time() -> Any:
    return Field(sa_type=UtcDateTime)


def _json() -> Any:
    return Field(sa_type=Json)


def _key_text() -> Any:
    return Field(sa_type=CleanText, primary_key=True)


def _key_big() -> Any:
    return Field(sa_type=Big, primary_key=True)


class FeedStateRow(Row, table=True):
    __tablename__ = "feed_state"

    feed: str = _key_text()
    url: str = _text()
    next_poll: datetime = _time()
    last_success: datetime | None = _time()
    failures: int
    error: str = _text()
    etag: bytes
    modified: bytes
    body_hash: bytes
    item_hashes: bytes
    more: dict[str, Any] = _json()


class EntryRow(Row, table=True):
    """Every entry ever met; the body of one that is not ours is dropped after a month."""

    __tablename__ = "entry"
    __table_args__ = (
        Index("entry_feed", "feed", "number"),
        Index("entry_story", "story", sqlite_where=text("story IS NOT NULL")),
    )

    number: int | None = Field(sa_column=Column(Big, primary_key=True, autoincrement=True))
    id: str = Field(sa_type=CleanText, unique=True)
    feed: str = _text()
    title: str = _text()
    url: str | None = _text()
    summary: str = _text()
    text: str = _text()
    seen: datetime = _time()
    published: datetime | None = _time()
    more: dict[str, Any] = _json()
    topics: list[str] = _json()
    reasons: list[str] = _json()
    sequence: int | None = Field(sa_type=Big, unique=True)
    """Counts the placed entries in the order of their commits."""
    story: str | None = _text()
    relation: str | None = _text()
    placement: dict[str, Any] | None = _json()


class EntryKeyRow(Row, table=True):
    """What an entry is known by; 24 bytes each, looked up for every item of every document."""

    __tablename__ = "entry_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: bytes = Field(sa_type=Key, primary_key=True)
    entry: int = _big()
    """entry.number; no foreign key, its index would double the table."""


class StoryRow(Row, table=True):
    __tablename__ = "story"
    __table_args__ = (
        Index("story_updated", "updated"),
        Index("story_closed", "closed", "updated"),
    )

    id: str = _key_text()
    number: int = Field(sa_type=Integer, unique=True)
    topics: list[str] = _json()
    opened: datetime = _time()
    updated: datetime = _time()
    closed: datetime | None = _time()
    more: dict[str, Any] = _json()


class ReportRow(Row, table=True):
    """A line of a story's ledger, in its order; `told` is the report itself."""

    __tablename__ = "report"

    story: str = Field(sa_type=CleanText, primary_key=True, foreign_key="story.id")
    position: int = Field(primary_key=True)
    entry: str = Field(sa_type=CleanText, index=True)
    told: dict[str, Any] = _json()


class ChatRow(Row, table=True):
    __tablename__ = "chat"

    id: int = _key_big()
    thread_id: int = _key_big()
    kind: str = _text()
    title: str = _text()
    language: str = _text()
    alerts: str = _text()
    active: bool
    more: dict[str, Any] = _json()


class SubscriptionRow(Row, table=True):
    __tablename__ = "subscription"
    __table_args__ = (Index("subscription_value", "kind", "value"),)

    chat_id: int = _key_big()
    thread_id: int = _key_big()
    kind: str = _key_text()
    value: str = _key_text()


class LaneRow(Row, table=True):
    """What stands between us and one chat: its pace, a rest it was given, or that it is gone."""

    __tablename__ = "lane"

    chat_id: int = _key_big()
    due: datetime = _time()
    """When the sends so far are paid for (see core.pacing)."""
    next_at: datetime = _time()
    """Nothing is sent to the chat before this."""
    parked: datetime | None = _time()
    given_up: bool
    """Parked for longer than an alert lives: nothing more is promised to it."""
    reason: str = _text()
    moved_to: int | None = _big()
    """The chat's new id, for promises that were planned before it moved."""


LIVE = ("pending", "sending", "unknown")
_LIVE = f"state IN {LIVE}"


class DeliveryRow(Row, table=True):
    """The outbox. The unique key says once; `sender` and `until` fence an attempt."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("story", "chat_id", "thread_id", "kind", "revision"),
        Index(
            "delivery_live",
            "chat_id",
            "id",
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index(
            "delivery_due",
            "urgent",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "delivery_unknown",
            "id",
            sqlite_where=text("state = 'unknown'"),
            postgresql_where=text("state = 'unknown'"),
        ),
        Index(
            "delivery_later",
            "not_before",
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        Index(
            "delivery_message",
            "chat_id",
            "message_id",
            sqlite_where=text("message_id IS NOT NULL"),
            postgresql_where=text("message_id IS NOT NULL"),
        ),
    )

    id: int | None = Field(sa_column=Column(Big, primary_key=True, autoincrement=True))
    story: str = _text()
    chat_id: int = _big()
    thread_id: int = _big()
    kind: str = _text()
    revision: int = _big()
    state: str = _text()
    urgent: bool
    created: datetime = _time()
    not_before: datetime = _time()
    expires: datetime = _time()
    attempts: int
    message_id: int | None = _big()
    error: str = _text()
    body: str = _text()
    more: dict[str, Any] = _json()
    sender: str = _text()
    until: datetime | None = _time()
    settled: datetime | None = _time()


class PostRow(Row, table=True):
    __tablename__ = "post"
    __table_args__ = (Index("post_message", "chat_id", "message_id"),)

    story: str = _key_text()
    chat_id: int = _key_big()
    thread_id: int = _key_big()
    episode: int = Field(primary_key=True)
    message_id: int = _big()
    sent: datetime = _time()
    changed: datetime = _time()
    shown: str = _text()
    more: dict[str, Any] = _json()


class PaceRow(Row, table=True):
    """One row: the pace of the whole bot, shared by all its processes."""

    __tablename__ = "pace"

    id: int = Field(primary_key=True)
    next_at: datetime = _time()
    stopped_until: datetime = _time()
    refusals: list[list[Any]] = _json()
    on_trial: bool


class LeaseRow(Row, table=True):
    """Who may do what only one process may; a greater fence overrules a smaller one."""

    __tablename__ = "lease"

    name: str = _key_text()
    holder: str = _text()
    fence: int = _big()
    until: datetime = _time()


class CounterRow(Row, table=True):
    """`placed` and `story`: numbers that rise in the order of commits."""

    __tablename__ = "counter"

    name: str = _key_text()
    value: int = _big()


metadata = Row.metadata


def is_in(column: ColumnElement[str], state: str) -> ColumnElement[bool]:
    """In one state; spelled as in the partial indexes, which serve no other spelling."""
    named: ColumnElement[str] = literal_column(f"'{state}'")
    return column == named


def is_live(state: ColumnElement[str]) -> ColumnElement[bool]:
    """Not over yet; spelled as in the partial indexes, which serve no other spelling."""
    return state.in_([literal_column(f"'{each}'") for each in LIVE])


def _table(row: type[Row]) -> Table:
    return metadata.tables[str(row.__tablename__)]


feed_state = _table(FeedStateRow)
entry = _table(EntryRow)
entry_key = _table(EntryKeyRow)
story = _table(StoryRow)
report = _table(ReportRow)
chat = _table(ChatRow)
subscription = _table(SubscriptionRow)
lane = _table(LaneRow)
delivery = _table(DeliveryRow)
post = _table(PostRow)
pace = _table(PaceRow)
lease = _table(LeaseRow)
counter = _table(CounterRow)
