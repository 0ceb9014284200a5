"""Which process reads which feed, and how all of them together spare a host."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "feed_claim",
        sa.Column("feed", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.PrimaryKeyConstraint("feed", name="feed_claim_row"),
    )
    op.create_table(
        "host",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("rests_until", TIME, nullable=False),
        sa.Column("more", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="host_row"),
    )
