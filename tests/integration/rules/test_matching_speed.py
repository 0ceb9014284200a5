"""What matching costs, measured as anyone can: by the benchmark, in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
Record = Callable[[str, object], None]


@pytest.mark.fault("C11")
def test_five_thousand_entries_a_second_are_matched(record_property: Record) -> None:
    figures = _measured("match", "--entries", "10000")
    record_property("figure", f"{figures['entries_per_second']} entries a second of one core")
    record_property("limit", "at least 5,000")
    assert figures["entries_per_second"] >= 5_000
    assert figures["memory_mb"] < 50


@pytest.mark.fault("C11")
@pytest.mark.timeout(300)
def test_a_hundred_thousand_tracked_phrases_cost_next_to_nothing(record_property: Record) -> None:
    figures = _measured("phrases", "--entries", "5000")
    record_property("figure", f"{figures['milliseconds_per_entry']} ms an entry")
    record_property("limit", "under 0.2 ms")
    assert figures["phrases"] == 100_000
    assert figures["milliseconds_per_entry"] < 0.2
    assert figures["memory_mb"] < 200


def _measured(part: str, *arguments: str) -> dict[str, float]:
    command = [sys.executable, "benchmarks/matching.py", "--part", part, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
