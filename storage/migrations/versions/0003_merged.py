"""The stories that are part of another one, found without reading all."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MERGED = sa.text("merged_into IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "story_merged", "story", ["merged_into"], sqlite_where=MERGED, postgresql_where=MERGED
    )
