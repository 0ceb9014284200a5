"""The two databases: every test of the store runs on a real SQLite file and a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest

from storage.store import Store
from tests import postgres

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One server per test process."""
    binaries = postgres.binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL here: apt install postgresql")
    with postgres.server(binaries) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Server) -> str:
    """A migrated database, to be copied: quicker than migrating one per test."""
    postgres_server.sql("CREATE DATABASE model")
    asyncio.run(_migrate(postgres_server.url("model")))
    return "model"


async def _migrate(url: str) -> None:
    await (await Store.open(url)).close()


@pytest.fixture
def empty_postgres(postgres_server: postgres.Server) -> str:
    """The URL of a new database without any table."""
    name = f"empty{next(_numbers)}"
    postgres_server.sql(f"CREATE DATABASE {name}")
    return postgres_server.url(name)


@pytest.fixture
def migrated_postgres(postgres_server: postgres.Server, postgres_template: str) -> str:
    """The URL of a new database at the newest schema."""
    name = f"test{next(_numbers)}"
    postgres_server.sql(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    return postgres_server.url(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store, on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'isswire.db'}"
    url: str = request.getfixturevalue("migrated_postgres")
    return url


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    async with await Store.open(database) as opened:
        yield opened
