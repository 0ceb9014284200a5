"""What integration tests stand on: the two databases, a store with stories, snapshots as text."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
from syrupy.assertion import SnapshotAssertion

from bot.feeds.parsers import Parsers, parsing
from storage.db.engine import database_url
from storage.outbox.send_journal import SendJournal
from storage.store import Store
from tests import postgres
from tests.integration.told import Transcript, a_filled_store
from tests.sqlite_files import migrated

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres_binaries() -> Path:
    """For a server of a test's own."""
    binaries = postgres.binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL here: apt install postgresql")
    return binaries


@pytest.fixture(scope="session")
def postgres_server(postgres_binaries: Path) -> Iterator[postgres.Server]:
    """One server per test process."""
    with postgres.server(postgres_binaries) as server:
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
def empty_postgres(postgres_server: postgres.Server) -> Iterator[str]:
    """The URL of a new database without any table."""
    name = f"empty{next(_numbers)}"
    postgres_server.sql(f"CREATE DATABASE {name}")
    yield postgres_server.url(name)
    forget_notes(postgres_server.url(name))


@pytest.fixture
def migrated_postgres(postgres_server: postgres.Server, postgres_template: str) -> Iterator[str]:
    """The URL of a new database at the newest schema."""
    name = f"test{next(_numbers)}"
    postgres_server.sql(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield postgres_server.url(name)
    forget_notes(postgres_server.url(name))


@pytest.fixture(autouse=True)
def no_notes_left(tmp_path: Path) -> Iterator[None]:
    """A killed process leaves its notes to the next one, which after a test never comes."""
    yield
    for file in tmp_path.rglob("*.db"):
        forget_notes(f"sqlite:///{file}")


def forget_notes(url: str) -> None:
    notes = SendJournal.of(database_url(url))
    notes.sweep(notes.memory.glob(f"{notes.name}*"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store at the newest schema, on both databases."""
    if request.param == "sqlite":
        return migrated(tmp_path / "isswire.db")
    url: str = request.getfixturevalue("migrated_postgres")
    return url


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    async with await Store.open(database) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parsers() -> AsyncIterator[Parsers]:
    """One real parsing child for a whole module."""
    async with parsing(1) as parsers:
        yield parsers


@pytest.fixture
async def told(tmp_path: Path) -> AsyncIterator[Store]:
    """Two stories, and why the first report is one of ours."""
    opened = await a_filled_store(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Transcript)
