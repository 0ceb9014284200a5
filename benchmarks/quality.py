"""Every measure of the stages on the recorded sets: figure beside limit, through the command line.

Usage: python -m benchmarks.quality [--only NAME]... [--wrong N] [--long]
Reads ISSWIRE_DATA (default ../shared/data) and its neighbour tools/score.py; what is missing is
skipped and said so. `--long` adds the memory after a million entries, which takes many minutes.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.recorded import read_reports, reports_as_lines

DATA = Path(os.environ.get("ISSWIRE_DATA", Path(__file__).parents[2] / "shared" / "data"))
SCORE = DATA.parent / "tools" / "score.py"
Figures = dict[str, Any]


@dataclass(frozen=True)
class Measure:
    """One line of the table; `least` is a lower limit, else an upper one."""

    name: str
    limit: float
    figure: Callable[[Figures], float]
    least: bool = True

    def line(self, figures: Figures) -> str:
        figure = self.figure(figures)
        held = figure >= self.limit if self.least else figure <= self.limit
        sign = ">=" if self.least else "<="
        verdict = "holds" if held else "MISSED"
        return f"{self.name:44} {sign} {self.limit:<8g} {figure:<10.4g} {verdict}"


@dataclass(frozen=True)
class Set:
    """A labelled set, how it is scored, and what is measured on it."""

    name: str
    task: str
    file: str
    command: tuple[str, ...]
    measures: tuple[Measure, ...]
    options: tuple[str, ...] = ()


def _natural(figures: Figures) -> float:
    found = re.search(r"F1 ([\d.]+)", figures["natural"])
    return float(found[1]) if found else 0.0


def _per_core_second(figures: Figures) -> float:
    return float(figures["n"] / max(figures["cpu"], 1e-9))


SETS = (
    Set(
        "matcher",
        "match",
        "labelled/matcher.jsonl",
        ("match",),
        (
            Measure("matcher F1, all clear", 0.97, lambda it: it["F1"]),
            Measure("matcher F1, natural only", 0.97, _natural),
        ),
    ),
    Set(
        "titles",
        "match",
        "labelled/matcher.jsonl",
        ("match",),
        (Measure("matcher F1, titles only", 0.80, lambda it: it["F1"]),),
        ("--titles",),
    ),
    Set(
        "alarms",
        "alarms",
        "streams/general-2026-03-to-06.jsonl.gz",
        ("match",),
        (
            Measure("false alarms per 10,000", 2, lambda it: it["false_per_10k"], least=False),
            Measure(
                "labelled ones found, %", 95, lambda it: 100 * it["found"] / max(it["known"], 1)
            ),
            Measure("match, entries per second of one core", 5000, _per_core_second),
        ),
    ),
    Set(
        "pairs",
        "pairs",
        "labelled/pairs.jsonl",
        ("compare",),
        (
            Measure("pairs, duplicate F1", 0.90, lambda it: it["duplicate_F1"]),
            Measure("pairs, same_story F1", 0.94, lambda it: it["same_story_F1"]),
        ),
    ),
    Set(
        "iss",
        "group",
        "labelled/iss_stories.jsonl",
        ("group",),
        (Measure("iss_stories, pairwise F1", 0.88, lambda it: it["pair_F1"]),),
    ),
    Set(
        "uci",
        "group",
        "labelled/uci_stories.jsonl",
        ("group", "--any-topic"),
        (
            Measure("uci_stories, pairwise F1", 0.87, lambda it: it["pair_F1"]),
            Measure("uci_stories, B-cubed F1", 0.86, lambda it: it["B3_F1"]),
        ),
    ),
    Set(
        "mstream",
        "group",
        "labelled/mstream_news.jsonl",
        ("group", "--any-topic"),
        (
            Measure("mstream_news, NMI", 0.84, lambda it: it["NMI"]),
            Measure("group, entries per second of one core", 2000, _per_core_second),
        ),
    ),
)


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--only", action="append", default=[], help="name of a set, or reports")
    ask.add_argument("--wrong", type=int, default=0, help="errors of each kind to show")
    ask.add_argument("--long", action="store_true", help="also what takes many minutes")
    options = ask.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    for each in SETS:
        if not options.only or each.name in options.only:
            _run(each, options.wrong)
    if not options.only or "reports" in options.only:
        _reports(options.wrong)
    if not options.only or "phrases" in options.only:
        _phrases()
    if options.long:
        subprocess.run([sys.executable, "-m", "benchmarks.grouping"], check=True)


def _run(one: Set, wrong: int) -> None:
    path = DATA / one.file
    if not path.is_file() or not SCORE.is_file():
        print(f"skipped {one.name}: no {path if SCORE.is_file() else SCORE}")
        return
    scored = (sys.executable, str(SCORE), one.task, str(path), "--json", *one.options)
    showing = ("--wrong", str(wrong)) if wrong else ()
    ours = (sys.executable, "-m", "bot", *one.command)
    done = subprocess.run([*scored, *showing, "--", *ours], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        print(f"failed {one.name}: exit code {done.returncode}")
        return
    figures = json.loads(done.stdout)
    for measure in one.measures:
        print(measure.line(figures), flush=True)


def _reports(wrong: int) -> None:
    reports = read_reports(DATA)
    if not reports:
        print(f"skipped reports: no stories/reports.jsonl in {DATA}")
        return
    verdicts = _grouped(reports)
    right, missed = _placed(reports, [each["story"] for each in verdicts])
    share = {"placed": 100 * right / max(right + len(missed), 1)}
    print(Measure("reports in the right story, %", 90, lambda it: it["placed"]).line(share))
    for each in missed[:wrong]:
        print(f"  elsewhere: {each['story']} {each['date']} {each['headline'] or each['gist']}")
    kinds = zip(reports, verdicts, strict=True)
    told = sum(each["status"] == verdict["kind"] for each, verdict in kinds)
    figures = {"right": 100 * told / len(reports)}
    print(Measure("status class right, %", 80, lambda it: it["right"]).line(figures))


def _grouped(reports: list[Figures]) -> list[Figures]:
    """The verdict on each report, all stories grouped in one pass in the order of time."""
    lines = reports_as_lines(reports)
    ordered = sorted(lines, key=lambda line: str(line["published"]))
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in ordered)
    command = [sys.executable, "-m", "bot", "group", "--any-topic"]
    done = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True)
    said = {it["id"]: it for it in map(json.loads, done.stdout.splitlines())}
    return [said[line["id"]] for line in lines]


def _placed(reports: list[Figures], stories: list[str]) -> tuple[int, list[Figures]]:
    """How many reports are in the thread that most of their story is in, and which are not."""
    ours = [
        (each, story)
        for each, story in zip(reports, stories, strict=True)
        if not (each.get("relation") or "").startswith(("near-miss", "related"))
    ]
    counts: dict[str, Counter[str]] = {}
    for each, story in ours:
        counts.setdefault(each["story"], Counter())[story] += 1
    main_thread = {story: count.most_common(1)[0][0] for story, count in counts.items()}
    missed = [each for each, story in ours if main_thread[each["story"]] != story]
    return len(ours) - len(missed), missed


def _phrases() -> None:
    script = "matching"
    command = [sys.executable, "-m", f"benchmarks.{script}", "--part", "phrases"]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, text=True)
    if done.returncode:
        print(f"failed phrases: exit code {done.returncode}")
        return
    cost = Measure(
        "100,000 tracked phrases, ms per entry",
        0.2,
        lambda it: it["milliseconds_per_entry"],
        least=False,
    )
    print(cost.line(json.loads(done.stdout)))


if __name__ == "__main__":
    started = datetime.now().astimezone()
    main()
    print(f"took {datetime.now().astimezone() - started}")
