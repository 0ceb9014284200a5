"""Reports made up in our own words about twenty-odd stories, with the kind that each is."""

from pathlib import Path

from bot.cli.line_tools import ROLES
from bot.core.ledger.statement_kind import weigh_kind
from bot.rules.cue_rules import load_cues

MADE_UP = Path(__file__).parents[2] / "data" / "kinds.psv"


def test_six_in_seven_made_up_reports_are_told_right() -> None:
    rows = [line.split("|") for line in MADE_UP.read_text(encoding="utf-8").splitlines()[1:]]
    signs = load_cues().signs
    told = [
        weigh_kind(title=title, text=text, role=ROLES[source], signs=signs).kind
        for _, source, _, title, text, _ in rows
    ]
    right = sum(kind.value == row[-1] for kind, row in zip(told, rows, strict=True))
    assert right >= 0.85 * len(rows)
