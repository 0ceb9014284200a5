"""Brings the database's schema to this program's version, in one transaction, at the start.

Rule 1: a database that is up to date costs one query; alembic is imported only when it is not.
Rule 2: a newer program's schema is refused, never guessed at.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StorageError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0018"
"""The newest file in migrations/versions."""

_VERSION_TABLE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'",
    "postgresql": "SELECT 1 WHERE to_regclass('alembic_version') IS NOT NULL",
}

_LOCK = text("SELECT pg_advisory_xact_lock(7305796)")
"""Two processes that start together migrate one after the other; the number is `iss` in hex."""


async def stored_version(db: AsyncConnection) -> str | None:
    """Return the schema's version; None for an empty database."""
    exists = await db.scalar(text(_VERSION_TABLE[db.dialect.name]))
    if exists is None:
        return None
    version: str | None = await db.scalar(text("SELECT version_num FROM alembic_version"))
    return version


async def upgrade(db: AsyncConnection, *, told: Callable[[str], None] | None = None) -> None:
    """Bring the schema to HEAD; raises StorageError if a newer program has upgraded it. `told`
    hears each version that is reached.
    """
    if db.dialect.name == "postgresql":
        await db.execute(_LOCK)
    version = await stored_version(db)
    if version != HEAD:
        await db.run_sync(_upgrade, version, told)


def _upgrade(
    connection: Connection, version: str | None, told: Callable[[str], None] | None
) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = alembic_config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise StorageError(
            f"database: its schema {version} is newer than this program's {HEAD}; "
            "run the newer program, or restore a backup made before the upgrade"
        )
    config.attributes["told"] = told
    command.upgrade(config, HEAD)


def alembic_config(connection: Connection) -> "Config":
    """Build alembic's settings here, so that an installed package needs no ini file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.attributes["connection"] = connection
    return config
