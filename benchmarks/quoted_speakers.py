"""Who is quoted beside the parties: precision and recall on made-up headlines in two languages.

Usage: python -m benchmarks.quoted_speakers [--wrong]
"""

import argparse
import json
from pathlib import Path

from bot.core.ledger.names import readable
from bot.rules.speaker_rules import load_bodies

HEADLINES = Path(__file__).parent / "quoted" / "headlines.jsonl"


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--wrong", action="store_true", help="show the headlines that are wrong")
    wrong = ask.parse_args().wrong
    bodies = load_bodies()
    right = said = true = 0
    for line in HEADLINES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = {id for _, id in bodies.quoted(bodies.hide(readable(row["title"])))}
        wanted = set(row["quoted"])
        right, said, true = right + len(found & wanted), said + len(found), true + len(wanted)
        if wrong and found != wanted:
            print(f"{sorted(found)} for {sorted(wanted)}: {row['title']}")
    print(f"precision {right / max(said, 1):.3f} ({right} of {said}), ", end="")
    print(f"recall {right / max(true, 1):.3f} ({right} of {true})")


if __name__ == "__main__":
    main()
