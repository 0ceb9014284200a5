"""Events in a table of their own, and what the editors have decided where lists are asked for."""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text()
TIME = sa.DateTime(timezone=True)
EDITORS = sa.text("by != ''")

SOME = 500
"""Stories read at once."""


def upgrade() -> None:
    event = op.create_table(
        "event",
        sa.Column("story", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("story", "position", name="event_row"),
    )
    op.create_index(
        "event_by_editors", "event", ["at"], sqlite_where=EDITORS, postgresql_where=EDITORS
    )
    no = sa.false()
    op.add_column("story", sa.Column("held", sa.Boolean(), nullable=False, server_default=no))
    op.add_column("story", sa.Column("merged_into", TEXT, nullable=True))
    op.add_column("pace", sa.Column("paused", sa.Boolean(), nullable=False, server_default=no))
    _move_events(event)


def _move_events(event: sa.Table) -> None:
    """Out of each story's JSON, in their order."""
    story = sa.table("story", sa.column("id", TEXT), sa.column("more", TEXT))
    db, last = op.get_bind(), ""
    while rows := db.execute(
        sa.select(story).where(story.c.id > last).order_by(story.c.id).limit(SOME)
    ).all():
        last = rows[-1].id
        for id, stored in rows:
            more = json.loads(stored)
            events = more.pop("events", [])
            if events:
                db.execute(event.insert(), [_row(id, *each) for each in enumerate(events)])
                text = json.dumps(more, ensure_ascii=False, separators=(",", ":"))
                db.execute(story.update().where(story.c.id == id).values(more=text))


def _row(story: str, position: int, event: dict[str, str]) -> dict[str, object]:
    at = datetime.fromisoformat(event["at"]).astimezone(UTC)
    return {
        "story": story,
        "position": position,
        "at": at.replace(tzinfo=None) if op.get_bind().dialect.name == "sqlite" else at,
        "kind": event["kind"],
        "by": event.get("by", ""),
        "detail": event.get("detail", ""),
    }
