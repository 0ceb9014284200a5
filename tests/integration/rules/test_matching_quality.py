"""The shipped rules on recorded real entries, where they are at hand."""

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.core.types import Localised, Topic
from bot.rules import load_matcher

MATCHER = load_matcher([Topic(name, Localised({"en": name})) for name in ("iss", "roscosmos")])
Record = Callable[[str, object], None]


@pytest.mark.fault("C11")
@pytest.mark.parametrize(
    ("only_natural", "with_summary", "least"),
    [(False, True, 0.97), (True, True, 0.97), (False, False, 0.80)],
    ids=["all", "natural", "titles"],
)
def test_labelled_entries_are_told_apart(
    shared_data: Path,
    record_property: Record,
    only_natural: bool,
    with_summary: bool,
    least: float,
) -> None:
    count: Counter[tuple[bool, bool]] = Counter()
    for entry in _entries(shared_data / "labelled" / "matcher.jsonl"):
        if not entry.get("borderline") and (entry["natural"] or not only_natural):
            summary = str(entry["summary"]) if with_summary else ""
            count[bool(entry["label"]), _is_ours(str(entry["title"]), summary)] += 1
    right = count[True, True]
    score = 2 * right / (2 * right + count[False, True] + count[True, False])
    record_property("figure", f"F1 {score:.4f}")
    record_property("limit", f"at least {least}")
    assert score >= least


@pytest.mark.fault("C11")
def test_a_general_stream_hardly_ever_raises_a_false_alarm(
    shared_data: Path, record_property: Record
) -> None:
    count: Counter[tuple[bool, bool]] = Counter()
    for entry in _entries(shared_data / "streams" / "general-2026-03-to-06.jsonl.gz"):
        ours = _is_ours(str(entry["title"]), str(entry.get("summary") or ""))
        count[bool(entry.get("label")), ours] += 1
    false = 1e4 * count[False, True] / (count[False, True] + count[False, False])
    found = count[True, True] / (count[True, True] + count[True, False])
    record_property("figure", f"{false:.2f} false of 10,000, {found:.1%} found")
    record_property("limit", "at most 2, at least 95 %")
    assert false <= 2
    assert found >= 0.95


def _is_ours(title: str, summary: str) -> bool:
    return bool(MATCHER.verdict(title=title, summary=summary).topics)


def _entries(path: Path) -> Iterator[dict[str, object]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
