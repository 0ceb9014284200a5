"""Of which development an act of the editors is, 0 for the whole story."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "event", sa.Column("development", sa.Integer(), nullable=False, server_default="0")
    )
