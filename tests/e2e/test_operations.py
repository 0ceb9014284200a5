"""What operators use: doctor, backup, health, metrics; and no secret anywhere."""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.local.faults import refused, unauthorized
from tests.e2e.conftest import TOKEN
from tests.e2e.process import Process, eventually
from tests.e2e.world import Record, World
from tests.integration.conftest import forget_notes
from tests.postgres import Server, server

LEAK = "Crew of the ISS fixes a leak in the Zvezda module"


async def test_doctor_finds_nothing_wrong_with_a_healthy_set_up(world: World) -> None:
    world.feeds.add("press")
    doctor = world.process("doctor")
    assert await doctor.run() == 0, doctor.said
    assert "WRONG" not in doctor.said
    assert [line.split()[1] for line in doctor.said.splitlines()] == [
        "settings",
        "feeds",
        "database",
        "disk",
        "queue",
        "telegram",
        "channel",
        "admin",
        "clock",
    ]


async def test_doctor_says_where_the_bot_may_not_post_and_whom_it_cannot_reach(
    world: World,
) -> None:
    world.feeds.add("press")
    world.telegram.world.place("@isswire").members[world.telegram.world.bot.id] = "member"
    doctor = world.process("doctor", ADMIN_IDS="77")
    assert await doctor.run() == 1
    wrong = [line for line in doctor.said.splitlines() if line.startswith("WRONG")]
    assert wrong == [
        "WRONG channel   @isswire; it may not post there: give it the right to post messages",
        "WRONG admin     77 cannot be written to; they have to write /start to the bot once",
    ]


async def test_doctor_tries_a_message_and_takes_it_away_again(world: World) -> None:
    world.feeds.add("press")
    doctor = world.process("doctor", "--chat", "@isswire")
    assert await doctor.run() == 0, doctor.said
    [posted] = world.posts()
    assert "<b>" not in posted.plain
    done = [line.split()[1] for line in doctor.said.splitlines()]
    assert done[-4:] == ["post", "edit", "delete", "clock"]
    assert not world.telegram.world.place("@isswire").messages


async def test_doctor_says_why_a_message_cannot_be_posted(world: World) -> None:
    world.feeds.add("press")
    doctor = world.process("doctor", "--chat", "@nobody_has_this")
    assert await doctor.run() == 1
    assert "WRONG chat      @nobody_has_this; there is no such chat" in doctor.said


async def test_doctor_says_what_is_wrong_and_what_to_do(world: World) -> None:
    world.feeds_file.write_text("feeds: {}\n", encoding="utf-8")
    world.database_file.write_bytes(b"this was a database once " * 100)
    world.telegram.faults.add(unauthorized())
    doctor = world.process("doctor")
    assert await doctor.run() == 1
    wrong = [line.split()[1] for line in doctor.said.splitlines() if line.startswith("WRONG")]
    assert wrong == ["feeds", "database", "telegram"]
    assert TOKEN not in doctor.said


SET_OFF = """
CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql
AS $$ SELECT pg_catalog.clock_timestamp() + interval '{off}' $$;
ALTER DATABASE {database} SET search_path = public, pg_catalog
"""
"""The database's clock, in place of its machine's."""


@pytest.mark.fault("G2")
@pytest.mark.parametrize(
    ("off", "mark", "seconds"), [("3 seconds", "ok", 3), ("-412 seconds", "WRONG", 412)]
)
async def test_doctor_compares_the_clock_of_a_shared_database(
    world: World,
    migrated_postgres: str,
    postgres_server: Server,
    off: str,
    mark: str,
    seconds: int,
) -> None:
    world.feeds.add("press")
    world.database = migrated_postgres
    database = migrated_postgres.rpartition("/")[2]
    postgres_server.sql(SET_OFF.format(off=off, database=database), database)
    doctor = world.process("doctor")
    assert await doctor.run() == int(mark == "WRONG"), doctor.said
    ours, its = doctor.said.splitlines()[-2:]
    assert ours.split()[:2] == ["ok", "clock"]
    assert its.split()[:3] == [mark, "db", "clock"]
    assert abs(int(its.split()[3]) - seconds) <= 2
    assert ("the database's machine" in its) == (mark == "WRONG")


@pytest.mark.fault("I4")
async def test_the_token_is_nowhere_but_in_the_environment(world: World) -> None:
    world.feeds.add("press")
    bot = await world.start(LOG_LEVEL="DEBUG", ADMIN_IDS="1001")
    world.telegram.faults.add(unauthorized())
    world.feeds.publish("press", LEAK)
    await asyncio.sleep(3)
    pages = b""
    async with ClientSession() as session:
        for page in ("health", "metrics", "telegram", ""):
            async with session.get(f"http://127.0.0.1:{bot.port}/{page}") as answer:
                pages += await answer.read()
    files = b"".join(path.read_bytes() for path in world.folder.iterdir())
    secret = TOKEN.partition(":")[2].encode()
    found = [secret in place for place in (bot.output, pages, files)]
    assert found == [False, False, False], bot.said
    assert b"isswire_polls_total" in pages


async def test_a_backup_is_made_while_the_bot_works(world: World, tmp_path: Path) -> None:
    world.feeds.add("press")
    await world.start()
    world.feeds.publish("press", LEAK)
    await world.told("fixes a leak")
    copy = tmp_path / "copy.db"
    backup = world.process("backup", str(copy))
    assert await backup.run() == 0, backup.said
    with sqlite3.connect(copy) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*) FROM delivery").fetchone() == (1,)
    assert (await world.process("backup", str(copy)).run()) == 1


@pytest.mark.fault("F6")
@pytest.mark.parametrize("frozen", [False, True], ids=["stopped", "frozen"])
async def test_health_says_at_once_that_the_database_is_away(
    world: World, postgres_binaries: Path, frozen: bool, record_property: Record
) -> None:
    with server(postgres_binaries) as database:
        world.database = database.url("postgres")
        world.feeds.add("press")
        bot = await world.start()
        assert (await bot.health()).status == 200
        with away(database, frozen=frozen):
            began = time.monotonic()
            ready, live = await bot.health(), await bot.health("live")
            seconds = (time.monotonic() - began) / 2
        await world.end()
    forget_notes(world.database)
    record_property("figure", f"answers after {seconds:.1f} s")
    record_property("limit", "6 s")
    assert "the database does not answer" in ready.reasons
    assert (ready.status, live.status) == (503, 200)
    assert seconds < 6


@contextmanager
def away(database: Server, *, frozen: bool) -> Iterator[None]:
    """Its connections are refused, or stand open and answer nothing."""
    assert database.process is not None
    if not frozen:
        database.stop()
        yield
        return
    pid = database.process.pid
    everyone = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    for each in everyone:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in everyone:
            os.kill(each, signal.SIGCONT)


@pytest.mark.fault("D10")
async def test_markup_that_is_refused_is_counted_and_the_words_go_out(
    world: World, record_property: Record
) -> None:
    world.feeds.add("press")
    bot = await world.start()
    strict = refused(400, "Bad Request: can't parse entities: unsupported start tag")
    strict.method = "sendMessage"
    world.telegram.faults.add(strict)
    world.feeds.publish("press", LEAK)
    [post] = await world.told("fixes a leak")
    await eventually(lambda: "state=sent" in bot.said)
    page = await metrics(bot)
    record_property("figure", f"L=0, render_fallback={page['isswire_render_fallback_total']}")
    record_property("limit", "L=0, render_fallback=1")
    assert "<" not in post.text
    assert page["isswire_render_fallback_total"] == "1.0"
    assert page["isswire_lateness_seconds_count"] == "1.0"
    assert page['isswire_deliveries{state="dead"}'] == "0.0"  # an alert asks how many more


async def metrics(bot: Process) -> dict[str, str]:
    async with (
        ClientSession() as client,
        client.get(f"http://127.0.0.1:{bot.port}/metrics") as answer,
    ):
        lines = (await answer.text()).splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
