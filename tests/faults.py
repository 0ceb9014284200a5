"""`make faults`: which row of docs/faults.md is answered by which test, with its figure.

A row is passed only by a test that ran and passed; rows without one are listed as open.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

MATRIX = Path(__file__).parents[1] / "docs" / "faults.md"

_ROW = re.compile(r"^\| ([A-J]\d+) \| ([^|]+) \|", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Answered:
    """One test's answer for a row."""

    row: str
    test: str
    outcome: str
    figure: str
    limit: str


def rows(matrix: str) -> dict[str, str]:
    """Row number -> what goes wrong, in the order of the matrix."""
    return {number: fault.strip() for number, fault in _ROW.findall(matrix)}


def answered(item: pytest.Item, report: pytest.TestReport) -> list[Answered]:
    properties = {key: str(value) for key, value in report.user_properties}
    return [
        Answered(
            str(mark.args[0]),
            item.name,
            report.outcome,
            properties.get("figure", ""),
            properties.get("limit", ""),
        )
        for mark in item.iter_markers("fault")
    ]


def table(matrix: str, answers: list[Answered]) -> list[str]:
    """One line a row: number, verdict, tests, the first figure with its limit."""
    by_row: dict[str, list[Answered]] = defaultdict(list)
    for answer in answers:
        by_row[answer.row].append(answer)
    known = rows(matrix)
    lines = [_line(number, fault, by_row[number]) for number, fault in known.items()]
    strangers = sorted(set(by_row) - set(known))
    return lines + [f"{number:4} not a row of docs/faults.md" for number in strangers]


def _line(number: str, fault: str, answers: list[Answered]) -> str:
    outcomes = {answer.outcome for answer in answers}
    verdict = next((word for word in ("failed", "passed", "skipped") if word in outcomes), "open")
    figures = "; ".join(
        f"{answer.figure} (limit {answer.limit})" if answer.limit else answer.figure
        for answer in answers
        if answer.figure
    )
    return f"{number:4} {verdict:8} {len(answers):3} tests  {fault[:48]:48}  {figures[:120]}"
