"""What the stories that the bot holds weigh: bytes a report, with all that a report refers to.

Usage: python -m benchmarks.story_memory [FILE ...]
Each FILE has reports as JSON Lines; without one, those of benchmarks/told.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from bot.core.grouping.grouper import Grouper
from bot.core.ledger.ledger import add_report, report_of
from bot.core.types import Entry, Feed, Placement, Report, Role, Story
from bot.rules import load_cues
from bot.rules.entity_rules import load_entities
from tests.build import PARTIES

TOLD = Path(__file__).parent / "told"


def stories_of(lines: Iterable[dict[str, str]]) -> list[Story]:
    """Make stories of these reports, as the bot does."""
    grouper, cues, made = Grouper(load_entities()), load_cues(), dict[str, Story]()

    def told(entry: Entry, placement: Placement, after: Story | None) -> Report:
        return report_of(entry, _feed(entry), placement, cues=cues, parties=PARTIES, after=after)

    for number, line in enumerate(sorted(lines, key=lambda each: each["published"])):
        entry = _entry(number, line)
        placement = grouper.place(entry)
        id = placement.story
        made[id] = add_report(made.get(id), entry, placement, ("iss",), told)
    return list(made.values())


def _entry(number: int, line: dict[str, str]) -> Entry:
    at = datetime.fromisoformat(line["published"])
    return Entry(
        id=f"{number:032x}",
        feed=line["source"],
        title=line["title"],
        seen=at,
        published=at,
        summary=line["summary"],
        url=line["url"],
        language=line["language"],
    )


def _feed(entry: Entry) -> Feed:
    every, url = timedelta(minutes=10), "https://example.org/"
    return Feed(entry.feed, url, entry.feed, entry.language, Role.PRESS, every, topics=())


def weight(thing: object, seen: set[int]) -> int:
    """Return the bytes of a thing and of all that it refers to, each once."""
    if id(thing) in seen or isinstance(thing, type):
        return 0
    seen.add(id(thing))
    parts = list(thing) if isinstance(thing, tuple | frozenset) else _fields(thing)
    return sys.getsizeof(thing) + sum(weight(each, seen) for each in parts)


def _fields(thing: object) -> list[object]:
    return [getattr(thing, name) for name in getattr(thing, "__slots__", ())]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("files", nargs="*", type=Path, default=sorted(TOLD.glob("*/reports.jsonl")))
    lines = [
        json.loads(line)
        for file in ask.parse_args().files
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    stories = stories_of(lines)
    seen: set[int] = set()
    total = sum(weight(each, seen) for each in stories)
    print(f"{len(lines)} reports, {len(stories)} stories: {total / len(lines):.0f} bytes a report")


if __name__ == "__main__":
    main()
