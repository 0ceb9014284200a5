"""Drop what several readers of feeds shared: one process reads them."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("feed_claim")
    op.drop_table("host")
