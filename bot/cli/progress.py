"""How far a long command is, on standard error: a bar on a terminal, lines elsewhere.

Rule 1: what takes less than a second says nothing.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_QUIET = 1.0
"""Seconds before the first word."""

_EVERY = {True: 0.1, False: 10.0}
"""Seconds between two words: on a terminal, elsewhere."""

_WIDTH = 24


class Progress:
    """Told of each step; says so as often as is useful."""

    def __init__(self, sink: TextIO, *, quiet: float = _QUIET) -> None:
        self._sink = sink
        self._is_terminal = sink.isatty()
        self._next = time.monotonic() + quiet
        self._drawn = False

    def __call__(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if now < self._next or total <= 0:
            return
        self._next = now + _EVERY[self._is_terminal]
        if not self._is_terminal:
            self._sink.write(f"{done} of {total} {what}\n")
            self._sink.flush()
            return
        bar = ("#" * (_WIDTH * done // total)).ljust(_WIDTH)
        self._sink.write(f"\r[{bar}] {done} of {total} {what}\x1b[K")
        self._sink.flush()
        self._drawn = True

    def end(self) -> None:
        """Take the bar off the terminal again."""
        if self._drawn:
            self._sink.write("\r\x1b[K")
            self._sink.flush()


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Show progress on standard error until the command is done."""
    progress = Progress(sys.stderr)
    try:
        yield progress
    finally:
        progress.end()
