"""`isswire match --since --with`: a changed feeds.yaml on what is stored."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.clock import wall_clock
from bot.cli.command_line import command
from bot.core.planning.planner import Plan, PlannedEntry
from bot.core.reading.poll_result import FeedState
from bot.core.types import Verdict
from bot.errors import ConfigError
from storage.store import Store
from tests.build import NOON, an_entry
from tests.sqlite_files import migrated

FILE = """\
feeds:
  tass: {url: "https://tass.example/rss", title: TASS, language: en, role: wire, every: 10m}
topics:
  iss:
    title: ISS
    match: {shipped: false, strong: [%s]}
"""
STATE = FeedState("tass", "https://tass.example/rss", NOON)


def remembered(number: int, title: str, *, days: int) -> PlannedEntry:
    key = number.to_bytes(16, "big")
    seen = wall_clock() - timedelta(days=days)
    return PlannedEntry(an_entry(title, id=key.hex(), keys=(key,), seen=seen), Verdict((), ()))


async def _filled(url: str) -> None:
    told = (
        remembered(1, "Bread is old", days=40),
        remembered(2, "Bread rises", days=3),
        remembered(3, "Butter melts", days=2),
        remembered(4, "Nothing else", days=1),
    )
    async with await Store.open(url) as store:
        await store.record_poll(STATE, Plan(entries=told), now=NOON)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A database with four entries, a feeds.yaml for bread, and one to try for butter."""
    url = migrated(tmp_path / "isswire.db")
    asyncio.run(_filled(url))
    (tmp_path / "feeds.yaml").write_text(FILE % "bread", encoding="utf-8")
    (tmp_path / "new.yaml").write_text(FILE % "butter", encoding="utf-8")
    return {"DATABASE_URL": url, "FEEDS_FILE": str(tmp_path / "feeds.yaml")}


def tried(environment: dict[str, str], *more: str) -> int:
    new = str(Path(environment["FEEDS_FILE"]).with_name("new.yaml"))
    return command(["match", "--with", new, *more], environment)


def test_what_would_match_and_what_no_longer_is_told_with_reasons(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert tried(environment) == 0
    said = capsys.readouterr().out
    assert "+iss" in said
    assert "then: iss: “Butter” (headline)" in said
    assert "now: iss: “Bread” (headline)" in said
    assert "1 would newly match, 1 no longer, of 3 entries" in said


def test_machines_get_a_line_for_each_difference(
    environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert tried(environment, "--since", "60d", "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["title"], line["gained"], line["lost"]) for line in lines] == [
        ("Bread is old", [], ["iss"]),
        ("Bread rises", [], ["iss"]),
        ("Butter melts", ["iss"], []),
    ]


@pytest.mark.parametrize("wrong", [["--since", "soon"], ["--since", "30d"]])
def test_a_wrong_question_is_refused_with_what_to_write(
    environment: dict[str, str], wrong: list[str]
) -> None:
    other = [] if wrong[1] == "30d" else ["--with", environment["FEEDS_FILE"]]
    with pytest.raises(ConfigError, match=r"--since"):
        command(["match", *other, *wrong], environment)


async def test_entries_come_in_slices_each_once(store: Store) -> None:
    told = tuple(remembered(number, f"Bread {number}", days=1) for number in range(1, 8))
    await store.record_poll(STATE, Plan(entries=told), now=NOON)
    since, titles, last = wall_clock() - timedelta(days=2), list[str](), 0
    for _ in range(3):
        last, entries = await store.entries_since(since, after=last, limit=3)
        titles += [entry.title for entry in entries]
    assert titles == [f"Bread {number}" for number in range(1, 8)]
    assert await store.entries_since(since, after=last) == (last, ())
