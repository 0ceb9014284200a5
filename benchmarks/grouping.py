"""How fast entries find their story, and what a million of them leave in memory.

    python benchmarks/grouping.py [--entries 1000000]

Synthetic headlines in both languages: flights, modules and people in some events, padded with
words of Zipf's frequencies, a third of them further tellings of a recent event.
"""

import argparse
import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.core.grouping.grouper import CAPACITY, Grouper
from bot.core.types import Entry
from bot.rules.entity_rules import load_entities

SUBJECTS = (
    "Soyuz MS-{}", "«Союз МС-{}»", "Progress MS-{}", "Crew-{}", "Zvezda", "модуль «Наука»", "ISS",
    "МКС", "Roscosmos", "Роскосмос", "NASA", "Starliner", "Cygnus NG-{}", "Baikonur",
)  # fmt: skip
EVENTS = (
    "docks with the station", "undocks", "lands in Kazakhstan", "launch delayed", "air leak grows",
    "пристыковался к МКС", "утечка воздуха", "приземлился", "spacewalk begins", "crew named",
    "contract signed", "experiment ends", "назначен новый экипаж", "to leave after 2024",
)  # fmt: skip
FEEDS = 40


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--entries", type=int, default=1_000_000)
    count: int = ask.parse_args().entries
    started = time.process_time()
    threads = Grouper(load_entities())
    print(f"start: {time.process_time() - started:.2f} s of one core", flush=True)
    marks = sorted({5_000, CAPACITY, 2 * CAPACITY, count})
    placed, since = 0, time.process_time()
    for number, entry in enumerate(entries(count), 1):
        threads.place(entry)
        if number in marks or number % 100_000 == 0:
            spent = time.process_time() - since
            print(
                f"{number:>9} placed: {(number - placed) / spent:7.0f}/s, {peak()} MB", flush=True
            )
            placed, since = number, time.process_time()


def entries(count: int) -> Iterator[Entry]:
    draw = random.Random(7)
    words = [f"{draw.choice('bcdfgklmnprst')}{draw.choice('aeiou')}{n:x}" for n in range(30_000)]
    frequencies = [1 / (rank + 10) for rank in range(len(words))]
    fill = draw.choices(words, frequencies, k=400_000)
    recent: list[str] = []
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(count):
        at = draw.randrange(len(fill) - 60)
        if recent and draw.random() < 0.33:
            head = draw.choice(recent)
        else:
            subject = draw.choice(SUBJECTS).format(draw.randrange(10, 99))
            head = f"{subject} {draw.choice(EVENTS)}"
            recent = [*recent[-20:], head]
        yield Entry(
            id=f"{number:032x}",
            feed=f"feed-{number % FEEDS}",
            title=f"{head} {' '.join(fill[at : at + 5])}",
            summary=" ".join(fill[at + 5 : at + 35]),
            url=f"https://feed-{number % FEEDS}.example/{number}",
            seen=start + timedelta(minutes=number),
        )


def peak() -> int:
    """Peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
