"""Measures what a hostile server must not cost: memory, and time of the event loop."""

import asyncio
import gc
import re
import time
from pathlib import Path


def mb_from_now() -> float:
    """Return this process's memory now, and reset its peak to it (Linux)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_mb()


def peak_mb() -> float:
    """Return the peak memory since `mb_from_now`, whatever earlier tests used."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert found is not None
    return int(found[1]) / 1024


class Stalls:
    """How late timers of 10 ms fire, in seconds of this process's CPU time."""

    async def __aenter__(self) -> list[float]:
        gc.freeze()  # what thousands of tests left behind is not for this one to look through
        self._found = [0.0]
        self._watch = asyncio.ensure_future(self._watching())
        return self._found

    async def __aexit__(self, *_: object) -> None:
        self._watch.cancel()
        gc.unfreeze()

    async def _watching(self) -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.01)
            self._found.append(time.thread_time() - before)
