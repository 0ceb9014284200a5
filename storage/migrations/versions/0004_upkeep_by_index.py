"""What is expired, parked, held or too old, found without reading a whole table."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = (
    ("delivery_expires", "delivery", "expires", "state IN ('pending', 'parked')"),
    ("delivery_parked", "delivery", "chat_id", "state = 'parked'"),
    ("delivery_settled", "delivery", "settled", "settled IS NOT NULL"),
    ("lane_parked", "lane", "parked", "parked IS NOT NULL"),
    ("entry_body", "entry", "seen", "story IS NULL AND (summary != '' OR text != '')"),
    ("story_held", "story", "opened", "held AND merged_into IS NULL"),
)

OVERTAKEN = "UPDATE delivery SET settled = created WHERE state = 'cancelled' AND settled IS NULL"
"""Edits in whose place a newer one came had no end, and were kept for ever."""


def upgrade() -> None:
    op.execute(OVERTAKEN)
    for name, table, column, where in INDEXES:
        only = sa.text(where)
        op.create_index(name, table, [column], sqlite_where=only, postgresql_where=only)
