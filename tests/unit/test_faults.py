"""The table of faults says what ran, and nothing better."""

from tests.faults import Answered, table

MATRIX = """
| # | Fault |
| A1 | server hangs | x |
| A2 | fifty hang | x |
| D6 | too fast | x |
| E10 | power loss | x |

## Open
| # | Why |
| E10 | no device here loses writes |
"""


def verdicts(*answers: Answered) -> list[list[str]]:
    return [line.split()[:2] for line in table(MATRIX, answers)[:4]]


def test_a_row_is_passed_only_by_a_test_that_ran() -> None:
    assert verdicts(Answered("A1", "passed"), Answered("A2", "skipped")) == [
        ["A1", "passed"],
        ["A2", "skipped"],
        ["D6", "open"],
        ["E10", "open"],
    ]


def test_one_failure_fails_a_row_and_what_was_left_out_is_not_run() -> None:
    answers = Answered("A1", "passed"), Answered("A1", "failed"), Answered("D6", "not run")
    assert [line[1] for line in verdicts(*answers)] == ["failed", "open", "not", "open"]


def test_open_rows_are_listed_with_their_reason() -> None:
    lines = table(MATRIX, [Answered("A1", "passed"), Answered("A2", "passed")])
    assert lines[-2:] == ["D6   open: no reason is given", "E10  no device here loses writes"]


def test_figures_stand_beside_their_limits_each_once() -> None:
    told = Answered("A1", "passed", "0.9 s", "1.5 s")
    assert table(MATRIX, [told, told])[0].endswith("  0.9 s (limit 1.5 s)")


def test_a_test_of_no_row_is_told() -> None:
    assert "Z9   not a row of docs/faults.md" in table(MATRIX, [Answered("Z9", "passed")])
