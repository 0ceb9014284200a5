"""Opening the store: which database, at which schema, and what is refused."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.errors import StorageError
from storage.db.engine import database_url, make_engine
from storage.db.migrate import HEAD, alembic_config
from storage.db.tables import metadata
from storage.db.transactions import Database
from storage.store import Store
from tests.build import a_chat
from tests.integration.promised import Figure


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///var/isswire.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///var/isswire.db", "sqlite+aiosqlite"),
        ("sqlite://", "sqlite+aiosqlite"),
        ("postgres://me:secret@db.example:5433/isswire", "postgresql+asyncpg"),
        ("postgresql://me@db.example/isswire?sslmode=require", "postgresql+asyncpg"),
        ("postgresql+asyncpg://db.example/isswire", "postgresql+asyncpg"),
    ],
)
def test_every_usual_form_of_a_database_url_is_accepted(given: str, driver: str) -> None:
    assert database_url(given).drivername == driver


def test_libpqs_sslmode_reaches_the_driver_under_its_own_name() -> None:
    url = database_url("postgres://db.example/isswire?sslmode=require")
    assert dict(url.query) == {"ssl": "require"}


@pytest.mark.fault("H7")
@pytest.mark.parametrize("wrong", ["mysql://me:secret@db/x", "not a url secret", ""])
async def test_another_database_is_refused_without_repeating_the_value(wrong: str) -> None:
    with pytest.raises(StorageError, match="DATABASE_URL") as raised:
        await Store.open(wrong)
    assert "secret" not in str(raised.value)


async def test_a_database_in_memory_works(tmp_path: Path) -> None:
    async with await Store.open("sqlite://") as store:
        await store.record_chat(a_chat())
        assert await store.chat(7) == a_chat()


async def test_the_folder_of_a_new_file_is_made(tmp_path: Path) -> None:
    file = tmp_path / "var" / "deep" / "isswire.db"
    await (await Store.open(f"sqlite:///{file}")).close()
    assert file.exists()


async def test_what_was_stored_is_there_when_opened_again(database: str) -> None:
    async with await Store.open(database) as store:
        await store.record_chat(a_chat())
    async with await Store.open(database) as store:
        assert await store.chat(7) == a_chat()


async def test_the_tables_are_what_the_migrations_make(store: Store) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": lambda item, name, kind, *_: (
                    not name.startswith(("story_search", "alembic"))
                )
            },
        )
        return list(compare_metadata(context, metadata))

    assert await store.run_question(lambda db: db.run_sync(differences)) == []


async def test_the_newest_migration_is_the_one_the_program_asks_for(store: Store) -> None:
    def head(connection: Connection) -> str | None:
        return ScriptDirectory.from_config(alembic_config(connection)).get_current_head()

    assert await store.run_question(lambda db: db.run_sync(head)) == HEAD


def test_a_database_that_is_up_to_date_costs_no_import_of_alembic(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'isswire.db'}"
    opening = (
        "import asyncio, sys; from storage.store import Store; "
        f"store = asyncio.run(Store.open({url!r})); print('alembic' in sys.modules)"
    )
    first, second = (_run(opening).stdout.strip() for _ in range(2))
    assert (first, second) == ("True", "False")


@pytest.mark.fault("F9")
async def test_a_newer_schema_is_refused(database: str) -> None:
    await (await Store.open(database)).close()
    await _sql(database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match="schema 9999 is newer"):
        await Store.open(database)


async def _sql(url: str, statement: str) -> None:
    async with Database(make_engine(database_url(url))) as database:
        await database.run_change(lambda db: db.execute(text(statement)))


KILLED = """
import asyncio, os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from storage.store import Store

left = int(sys.argv[2])

@event.listens_for(Engine, "before_cursor_execute")
def kill(connection, cursor, statement, *rest):
    global left
    if statement.lstrip().upper().startswith(("CREATE", "INSERT", "UPDATE")):
        left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(Store.open(sys.argv[1]))
"""


@pytest.mark.fault("F9")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_migration_that_was_killed_is_made_anew(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, record_property: Figure
) -> None:
    url = f"sqlite:///{tmp_path / 'isswire.db'}"
    if kind == "postgresql":
        url = request.getfixturevalue("empty_postgres")
    points = (1, 15, 25)
    ends = [_run(KILLED, url, str(point), check=False).returncode for point in points]
    assert ends == [-signal.SIGKILL] * len(points)
    async with await Store.open(url) as store:
        await store.record_chat(a_chat())
        assert await store.chat(7) == a_chat()
    record_property("figure", f"usable=100% of {len(points)} kills")
    record_property("limit", "100%")


def _run(code: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=check,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )


@pytest.mark.fault("F4")
@pytest.mark.parametrize("damage", ["header", "short", "cut", "text", "empty but logged"])
async def test_a_damaged_file_is_refused_and_kept(
    damage: str, tmp_path: Path, record_property: Figure
) -> None:
    file = tmp_path / "isswire.db"
    await (await Store.open(f"sqlite:///{file}")).close()
    whole = file.read_bytes()
    log = tmp_path / "isswire.db-wal"
    damaged = {
        "header": b"\0" * 16 + whole[16:],
        "short": whole[:60],
        "cut": whole[: len(whole) // 2],
        "text": b"these are not the pages you are looking for" * 100,
        "empty but logged": b"",
    }[damage]
    file.write_bytes(damaged)
    if damage == "empty but logged":
        log.write_bytes(b"frames")
    with pytest.raises(StorageError, match="restore a backup") as raised:
        await Store.open(f"sqlite:///{file}")
    record_property("figure", "messages=0 recreated=0")
    record_property("limit", "messages=0 recreated=0")
    assert "\n" not in str(raised.value)
    assert file.read_bytes() == damaged


@pytest.mark.fault("F4")
async def test_damage_inside_the_file_ends_with_one_clear_line(tmp_path: Path) -> None:
    file = tmp_path / "isswire.db"
    async with await Store.open(f"sqlite:///{file}") as store:
        await store.record_chat(a_chat())
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    with pytest.raises(StorageError, match="damaged"):
        await Store.open(f"sqlite:///{file}")


@pytest.mark.fault("F4")
async def test_a_torn_log_costs_its_last_transactions_only(tmp_path: Path) -> None:
    live, copy = tmp_path / "isswire.db", tmp_path / "copy.db"
    async with await Store.open(f"sqlite:///{live}") as store:
        for number in range(1, 6):
            await store.record_chat(a_chat(number))
        shutil.copy(live, copy)
        log = (tmp_path / "isswire.db-wal").read_bytes()
    (tmp_path / "copy.db-wal").write_bytes(log[:-100])
    async with await Store.open(f"sqlite:///{copy}") as store:
        found = [chat.id for chat in await store.chats()]
    assert found == [1, 2, 3, 4]


@pytest.mark.fault("H7")
async def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="folder that can be written"):
        await Store.open(f"sqlite:///{tmp_path / 'file' / 'isswire.db'}")


@pytest.mark.fault("H7")
async def test_a_folder_instead_of_a_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="folder that can be written"):
        await Store.open(f"sqlite:///{tmp_path}")


@pytest.mark.fault("H7")
async def test_a_server_that_does_not_answer_is_reported_without_the_password() -> None:
    with pytest.raises(StorageError, match="host and port") as raised:
        await Store.open("postgresql://me:secret@127.0.0.1:1/isswire")
    assert "secret" not in str(raised.value)


@pytest.mark.fault("H7")
async def test_a_database_that_does_not_exist_is_reported(empty_postgres: str) -> None:
    with pytest.raises(StorageError, match="or create it"):
        await Store.open(empty_postgres + "_nowhere")
