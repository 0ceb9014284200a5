"""How fast the matcher and the tracked phrases are, and how much memory they take.

    python benchmarks/matching.py                    texts made up here
    python benchmarks/matching.py FILE.jsonl[.gz]    real ones, one JSON object a line

Prints one JSON object. Times are of one core's work, so that a busy machine does not change them.
`times_splitting` is the same in times of cutting the texts into words, so that a slow machine does
not either. Each part runs in a process of its own, so that its memory is its own.
"""

import argparse
import gzip
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PARTS = ("match", "phrases")
_SPACE = """
station crew dock module leak solar array launch delay valve pump orbit test cargo ship hatch
radiator coolant engine sensor panel antenna robot arm science sample plant freezer cable port
станция экипаж модуль утечка стыковка запуск корабль люк насос двигатель датчик панель антенна
образец кабель перенос посадка капсула радиатор манипулятор эксперимент топливо давление отсек
"""
_TOWN = """
town council budget school river weather match goal player film song price market bank trade
the a of in on and to for with by as at from said after before more new first last year week
город бюджет школа река погода матч игрок фильм песня цена рынок банк торговля дорога мост
в на и с по из за от до для что как это был после перед новый первый год неделя глава сообщил
"""
SPACE, TOWN = _SPACE.split(), _TOWN.split()


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("file", nargs="?", type=Path, help="entries as JSON Lines, .gz or not")
    ask.add_argument("--entries", type=int, default=20_000, help="how many are read (20000)")
    ask.add_argument("--phrases", type=int, default=100_000, help="how many are tracked (100000)")
    ask.add_argument("--part", choices=PARTS, help="only this one, in this process")
    options = ask.parse_args()
    if options.part:
        print(json.dumps(PART[options.part](options)))
        return
    print(json.dumps({part: json.loads(_in_own_process(part)) for part in PARTS}, indent=2))


def _in_own_process(part: str) -> str:
    command = [sys.executable, __file__, *sys.argv[1:], "--part", part]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def match_figures(options: argparse.Namespace) -> dict[str, float]:
    entries = list(_entries(options))
    split = _seconds_to_split(entries)
    started, memory = time.process_time(), _peak_mb()
    from bot.core.types import Localised, Topic
    from bot.rules import load_matcher

    matcher = load_matcher([Topic(name, Localised({"en": name})) for name in ("iss", "roscosmos")])
    ready = time.process_time()
    ours = sum(
        bool(matcher.verdict(title=title, summary=summary).topics) for title, summary in entries
    )
    seconds = time.process_time() - ready
    return {
        "entries": len(entries),
        "ours": ours,
        "start_ms": round((ready - started) * 1e3, 1),
        "entries_per_second": round(len(entries) / seconds),
        "times_splitting": round(seconds / split, 1),
        "microseconds_per_entry": round(seconds / len(entries) * 1e6, 1),
        "memory_mb": round(_peak_mb() - memory, 1),
    }


def phrase_figures(options: argparse.Namespace) -> dict[str, float]:
    from bot.core.lang.phrase_index import PhraseIndex
    from bot.rules.inflections import inflections

    entries, phrases = list(_entries(options)), list(_phrases(options.phrases))
    split = _seconds_to_split(entries)
    started, memory = time.process_time(), _peak_mb()
    index = PhraseIndex(phrases, inflections)
    ready = time.process_time()
    found = sum(len(index.phrases_in(title, summary)) for title, summary in entries)
    seconds = time.process_time() - ready
    return {
        "phrases": len(set(phrases)),
        "build_seconds": round(ready - started, 1),
        "found": found,
        "times_splitting": round(seconds / split, 1),
        "milliseconds_per_entry": round(seconds / len(entries) * 1e3, 4),
        "memory_mb": round(_peak_mb() - memory, 1),
    }


def _seconds_to_split(entries: list[tuple[str, str]]) -> float:
    """Cut the same texts into words, which any matcher does first: how fast is this machine?"""
    started = time.process_time()
    for title, summary in entries:
        re.findall(r"\w+", f"{title} {summary}".casefold())
    return time.process_time() - started


PART: dict[str, Callable[[argparse.Namespace], dict[str, float]]] = {
    "match": match_figures,
    "phrases": phrase_figures,
}


def _entries(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    if options.file is None:
        yield from _made_up(options.entries)
        return
    opened = gzip.open if options.file.suffix == ".gz" else open
    with opened(options.file, "rt", encoding="utf-8") as lines:
        for line, _ in zip(lines, range(options.entries), strict=False):
            entry = json.loads(line)
            yield entry.get("title") or "", entry.get("summary") or ""


def _made_up(count: int) -> Iterator[tuple[str, str]]:
    """Headlines of 8 words and summaries of about 600 characters; one in a hundred is ours."""
    chance = random.Random(1)
    for number in range(count):
        words = chance.choices(TOWN, k=80) + chance.choices(SPACE, k=10)
        chance.shuffle(words)
        if number % 100 == 0:
            words[20] = "Soyuz MS-28"
        yield " ".join(words[:8]), " ".join(words[8:])


def _phrases(count: int) -> Iterator[str]:
    """All different; one in ten of words that texts are full of, the others with a name of their
    own.
    """
    chance = random.Random(2)
    made: set[str] = set()
    while len(made) < count:
        words = chance.sample(SPACE, k=3)
        phrase = " ".join([_name(chance), words[0]] if len(made) % 10 else words[len(made) % 2 :])
        if phrase not in made:
            made.add(phrase)
            yield phrase


def _name(chance: random.Random) -> str:
    alphabet = chance.choice(("bdklmnrstv", "бдклмнрств"))
    vowels = "aeiou" if alphabet[0] == "b" else "аеиоу"
    return "".join(chance.choice(alphabet) + chance.choice(vowels) for _ in range(3))


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
