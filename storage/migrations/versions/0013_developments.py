"""A message tells one development of a story; what was told before is one for each episode.

A reply that is not sent yet tells the report it was promised for: that becomes a development.
"""

import json
from collections.abc import Iterator
from itertools import count

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PROMISED = ["story", "chat_id", "thread_id", "kind", "revision"]
ONCE = "delivery_{}_once"
TOLD = ["story", "chat_id", "thread_id", "episode"]

TELLING = sa.text("UPDATE delivery SET development = 1 WHERE kind IN ('post', 'edit')")
REPLIES = sa.text(
    "SELECT story, revision FROM delivery WHERE kind = 'reply'"
    " AND state IN ('pending', 'sending', 'unknown', 'parked')"
    " GROUP BY story, revision ORDER BY story, revision"
)
REPORT = sa.text("SELECT told FROM report WHERE story = :story AND position = :position")
KEEP = sa.text("UPDATE report SET told = :told WHERE story = :story AND position = :position")
REPLY = sa.text(
    "UPDATE delivery SET development = :number, revision = :episode"
    " WHERE kind = 'reply' AND story = :story AND revision = :revision AND development = 0"
)


def upgrade() -> None:
    number = sa.Column("development", sa.Integer(), nullable=False, server_default="0")
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(number)
        delivery.drop_constraint(ONCE.format("_".join(PROMISED)), type_="unique")
        once = [*PROMISED[:-1], "development", PROMISED[-1]]
        delivery.create_unique_constraint(ONCE.format("_".join(once)), once)
    with op.batch_alter_table("delivery") as delivery:
        delivery.alter_column("development", server_default=None)
    with op.batch_alter_table("post") as post:
        post.add_column(sa.Column("development", sa.Integer(), nullable=False, server_default="1"))
        post.add_column(sa.Column("replies_to", BIG, nullable=False, server_default="0"))
        post.drop_constraint("post_row", type_="primary")
        post.create_primary_key("post_row", [*TOLD, "development"])
    with op.batch_alter_table("post") as post:
        post.alter_column("development", server_default=None)
        post.alter_column("replies_to", server_default=None)
    op.execute(TELLING)
    _part_off_replies()


def _part_off_replies() -> None:
    db = op.get_bind()
    numbers: dict[str, Iterator[int]] = {}
    for story, place in db.execute(REPLIES).all():
        at = {"story": story, "position": place - 1}
        told = db.execute(REPORT, at).scalar()
        if told is None:
            continue
        number = next(numbers.setdefault(story, count(2)))
        report = json.loads(told) | {"development": number}
        db.execute(KEEP, at | {"told": json.dumps(report, ensure_ascii=False)})
        row = {"story": story, "revision": place, "number": number}
        db.execute(REPLY, row | {"episode": report.get("episode", 1)})
