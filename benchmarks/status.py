"""How often the kind of statement is told right on the recorded developing stories.

Usage: python -m benchmarks.status [--story ID]... [--wrong] [--fit]
Reads stories/reports.jsonl below ISSWIRE_DATA (default ../shared/data), each story in the order
of time. All five have been read by those who wrote the signs: no figure here is of unseen news.
`--fit` fits the weights of the signs, drawn to those set by hand, to the other four stories and
tells the fifth with them.
"""

import argparse
import os
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from benchmarks.kinds import fitted_figures
from benchmarks.recorded import Told, moments, read_reports, title_of
from bot.cli.line_tools import ROLES
from bot.core.ledger.statement_kind import WeighedKind, has_official_word, weigh_kind
from bot.core.types import Kind
from bot.rules.cue_rules import load_cues

Judged = tuple[Told, WeighedKind]


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--story", action="append")
    ask.add_argument("--wrong", action="store_true")
    ask.add_argument("--fit", action="store_true")
    options = ask.parse_args()
    judged = judgements(read_reports(_data()))
    if not judged:
        raise SystemExit(f"no recorded stories in {_data()}; set ISSWIRE_DATA")
    for name, part in _parts(judged).items():
        if not options.story or name in options.story:
            _print(name, part, wrong=options.wrong)
    if options.fit:
        for line in fitted_figures(
            [(each["story"], each["status"], said) for each, said in judged]
        ):
            print(line)


def _data() -> Path:
    return Path(os.environ.get("ISSWIRE_DATA", Path(__file__).parents[2] / "shared" / "data"))


def judgements(reports: list[Told]) -> list[Judged]:
    """Each report with what it is told to be, knowing what its story has told before."""
    signs = load_cues().signs
    history: dict[str, list[tuple[datetime, Kind]]] = {}
    judged: list[Judged] = []
    for at, each in sorted(zip(moments(reports), reports, strict=True), key=lambda pair: pair[0]):
        before = history.setdefault(each["story"], [])
        said = weigh_kind(
            title=title_of(each),
            text=f"{each['gist']}\n{each.get('description') or ''}",
            role=ROLES[each["source_type"]],
            already_official=has_official_word(before, at),
            signs=signs,
        )
        before.append((at, said.kind))
        judged.append((each, said))
    return judged


def _parts(judged: Iterable[Judged]) -> dict[str, list[Judged]]:
    parts: dict[str, list[Judged]] = {}
    for each in judged:
        for name in (each[0]["story"], "all"):
            parts.setdefault(name, []).append(each)
    return parts


def _print(name: str, judged: list[Judged], *, wrong: bool) -> None:
    pairs = Counter((each["status"], said.kind.value) for each, said in judged)
    right = sum(count for (gold, said), count in pairs.items() if gold == said)
    print(f"{name}: {right} of {len(judged)} right, {100 * right / len(judged):.1f} %")
    if name == "all":
        _confusion(pairs)
    elif wrong:
        for each, said in judged:
            if said.kind != each["status"]:
                print(f"  {each['status']} called {said.kind}: {title_of(each)} | {each['gist']}")


def _confusion(pairs: Counter[tuple[str, str]]) -> None:
    kinds = [kind.value for kind in Kind]
    print("  gold \\ said ".ljust(14), *(kind[:8].rjust(9) for kind in kinds))
    for gold in kinds:
        print(f"  {gold}".ljust(14), *(str(pairs[gold, said]).rjust(9) for said in kinds))


if __name__ == "__main__":
    main()
