"""What alembic runs, inside the transaction that storage.db.migrate has begun."""

from alembic import context
from alembic.runtime.migration import MigrationContext, MigrationInfo
from sqlalchemy.schema import SchemaItem

from storage.db.tables import metadata


def _is_ours(
    item: SchemaItem, name: str | None, kind: str, reflected: bool, compared: SchemaItem | None
) -> bool:
    """Leave out the search index: it is made by hand, and SQLite has tables of its own for it."""
    return not (name or "").startswith("story_search")


def _applied(*, step: MigrationInfo, **_: object) -> None:
    if told := context.config.attributes.get("told"):
        told(str(step.up_revision_id))


def _run(_: MigrationContext | None = None) -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        include_object=_is_ours,
        on_version_apply=_applied,  # type: ignore[arg-type]  # alembic calls it by keyword
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
