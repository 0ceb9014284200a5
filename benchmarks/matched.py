"""What a matched report costs: the matcher, the grouper and the ledger, without storage.

Usage: python -m benchmarks.matched [FILE.jsonl]
The lines are reports about the station, by default labelled/iss_stories of ISSWIRE_DATA. Prints
CPU milliseconds a report: at first, while patterns are compiled, and the least of later turns.
"""

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.app.intake import ruleset_of
from bot.catalog import load_catalog
from bot.core.grouping.grouper import Grouper
from bot.core.ledger.ledger import report_of
from bot.core.planning.planner import judge_entries
from bot.core.planning.ruleset import Ruleset
from bot.core.reading.identity import entry_keys
from bot.core.types import Entry, Feed, Role

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 7, 1, tzinfo=UTC)
_TURNS = 5


def entries(file: Path, feed: Feed) -> Iterator[Entry]:
    for number, line in enumerate(file.read_text("utf-8").splitlines()):
        told = json.loads(line)
        title, guid = told["title"], str(number)
        keys = entry_keys(feed=feed.id, guid=guid, url=None, title=title, at=NOW)
        yield Entry(
            keys[0].hex(), feed.id, title, NOW, told.get("summary") or "", published=NOW, keys=keys
        )


def a_report(read: Sequence[Entry], feed: Feed, rules: Ruleset) -> float:
    """CPU milliseconds of a report among these."""
    window, began = Grouper(rules.entities), time.process_time()
    judged = judge_entries(read, feed=feed, matcher=rules.matcher, grouper=window)
    placed = [(each.entry, each.placement) for each in judged if each.placement]
    for entry, placement in placed:
        report_of(
            entry, feed, placement, cues=rules.cues, parties=rules.catalog.parties, after=None
        )
    return (time.process_time() - began) * 1000 / len(placed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    data = Path(os.environ.get("ISSWIRE_DATA", ROOT.parent / "shared" / "data"))
    known = data / "labelled" / "iss_stories.jsonl"
    parser.add_argument("file", nargs="?", type=Path, default=known)
    rules = ruleset_of(load_catalog(ROOT / "feeds.yaml"))
    feed = next(each for each in rules.catalog.feeds if each.role is Role.PRESS)
    read = list(entries(parser.parse_args().file, feed))
    rules.compiled()
    first, *later = [a_report(read, feed, rules) for _ in range(_TURNS)]
    print(f"{first:.2f} ms a report the first time, {min(later):.2f} later ({len(read)} entries)")


if __name__ == "__main__":
    main()
