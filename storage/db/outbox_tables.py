"""The outbox's tables, and conditions that its partial indexes serve; see docs/delivery.md."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Index, UniqueConstraint, literal_column
from sqlmodel import Field

from bot.core.delivery.lifecycle import LIVE, UNSENT
from bot.core.types import DeliveryState
from storage.db.columns import Big
from storage.db.rows import (
    Row,
    big_column,
    big_key,
    json_column,
    partial_index,
    text_column,
    text_key,
    time_column,
)


def _only(*states: str) -> str:
    """Build the condition of a partial index, spelled as `is_in` spells it."""
    names = ", ".join(f"'{state}'" for state in states)
    return f"state IN ({names})" if len(states) > 1 else f"state = {names}"


class DeliveryRow(Row, table=True):
    """The outbox. Its unique key makes promises once; `sender` and `until` fence an attempt."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("story", "chat_id", "thread_id", "kind", "development", "revision"),
        partial_index("delivery_live", "chat_id", "id", where=_only(*LIVE)),
        partial_index("delivery_due", "urgent", "id", where=_only(DeliveryState.PENDING)),
        partial_index("delivery_unknown", "id", where=_only(DeliveryState.UNKNOWN)),
        partial_index("delivery_later", "not_before", where=_only(*LIVE)),
        partial_index("delivery_expires", "expires", where=_only(*UNSENT)),
        partial_index("delivery_parked", "chat_id", where=_only(DeliveryState.PARKED)),
        partial_index("delivery_settled", "settled", where="settled IS NOT NULL"),
        Index("delivery_chat", "chat_id", "message_id"),
    )

    id: int | None = Field(sa_column=Column(Big, primary_key=True, autoincrement=True))
    story: str = text_column()
    chat_id: int = big_column()
    thread_id: int = big_column()
    kind: str = text_column()
    revision: int = big_column()
    development: int
    state: str = text_column()
    urgent: bool
    created: datetime = time_column()
    not_before: datetime = time_column()
    expires: datetime = time_column()
    attempts: int
    message_id: int | None = big_column()
    body: str = text_column()
    more: dict[str, Any] = json_column()
    sender: str = text_column()
    until: datetime | None = time_column()
    settled: datetime | None = time_column()


class BundleRow(Row, table=True):
    """Deliveries that are promised and not in the outbox yet; `first` is the id of the first."""

    __tablename__ = "bundle"

    first: int = Field(sa_column=Column(Big, primary_key=True, autoincrement=False))
    deliveries: list[dict[str, Any]] = json_column()


class TallyRow(Row, table=True):
    """How many deliveries each state has, kept by triggers on their table: the sum of `change`.
    SQLite has one row a state; PostgreSQL gets one for each statement, folded every some seconds,
    so that nobody waits for another's.
    """

    __tablename__ = "tally"

    id: int | None = Field(sa_column=Column(Big, primary_key=True, autoincrement=True))
    state: str = text_column()
    change: int = big_column()


class LaneRow(Row, table=True):
    """One Telegram chat: its pace, the rest Telegram asked for, and whether it can be reached."""

    __tablename__ = "lane"
    __table_args__ = (partial_index("lane_parked", "parked", where="parked IS NOT NULL"),)

    chat_id: int = big_key()
    due: datetime = time_column()
    """The token bucket (GCRA): theoretical arrival time of the next send (see core/delivery)."""
    next_at: datetime = time_column()
    """Nothing is sent to the chat before this."""
    parked: datetime | None = time_column()
    given_up: bool
    """Parked for longer than an alert lives: nothing more is promised to it."""
    reason: str = text_column()
    moved_to: int | None = big_column()
    """The chat's new id, for promises that were planned before it moved."""


class PostRow(Row, table=True):
    __tablename__ = "post"
    __table_args__ = (
        Index("post_message", "chat_id", "message_id"),
        Index("post_changed", "changed"),
    )

    story: str = text_key()
    chat_id: int = big_key()
    thread_id: int = big_key()
    episode: int = Field(primary_key=True)
    development: int = Field(primary_key=True)
    replies_to: int = big_column()
    message_id: int = big_column()
    sent: datetime = time_column()
    changed: datetime = time_column()
    shown: str = text_column()
    more: dict[str, Any] = json_column()


class PaceRow(Row, table=True):
    """One row: the pace of the whole bot, shared by all its processes."""

    __tablename__ = "pace"

    id: int = Field(primary_key=True)
    next_at: datetime = time_column()
    stopped_until: datetime = time_column()
    refusals: list[list[Any]] = json_column()
    on_trial: bool
    paused: bool
    slow: float


class LeaseRow(Row, table=True):
    """A right that one process holds at a time; a greater fence overrules a smaller one."""

    __tablename__ = "lease"

    name: str = text_key()
    holder: str = text_column()
    fence: int = big_column()
    until: datetime = time_column()


def is_in(column: ColumnElement[str], *states: str) -> ColumnElement[bool]:
    """Build the condition that a delivery is in one of these states.

    States are literals, as in the partial indexes: with bound parameters no index would be used.
    """
    named: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in states]
    return column.in_(named) if len(named) > 1 else column == named[0]


def is_live(state: ColumnElement[str]) -> ColumnElement[bool]:
    """Build the condition that a delivery is not over yet."""
    return is_in(state, *LIVE)


def is_unsent(state: ColumnElement[str]) -> ColumnElement[bool]:
    """Build the condition that no request for a delivery is under way or in doubt."""
    return is_in(state, *UNSENT)
