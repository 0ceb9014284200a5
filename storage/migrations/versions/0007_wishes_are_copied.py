"""Drop the notes of carried wishes; the wishes themselves stay where they are."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("carried")
