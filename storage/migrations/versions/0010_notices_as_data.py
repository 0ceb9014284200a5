"""What a notice says is reasons; notices stored before stay in their words, a line each."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NOTICES = sa.text("SELECT id, body, more FROM delivery WHERE kind = 'notice' AND body != ''")
SAYS = sa.text("UPDATE delivery SET body = '', more = :more WHERE id = :id")


def upgrade() -> None:
    db = op.get_bind()
    for id, body, more in db.execute(NOTICES).all():
        told = json.dumps(json.loads(more) | {"says": body.split("\n")}, ensure_ascii=False)
        db.execute(SAYS, {"id": id, "more": told})
