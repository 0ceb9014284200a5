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
def test_matching_an_entry_costs_little_more_than_cutting_it_into_words(
    record_property: Record,
) -> None:
    figures = _measured("match", "--entries", "10000")
    times = figures["times_splitting"]
    record_property(
        "figure", f"{times} times, {figures['entries_per_second']} entries a second of one core"
    )
    record_property("limit", "8 times: 5,000 a second where 40,000 are cut into words")
    assert times < 8
    assert figures["memory_mb"] < 50


@pytest.mark.fault("C11")
@pytest.mark.timeout(300)
def test_a_hundred_thousand_tracked_phrases_cost_next_to_nothing(record_property: Record) -> None:
    figures = _measured("phrases", "--entries", "5000")
    times = figures["times_splitting"]
    record_property("figure", f"{times} times, {figures['milliseconds_per_entry']} ms an entry")
    record_property("limit", "8 times cutting it into words")
    assert figures["phrases"] == 100_000
    assert times < 8
    assert figures["memory_mb"] < 200


def _measured(part: str, *arguments: str) -> dict[str, float]:
    command = [sys.executable, "benchmarks/matching.py", "--part", part, *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
