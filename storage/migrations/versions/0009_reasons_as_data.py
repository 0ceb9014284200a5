"""Why a feed fails is a reason, no longer a column of text; what is stored stays in its words."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FAILING = sa.text("SELECT feed, error, more FROM feed_state WHERE error != ''")
REMEMBER = sa.text("UPDATE feed_state SET more = :more WHERE feed = :feed")


def upgrade() -> None:
    db = op.get_bind()
    for feed, error, more in db.execute(FAILING).all():
        told = json.dumps(json.loads(more) | {"error": error}, ensure_ascii=False)
        db.execute(REMEMBER, {"feed": feed, "more": told})
    op.drop_column("feed_state", "error")
