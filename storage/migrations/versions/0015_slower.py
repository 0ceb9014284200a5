"""By how much the bot sends slower than usual, since Telegram has stopped it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pace", sa.Column("slow", sa.Float(), nullable=False, server_default="1"))
