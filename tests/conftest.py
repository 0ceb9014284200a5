"""Shared by every test: where the recorded real documents lie, if they do."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("ISSWIRE_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Recorded news, other people's text: read in place, never committed."""
    if not SHARED.is_dir():
        pytest.skip(f"no recorded documents at {SHARED}")
    return SHARED
