"""Limits of a parsing child: CPU time per document, and memory."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType

MEMORY = 512 * 1024 * 1024
"""Address space in bytes."""

_AGAIN = 0.05
"""Seconds of CPU time after which a swallowed interruption is repeated."""


class OutOfTime(BaseException):
    """The CPU time for parsing is used up. Not an `Exception`, which parsers swallow."""


@contextmanager
def at_most(cpu: timedelta) -> Iterator[None]:
    """Raise OutOfTime in the block when its CPU time is used up. Works in the main thread only."""
    before = signal.signal(signal.SIGPROF, _interrupt)
    signal.setitimer(signal.ITIMER_PROF, max(cpu.total_seconds(), 0.001), _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def limit_memory() -> None:
    """Limit this process's memory for good, and let it leave no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_cpu(seconds: int) -> None:
    """Have the kernel end this process after this many more seconds of CPU time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    so_far = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (so_far + seconds, hard))


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise OutOfTime
