"""`isswire poll`: one pass, everything recorded, nothing sent, one JSON line."""

import json
from pathlib import Path
from time import monotonic

from tests.e2e.feeds import Feeds, serving
from tests.e2e.process import Process


async def polled(feeds: Feeds, folder: Path, *arguments: str) -> dict[str, int]:
    (folder / "feeds.yaml").write_text(feeds.catalog("10m"), encoding="utf-8")
    environment = {
        "FEEDS_FILE": str(folder / "feeds.yaml"),
        "DATABASE_URL": f"sqlite:///{folder}/isswire.db",
        "ALLOW_PRIVATE_HOSTS": "1",
    }
    process = Process(environment, ("poll", *arguments))
    await process.start()
    assert await process.ended(60) == 0, process.output
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


async def test_feeds_of_this_machine_need_not_wait_for_each_other(tmp_path: Path) -> None:
    async with serving(Feeds()) as feeds:
        for number in range(20):
            feeds.publish(f"feed{number}", f"Nothing of note happened in town {number}")
        started = monotonic()
        counted = await polled(feeds, tmp_path, "--all")
    assert counted["changed"] == 20
    assert monotonic() - started < 19, "they were asked a second apart"
