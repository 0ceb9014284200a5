"""How often the kind of statement is told right on the recorded developing stories.

Usage: python -m benchmarks.status [--story ID]... [--wrong]
Reads stories/reports.jsonl below ISSWIRE_DATA (default ../shared/data). Those of DEVELOPMENT
were looked at while the cues were written (development), the others were not (held out).
"""

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.core.statements import Kind, weighed
from bot.core.types import Role
from bot.rules.cues import load_cues

DEVELOPMENT = ("russia-iss-exit", "starliner-cft", "soyuz-ms22-leak")
ROLES = {
    "agency": Role.OFFICIAL,
    "state-media": Role.STATE_MEDIA,
    "wire": Role.WIRE,
    "specialist press": Role.TRADE,
    "general press": Role.PRESS,
    "blog": Role.PERSONAL,
    "aggregator": Role.AGGREGATOR,
}
Told = dict[str, Any]


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--story", action="append")
    ask.add_argument("--wrong", action="store_true")
    options = ask.parse_args()
    reports = [each for each in _reports() if not options.story or each["story"] in options.story]
    for name, part in _parts(reports).items():
        _print(name, part, wrong=options.wrong)


def _reports() -> list[Told]:
    root = Path(os.environ.get("ISSWIRE_DATA", Path(__file__).parents[2] / "shared" / "data"))
    path = root / "stories" / "reports.jsonl"
    if not path.is_file():
        raise SystemExit(f"no recorded stories at {path}; set ISSWIRE_DATA")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _parts(reports: Iterable[Told]) -> dict[str, list[Told]]:
    parts: dict[str, list[Told]] = {}
    for each in reports:
        kind = "development" if each["story"] in DEVELOPMENT else "held out"
        for name in (each["story"], kind, "all"):
            parts.setdefault(name, []).append(each)
    return parts


def said(report: Told) -> str:
    title = report["headline"] or (report.get("slug") or "").replace("-", " ")
    told = weighed(
        title=title,
        text=f"{report['gist']}\n{report.get('description') or ''}",
        role=ROLES[report["source_type"]],
        cues=load_cues(),
    )
    return told.kind.value


def _print(name: str, reports: list[Told], *, wrong: bool) -> None:
    pairs = Counter((each["status"], said(each)) for each in reports)
    right = sum(count for (gold, said), count in pairs.items() if gold == said)
    print(f"{name}: {right} of {len(reports)} right, {100 * right / len(reports):.1f} %")
    if name in ("development", "held out", "all"):
        _confusion(pairs)
    elif wrong:
        for each in reports:
            if (kind := said(each)) != each["status"]:
                told = each["headline"] or each.get("slug")
                print(f"  {each['status']} called {kind}: {told} | {each['gist']}")


def _confusion(pairs: Counter[tuple[str, str]]) -> None:
    kinds = [kind.value for kind in Kind]
    print("  gold \\ said ".ljust(14), *(kind[:8].rjust(9) for kind in kinds))
    for gold in kinds:
        print(f"  {gold}".ljust(14), *(str(pairs[gold, said]).rjust(9) for said in kinds))


if __name__ == "__main__":
    main()
