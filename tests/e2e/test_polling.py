"""`isswire poll`: one pass, everything recorded, nothing sent, one JSON line."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from aiohttp import web

from storage.store import Store
from tests.e2e.feeds import Feeds, serving
from tests.e2e.process import Process


async def passed(feeds: Feeds, folder: Path, *arguments: str) -> Process:
    """A pass that has ended."""
    (folder / "feeds.yaml").write_text(feeds.catalog("10m"), encoding="utf-8")
    environment = {
        "FEEDS_FILE": str(folder / "feeds.yaml"),
        "DATABASE_URL": f"sqlite:///{folder}/isswire.db",
        "ALLOW_PRIVATE_HOSTS": "1",
    }
    process = Process(environment, ("poll", *arguments))
    await process.start()
    await process.ended(60)
    return process


async def polled(feeds: Feeds, folder: Path, *arguments: str) -> dict[str, int]:
    process = await passed(feeds, folder, *arguments)
    counted: dict[str, int] = json.loads(process.output.splitlines()[-1])
    return counted


async def test_a_pass_is_counted_and_its_entries_are_known_to_the_next(tmp_path: Path) -> None:
    async with serving(Feeds()) as feeds:
        feeds.publish("one", "Soyuz MS-28 docks at the International Space Station")
        feeds.publish("one", "A bridge is opened in town")
        first = await polled(feeds, tmp_path, "--all")
        second = await polled(feeds, tmp_path, "--all")
        third = await polled(feeds, tmp_path)
    expected = {"feeds": 1, "not_modified": 0, "unchanged": 0, "changed": 1, "failed": 0}
    assert first == {**expected, "new": 2, "matched": 1, "stories": 1}
    assert (second["new"], second["matched"], second["failed"]) == (0, 0, 0)
    assert third["feeds"] == 0


async def test_beside_a_running_bot_a_pass_asks_nothing_and_says_why(tmp_path: Path) -> None:
    async with (
        serving(Feeds()) as feeds,
        await Store.open(f"sqlite:///{tmp_path}/isswire.db") as db,
    ):
        feeds.publish("one", "Soyuz MS-28 docks at the International Space Station")
        await db.take_lease("leader", holder="elsewhere/1/2", now=datetime.now(UTC))
        process = await passed(feeds, tmp_path, "--all")
        assert await process.ended() == 1
    assert process.said.splitlines() == [
        "nothing was polled: a running bot, or another `isswire poll`, reads these feeds already"
    ]
    assert feeds.asked.total() == 0


async def test_feeds_of_this_machine_need_not_wait_for_each_other(tmp_path: Path) -> None:
    async with serving(Feeds()) as feeds:
        for number in range(20):
            feeds.publish(f"feed{number}", f"Nothing of note happened in town {number}")
        started = monotonic()
        counted = await polled(feeds, tmp_path, "--all")
    assert counted["changed"] == 20
    assert monotonic() - started < 19, "they were asked a second apart"


async def test_a_database_that_fails_amid_a_pass_is_one_line(tmp_path: Path) -> None:
    def loses_a_table(name: str) -> None:
        with closing(sqlite3.connect(tmp_path / "isswire.db", timeout=10)) as db:
            db.execute("DROP TABLE IF EXISTS entry_key")

    async with serving(Feeds()) as feeds:
        for name in ("one", "two", "three"):
            feeds.publish(name, f"Soyuz MS-28 docks with the ISS, says {name}")
        feeds.before_answer = loses_a_table
        process = await passed(feeds, tmp_path, "--all")
    assert process.code == 1, process.said
    assert "Traceback" not in process.said
    assert "ExceptionGroup" not in process.said
    assert "no such table" in process.said.splitlines()[-1]


async def test_a_pass_in_which_no_feed_answers_fails_in_one_sentence(tmp_path: Path) -> None:
    feeds = Feeds(base="http://127.0.0.1:1")
    for name in ("one", "two"):
        feeds.publish(name, f"Soyuz MS-28 docks with the ISS, says {name}")
    process = await passed(feeds, tmp_path, "--all")
    assert process.code == 1
    said = process.said.splitlines()
    assert [line for line in said if "feeds answers" in line] == said[:1]
    assert json.loads(said[-1])["failed"] == len(said) == 2


async def test_a_pass_names_the_feeds_that_fail(tmp_path: Path) -> None:
    async def gone(request: web.Request) -> web.Response:
        return web.Response(status=410)

    async with serving(Feeds()) as feeds:
        for name in ("one", "two"):
            feeds.publish(name, f"Soyuz MS-28 docks with the ISS, says {name}")
        feeds.broken["two"] = gone
        partly = await passed(feeds, tmp_path, "--all")
        feeds.broken["one"] = gone
        wholly = await passed(feeds, tmp_path, "--all")
    assert partly.code == 0
    assert ["two: " in line for line in partly.said.splitlines()] == [True, False]
    assert wholly.code == 1
    assert "none of the 2 feeds asked could be read" in wholly.said
