"""What a parsing child may use: CPU time per document, memory for its life."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType

MEMORY = 512 * 1024 * 1024
"""Address space in bytes."""

_AGAIN = 0.05
"""Seconds of CPU after which an interruption that something swallowed is repeated."""


class OutOfTime(BaseException):
    """The time for a piece of parsing is over. No `Exception`: a parser must not swallow it."""


@contextmanager
def at_most(cpu: timedelta) -> Iterator[None]:
    """Raises OutOfTime inside when the CPU time is used up. Only in a process's main thread."""
    before = signal.signal(signal.SIGPROF, _interrupt)
    signal.setitimer(signal.ITIMER_PROF, max(cpu.total_seconds(), 0.001), _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def limit_memory() -> None:
    """For the rest of this process; also no core file when it is killed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_cpu(seconds: int) -> None:
    """The kernel ends this process when it has used this much more CPU time than now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    so_far = int(used.ru_utime + used.ru_stime) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (so_far + seconds, hard))


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise OutOfTime
