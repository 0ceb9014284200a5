"""Shared by every test: where the recorded real documents lie, and the table of faults."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import faults

SHARED = Path(os.environ.get("ISSWIRE_DATA", Path(__file__).parents[2] / "shared" / "data"))

_ANSWERS = pytest.StashKey[list[faults.Answered]]()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Recorded news, other people's text: read in place, never committed."""
    if not SHARED.is_dir():
        pytest.skip(f"no recorded documents at {SHARED}")
    return SHARED


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults", action="store_true", help="print the table of faults at the end")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_ANSWERS] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    ended = report.when == "call" or report.outcome != "passed"
    if ended:
        item.config.stash[_ANSWERS].extend(faults.answered(item, report))
    return report


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if config.getoption("--faults"):
        terminalreporter.section("docs/faults.md, row by row")
        matrix = faults.MATRIX.read_text(encoding="utf-8")
        for line in faults.table(matrix, config.stash[_ANSWERS]):
            terminalreporter.write_line(line)
