"""Why a delivery failed is a reason; what was stored before stays in its words."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

FAILED = sa.text("SELECT id, error, more FROM delivery WHERE error != ''")
SAYS = sa.text("UPDATE delivery SET more = :more WHERE id = :id")


def upgrade() -> None:
    db = op.get_bind()
    for id, error, more in db.execute(FAILED).all():
        told = json.dumps(json.loads(more) | {"error": error}, ensure_ascii=False)
        db.execute(SAYS, {"id": id, "more": told})
    op.drop_column("delivery", "error")
