"""Whether anything has become a fifth slower than the figures written down: ratios, no seconds.

Usage: python -m benchmarks.check [--write] (also: make bench-check)
Every figure is a ratio within one run on one machine: a slow or busy one changes it little.
`--write` keeps what is measured as the figures of benchmarks/ratios.json.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import polling
from benchmarks.sending import given, sending
from benchmarks.start import starting

RATIOS = Path(__file__).with_name("ratios.json")
WORSE = 1.2
"""A ratio that has grown more than this fails the run."""


def of_sending() -> Iterator[tuple[str, float]]:
    """Yield what a message costs beside a loop that remembers nothing, and its transactions."""
    found = sending(given(["--chats", "300"]))
    yield "sending: CPU of a plain loop's", found.ratio
    yield "sending: transactions a message", found.transactions / found.sent


def of_polling() -> Iterator[tuple[str, float]]:
    """Yield what a first pass costs beside feedparser, and others beside bare requests."""
    ours = polling.figures(feeds=200, entries=30, rounds=15, systems=("bare", "isswire"))
    plain = polling.figures(feeds=200, entries=30, rounds=1, systems=("plain",))
    cpu = {name: each["cpu"] for name, each in (ours | plain).items()}
    yield "first pass: CPU of feedparser's", cpu["isswire"]["first"] / cpu["plain"]["first"]
    for name in ("not modified", "same bodies", "bodies differ", "a tenth changed"):
        yield f"{name}: CPU of bare requests'", cpu["isswire"][name] / cpu["bare"][name]


def of_start() -> Iterator[tuple[str, float]]:
    """Yield what polling one quiet feed costs beside loading the libraries it is made of."""
    poll, libraries = asyncio.run(starting(rounds=5))
    yield "start: CPU of its libraries'", poll / libraries


GROUPS: tuple[Callable[[], Iterator[tuple[str, float]]], ...] = (of_start, of_sending, of_polling)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args()
    known = json.loads(RATIOS.read_text("utf-8")) if RATIOS.exists() else {}
    found = {name: round(ratio, 2) for group in GROUPS for name, ratio in group()}
    worse = [name for name, ratio in found.items() if ratio > WORSE * known.get(name, ratio)]
    for name, ratio in found.items():
        mark = "  WORSE" if name in worse else ""
        print(f"{name:36} {ratio:6.2f}  was {known.get(name, ratio):6.2f}{mark}")
    if wanted.write:
        RATIOS.write_text(json.dumps(found, indent=2) + os.linesep, "utf-8")
    elif worse:
        sys.exit(f"{len(worse)} more than a fifth worse than {RATIOS.name} says")


if __name__ == "__main__":
    main()
