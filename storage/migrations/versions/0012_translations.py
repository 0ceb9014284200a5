"""Translations that were made, so that no text is translated twice."""

import sqlalchemy as sa
from alembic import op

from storage.db.columns import CleanText, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "translation",
        sa.Column("key", CleanText, primary_key=True),
        sa.Column("words", CleanText, nullable=False),
        sa.Column("characters", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("translation_at", "translation", ["at"])
