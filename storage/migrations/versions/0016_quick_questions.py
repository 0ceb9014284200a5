"""What is asked again and again is counted as it changes, or found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FIRST = "INSERT INTO tally (state, change) SELECT state, count(*) FROM delivery GROUP BY state"

LESS = "UPDATE tally SET change = change - 1 WHERE state = OLD.state;"
MORE = """
    INSERT INTO tally (state, change) SELECT NEW.state, 0
    WHERE NOT EXISTS (SELECT 1 FROM tally WHERE state = NEW.state);
    UPDATE tally SET change = change + 1 WHERE state = NEW.state;
"""
SQLITE = (
    f"CREATE TRIGGER tally_more AFTER INSERT ON delivery BEGIN {MORE} END",
    f"CREATE TRIGGER tally_less AFTER DELETE ON delivery BEGIN {LESS} END",
    "CREATE TRIGGER tally_other AFTER UPDATE OF state ON delivery "
    f"WHEN OLD.state != NEW.state BEGIN {LESS} {MORE} END",
)

CHANGES = {
    "INSERT": "SELECT state, 1 AS change FROM more",
    "DELETE": "SELECT state, -1 AS change FROM less",
    "UPDATE": "SELECT state, 1 AS change FROM more UNION ALL SELECT state, -1 FROM less",
}
TABLES = {
    "INSERT": "NEW TABLE AS more",
    "DELETE": "OLD TABLE AS less",
    "UPDATE": "OLD TABLE AS less NEW TABLE AS more",
}
FUNCTION = """
CREATE FUNCTION tally_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tally (state, change)
    SELECT state, sum(change) FROM ({changes}) AS each GROUP BY state HAVING sum(change) != 0;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER tally_{name} AFTER {event} ON delivery REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION tally_{name}()
"""

DIGEST, SOURCE = (f"""more LIKE '%"{field}":%'""" for field in ("digest", "source"))


def upgrade() -> None:
    op.drop_index("delivery_message", "delivery")
    op.create_index("delivery_chat", "delivery", ["chat_id", "message_id"])
    op.create_index("entry_seen", "entry", ["seen"])
    ours = sa.text("story IS NOT NULL AND text != ''")
    op.create_index("entry_text", "entry", ["seen"], sqlite_where=ours, postgresql_where=ours)
    op.create_index("post_changed", "post", ["changed"])
    for name, where in (("chat_digest", DIGEST), ("chat_source", SOURCE)):
        only = sa.text(where.replace(":", "\\:"))
        op.create_index(name, "chat", ["id"], sqlite_where=only, postgresql_where=only)
    op.create_table(
        "tally",
        sa.Column("id", BIG, nullable=False, autoincrement=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("change", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name="tally_row"),
    )
    op.execute(FIRST)
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE:
            op.execute(statement)
        return
    for event in ("INSERT", "UPDATE", "DELETE"):
        name = event.lower()
        op.execute(FUNCTION.format(name=name, changes=CHANGES[event]))
        op.execute(TRIGGER.format(name=name, event=event, tables=TABLES[event]))
