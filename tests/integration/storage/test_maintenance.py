"""Figures and room."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from storage.db.disk_reserve import SIZE
from storage.store import Store


async def test_room_is_taken_where_no_system_call_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fallocate", raising=False)  # as on macOS
    async with await Store.open(f"sqlite:///{tmp_path / 'isswire.db'}") as store:
        store.hold_room()
    assert (tmp_path / "isswire.db-ballast").stat().st_blocks * 512 >= SIZE


async def test_the_databases_clock_is_aware_utc(store: Store) -> None:
    now = await store.time()
    assert now.utcoffset() == timedelta()
    assert await store.time() >= now
