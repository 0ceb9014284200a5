"""What calendars announce, and who and what is at a station."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXT = sa.Text()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "mission_event",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("feed", TEXT, nullable=False),
        sa.Column("start", TIME, nullable=False),
        sa.Column("more", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="mission_event_row"),
    )
    op.create_index("mission_event_start", "mission_event", ["start"])
    op.create_table(
        "station_part",
        sa.Column("feed", TEXT, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("more", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("feed", name="station_part_row"),
    )
