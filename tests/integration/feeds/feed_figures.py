"""What a hostile server may not cost us: memory, and the time of the event loop."""

import asyncio
import gc
import re
import time
from pathlib import Path


def mb_from_now() -> float:
    """This process's memory now, from which its peak is counted anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak_mb()


def peak_mb() -> float:
    """The most memory since `mb_from_now`; what earlier tests once took hides nothing."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert found is not None
    return int(found[1]) / 1024


class Stalls:
    """How late a timer of 10 ms came, in seconds of CPU time spent by this process meanwhile."""

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
