"""Real documents as they were served: all are read, and no series of polls repeats an entry."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.core.reading.poll_result import Changed
from bot.core.reading.schedule import after_poll, first_state
from bot.core.types import Entry
from bot.feeds.child_protocol import Document, Order
from bot.feeds.parsers import parsing
from bot.feeds.reader import Reader, reading
from tests.build import a_feed
from tests.integration.feeds.feed_server import Request, an_answer, serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

LATER = datetime(2027, 1, 1, tzinfo=UTC)
"""After every recorded date, so that none is clamped."""


Read = dict[str, tuple[dict[str, Any], Document]]
"""File -> (its line of the manifest, what was read)."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def read(shared_data: Path) -> Read:
    folder = shared_data / "recorded"
    lines = await asyncio.to_thread((folder / "MANIFEST.jsonl").read_text, "utf-8")
    found: Read = {}
    async with parsing(2) as parsers:
        for record in map(json.loads, lines.splitlines()):
            body = await asyncio.to_thread((folder / record["file"]).read_bytes)
            order = Order(feed="recorded", url="https://recorded.example/feed", seen=LATER)
            document = await parsers.parse(body, order)
            assert isinstance(document, Document), (record["file"], document)
            found[record["file"]] = record, document
    return found


@pytest.mark.fault("B5")
async def test_every_recorded_document_has_the_entries_of_the_manifest(
    read: Read, record_property: Any
) -> None:
    """A cut document (`truncated`) has one less: the cut rule leaves its last entry out."""
    counts = {name: len(document.entries) for name, (_, document) in read.items()}
    record_property("figure", f"{len(counts)} documents, {sum(counts.values())} entries")
    assert counts == {
        name: record["entries"] - bool(record.get("truncated"))
        for name, (record, _) in read.items()
    }
    assert sum(document.malformed for _, document in read.values()) == 0


@pytest.mark.fault("A6")
async def test_only_recorded_heads_are_taken_for_cut(read: Read) -> None:
    cut = {name for name, (_, document) in read.items() if document.cut}
    assert cut == {name for name, (record, _) in read.items() if record.get("truncated")}


RUSSIAN = (
    "ru/Rss20YandexRussia.xml",
    "ru/tutby_2019-12-30.rss",
    "encodings/orenburg_news_windows-1251.xml",
    "encodings/ibash_windows-1251.xml",
)


@pytest.mark.fault("B6")
@pytest.mark.parametrize("name", RUSSIAN)
async def test_a_russian_document_is_read_as_russian(read: Read, name: str) -> None:
    text = " ".join(entry.title + entry.summary for entry in read[name][1].entries)
    letters = [letter for letter in text.lower() if letter.isalpha()]
    russian = sum("а" <= letter <= "я" or letter == "ё" for letter in letters)
    assert russian > 0.6 * len(letters)


def series(folder: Path) -> list[list[Path]]:
    files = sorted((folder / "recorded" / "series").rglob("*.xml"))
    return [list(polls) for _, polls in groupby(files, key=lambda file: file.parent)]


@pytest.mark.fault("C9")
async def test_consecutive_polls_tell_no_entry_twice(
    shared_data: Path, record_property: Any
) -> None:
    told: dict[str, list[Entry]] = {}
    async with reading(allow_private=True, host_gap=timedelta(0)) as reader:
        for polls in series(shared_data):
            told[polls[0].parent.name] = await _told(reader, polls)

    repeated = sum(_repeated(entries) for entries in told.values())
    counts = {name: len(entries) for name, entries in told.items()}
    record_property("figure", f"new entries {counts}, repeated {repeated}")
    record_property("limit", "repeated 0")
    assert repeated == 0


async def _told(reader: Reader, polls: list[Path]) -> list[Entry]:
    """Return the entries of all polls whose keys were new, as the store decides."""
    bodies = [await asyncio.to_thread(poll.read_bytes) for poll in polls]
    left = list(bodies)

    async def script(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(an_answer(left.pop(0)))

    keys: set[bytes] = set()
    told: list[Entry] = []
    async with serving(script) as server:
        feed = a_feed(url=server.url())
        state = first_state(feed, LATER)
        for count in range(len(bodies)):
            now = LATER + count * timedelta(hours=12)
            result = await reader.read(feed, state, now)
            assert isinstance(result, Changed), result
            new = [entry for entry in result.entries if not keys.intersection(entry.keys)]
            keys.update(key for entry in result.entries for key in entry.keys)
            told += new
            state = after_poll(feed, state, result, now=now, jitter=0)
    return told


def _repeated(entries: list[Entry]) -> int:
    by_guid = [entry.guid for entry in entries]
    by_url = [entry.url for entry in entries]
    return (len(by_guid) - len(set(by_guid))) + (len(by_url) - len(set(by_url)))
