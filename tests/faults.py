"""`make faults`: which row of docs/faults.md is answered by which test, with its figure.

A row is passed only by a test that ran and passed. Rows without one are listed as open, with the
reason that docs/faults.md gives; rows whose tests were not asked for (soak) as not run.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

MATRIX = Path(__file__).parents[1] / "docs" / "faults.md"

PROPERTY = "fault"
"""Where a report carries its rows, from whichever process ran the test."""

_ROW = re.compile(r"^\| ([A-J]\d+) \| ([^|]+) \|", re.MULTILINE)
_OPEN = "## Open"


@dataclass(frozen=True, slots=True)
class Answered:
    """One test's answer for a row."""

    row: str
    outcome: str
    figure: str = ""
    limit: str = ""


def rows(matrix: str) -> dict[str, str]:
    """Row number -> what goes wrong, in the order of the matrix."""
    return _table(matrix.partition(_OPEN)[0])


def open_rows(matrix: str) -> dict[str, str]:
    """Row number -> why it is open, wholly or in part."""
    return _table(matrix.partition(_OPEN)[2])


def _table(text: str) -> dict[str, str]:
    return {number: said.strip() for number, said in _ROW.findall(text)}


def marked(item: pytest.Item) -> list[str]:
    return [str(mark.args[0]) for mark in item.iter_markers("fault")]


def answered(report: pytest.TestReport) -> list[Answered]:
    """What a report says of the rows it carries; a passed set-up says nothing yet."""
    if report.when != "call" and report.outcome == "passed":
        return []
    told = {key: str(value) for key, value in report.user_properties if key != PROPERTY}
    figure, limit = told.get("figure", ""), told.get("limit", "")
    numbers = [str(value) for key, value in report.user_properties if key == PROPERTY]
    return [Answered(number, report.outcome, figure, limit) for number in numbers]


def table(matrix: str, answers: Iterable[Answered]) -> list[str]:
    """One line a row: number, verdict, tests, what goes wrong, figures; below it the open ones."""
    by_row: dict[str, list[Answered]] = defaultdict(list)
    for answer in answers:
        by_row[answer.row].append(answer)
    known, reasons = rows(matrix), open_rows(matrix)
    lines = [_line(number, fault, by_row[number]) for number, fault in known.items()]
    strangers = sorted(set(by_row) - set(known))
    lines += [f"{number:4} not a row of docs/faults.md" for number in strangers]
    verdicts = Counter(_verdict(by_row[number]) for number in known)
    lines += ["", ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))]
    left = [each for each in known if each in reasons or _verdict(by_row[each]) == "open"]
    return lines + [f"{each:4} {reasons.get(each, 'open: no reason is given')}" for each in left]


def _verdict(answers: list[Answered]) -> str:
    outcomes = {answer.outcome for answer in answers}
    order = ("failed", "passed", "skipped", "not run")
    return next((word for word in order if word in outcomes), "open")


def _line(number: str, fault: str, answers: list[Answered]) -> str:
    ran = [answer for answer in answers if answer.outcome in ("passed", "failed")]
    figures = "; ".join(dict.fromkeys(_figure(answer) for answer in ran if answer.figure))
    verdict, short = _verdict(answers), fault[:44]
    return f"{number:4} {verdict:8} {len(ran):4}  {short:44}  {figures[:150]}".rstrip()


def _figure(answer: Answered) -> str:
    return f"{answer.figure} (limit {answer.limit})" if answer.limit else answer.figure
