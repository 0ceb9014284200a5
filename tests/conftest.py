"""Shared by every test: where the recorded real documents lie, and the table of faults."""

import gc
import os
import sys
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest

from tests import faults

SHARED = Path(os.environ.get("ISSWIRE_DATA", Path(__file__).parents[2] / "shared" / "data"))

_REPORTED = pytest.StashKey["Reported"]()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Recorded news, other people's text: read in place, never committed."""
    if not SHARED.is_dir():
        pytest.skip(f"no recorded documents at {SHARED}")
    return SHARED


class Reported:
    """What the tests say of the rows, together in one process however many run them."""

    def __init__(self) -> None:
        self.answers: list[faults.Answered] = []
        self.left_out: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.answers += faults.answered(report)

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        self.left_out += [row for item in items for row in faults.marked(item)]

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["left_out"] = self.left_out

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        self.left_out += getattr(node, "workeroutput", {}).get("left_out", [])


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults", action="store_true", help="print the table of faults at the end")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_REPORTED] = Reported()
    config.pluginmanager.register(config.stash[_REPORTED])


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()  # what stays for the whole run need not be looked through again and again
    if "hypothesis" not in sys.modules:  # else its plugin loads it all to say that it was not used
        session.config.pluginmanager.unregister(name="hypothesispytest")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    report.user_properties += [(faults.PROPERTY, row) for row in faults.marked(item)]
    return report


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if config.getoption("--faults"):
        reported = config.stash[_REPORTED]
        left_out = [faults.Answered(row, "not run") for row in reported.left_out]
        terminalreporter.section("docs/faults.md, row by row")
        matrix = faults.MATRIX.read_text(encoding="utf-8")
        for line in faults.table(matrix, [*reported.answers, *left_out]):
            terminalreporter.write_line(line)
