"""General news that runs for weeks: the shared sets with the gaps inside their stories stretched.

Usage: python -m benchmarks.long_stories [--days 21] [--over 365]

Each story of at least five entries is stretched until it lasts so many days, its gaps keeping
their proportions; the beginnings of all stories are spread over a year, so that dozens run beside
one another. Figures: pairwise F1 as dated in the set, stretched, and stretched without dates.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from benchmarks.quality import DATA
from bot.cli.line_tools import read_entry
from bot.core.grouping.grouper import Grouper
from bot.rules.entity_rules import load_entities

SETS = ("uci_stories", "mstream_news")
FEWEST = 5
Row = dict[str, Any]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--days", type=float, default=21.0)
    ask.add_argument("--over", type=float, default=365.0)
    options = ask.parse_args()
    span, over = timedelta(days=options.days), timedelta(days=options.over)
    for name in SETS:
        file = DATA / "labelled" / f"{name}.jsonl"
        if not file.exists():
            print(f"{name}: skipped, no {file}")
            continue
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        longer = stretched(rows, span, over)
        undated = [{**row, "published": None} for row in longer]
        figures = " / ".join(f"{pair_f1(each):.3f}" for each in (rows, longer, undated))
        print(f"{name}: as dated / {span.days} days long / undated: {figures}", flush=True)


def stretched(rows: Iterable[Row], span: timedelta, over: timedelta) -> list[Row]:
    """Return the rows with the gaps of each longer story stretched, in the new order of time."""
    stories: dict[str, list[tuple[datetime, Row]]] = defaultdict(list)
    for row in rows:
        stories[row["story"]].append((datetime.fromisoformat(row["published"]), row))
    moments = [at for told in stories.values() for at, _ in told]
    first, apart = min(moments), over / (max(moments) - min(moments))
    moved: list[tuple[datetime, Row]] = []
    for told in stories.values():
        begins, ends = min(at for at, _ in told), max(at for at, _ in told)
        factor = span / (ends - begins) if len(told) >= FEWEST and ends > begins else 1.0
        start = first + (begins - first) * apart
        moved += [(start + (at - begins) * factor, row) for at, row in told]
    moved.sort(key=lambda each: each[0])
    return [{**row, "published": at.isoformat()} for at, row in moved]


def pair_f1(rows: list[Row]) -> float:
    """Group the rows without their labels, and return the pairwise F1."""
    grouper = Grouper(load_entities())
    placed = [
        grouper.place(read_entry({key: each for key, each in row.items() if key != "story"})).story
        for row in rows
    ]
    together = _pairs(Counter(zip((row["story"] for row in rows), placed, strict=True)))
    return 2 * together / (_pairs(Counter(row["story"] for row in rows)) + _pairs(Counter(placed)))


def _pairs(sizes: Counter[Any]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


if __name__ == "__main__":
    main()
