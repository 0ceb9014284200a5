"""Stories of recorded news: the measures must hold where the recordings are at hand."""

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from bot.core.grouping.deduplicator import compare
from bot.core.grouping.grouper import Grouper
from bot.core.types import Entry
from bot.rules.entity_rules import load_entities

Row = dict[str, Any]
ENTITIES = load_entities()


def test_space_news_of_twenty_years_falls_into_its_events(shared_data: Path) -> None:
    rows = _rows(shared_data / "labelled" / "iss_stories.jsonl")
    said = _stories(rows)
    pairs = Counter(
        (one["story"] == other["story"], a == b)
        for (one, a), (other, b) in combinations(zip(rows, said, strict=True), 2)
    )
    assert _f1(pairs) >= 0.88


def test_developing_stories_stay_whole_through_their_episodes(shared_data: Path) -> None:
    rows = [row for row in _rows(shared_data / "stories" / "reports.jsonl") if _headline(row)]
    rows.sort(key=_day)
    told = [row | {"title": _headline(row), "summary": row["gist"] or ""} for row in rows]
    said = _stories([row | {"published": _day(row), "feed": row["source"]} for row in told])
    members: dict[str, Counter[str]] = defaultdict(Counter)
    for row, story in zip(rows, said, strict=True):
        members[row["story"]][story] += 1
    right = [
        (members[row["story"]].most_common(1)[0][0] == story) is not _near_miss(row)
        for row, story in zip(rows, said, strict=True)
    ]
    assert sum(right) / len(right) >= 0.90


def test_pairs_are_told_apart_as_texts_and_as_stories(shared_data: Path) -> None:
    texts: Counter[tuple[bool, bool]] = Counter()
    stories: Counter[tuple[bool, bool]] = Counter()
    for row in _rows(shared_data / "labelled" / "pairs.jsonl"):
        compared = compare(_entry(row["a"], _START), _entry(row["b"], _START), ENTITIES)
        texts[row["duplicate"], compared.duplicate] += 1
        stories[row["same_story"], compared.same_story] += 1
    assert (_f1(texts) >= 0.90, _f1(stories) >= 0.94) == (True, True)


_START = datetime(2000, 1, 1, tzinfo=UTC)


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _stories(rows: list[Row]) -> list[str]:
    threads, clock, said = Grouper(ENTITIES), _START, []
    for row in rows:
        entry = _entry(row, clock)
        clock = max(clock, entry.at)
        said.append(threads.place(entry).story)
    return said


def _entry(row: Row, clock: datetime) -> Entry:
    try:
        seen = datetime.fromisoformat(row["published"])
    except (TypeError, ValueError):
        seen = clock
    return Entry(
        id=str(row.get("id") or f"{row['story']} {row['seq']}"),
        feed=row["feed"],
        title=row["title"],
        summary=row["summary"] or "",
        url=row["url"],
        seen=seen if seen.tzinfo else seen.replace(tzinfo=UTC),
    )


def _headline(row: Row) -> str:
    return row["headline"] or row["gist"] or ""


def _day(row: Row) -> str:
    """Noon of the day; the middle of the month where only that is known."""
    day = row["date"] or "2025-12-31"
    known = datetime.fromisoformat(day if len(day) > len("2025-12") else f"{day}-15")
    return (known.replace(tzinfo=UTC) + timedelta(hours=12)).isoformat()


def _near_miss(row: Row) -> bool:
    return "near-miss" in (row.get("relation") or "")


def _f1(count: Counter[tuple[bool, bool]]) -> float:
    hit = count[True, True]
    return 2 * hit / (2 * hit + count[False, True] + count[True, False])
