"""Notes of the wishes that were carried from a story or a forum thread to where they are held."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text()
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


KEY = ("chat_id", "thread_id", "kind", "value", "from_story", "from_thread")


def upgrade() -> None:
    op.create_table(
        "carried",
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("thread_id", BIG, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("from_story", TEXT, nullable=False),
        sa.Column("from_thread", BIG, nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(*KEY, name="carried_row"),
    )
