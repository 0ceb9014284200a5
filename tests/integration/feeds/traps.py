"""A file that shows whether anybody has opened it."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(slots=True)
class Trap:
    """A named pipe, whose writer waits until somebody reads."""

    path: Path
    opened: int = 0

    def _wait(self) -> None:
        os.close(os.open(self.path, os.O_WRONLY))
        self.opened += 1


@contextmanager
def trap(place: Path) -> Iterator[Trap]:
    os.mkfifo(place)
    laid = Trap(place)
    waiting = threading.Thread(target=laid._wait)
    waiting.start()
    try:
        yield laid
    finally:
        os.close(os.open(place, os.O_RDONLY | os.O_NONBLOCK))
        waiting.join(5)
