"""An event loop whose clock runs only while nothing happens, and then fast.

A minute of waiting takes some seconds, and slow disks and busy processors take none of its time.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

QUIET = 0.02
"""Seconds of ours: what threads, sockets and servers have to say they have said by then."""
STEP = 0.5
"""Seconds of the loop's that pass by each of them, at most."""


class FastLoop(asyncio.SelectorEventLoop):
    """Its time is not ours, and passes only between two things that happen."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_Selector(self._passed))

    def time(self) -> float:
        return self._now

    def _passed(self, seconds: float) -> None:
        self._now += seconds


class _Selector(selectors.DefaultSelector):
    def __init__(self, passed: Callable[[float], None]) -> None:
        super().__init__()
        self._passed = passed

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        happened = super().select(QUIET)
        if not happened:
            self._passed(min(timeout, STEP))
        return happened


def without_waiting(main: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        return runner.run(main)


def loop_clock() -> Callable[[], datetime]:
    """The time of day by the running loop, from now on."""
    loop, now = asyncio.get_running_loop(), datetime.now(UTC)
    began = loop.time()
    return lambda: now + timedelta(seconds=loop.time() - began)
