"""A machine for one process, whose clocks a test sets and whose disk it breaks; see machine.c."""

import atexit
import shutil
import struct
import subprocess
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

SOURCE = Path(__file__).with_name("machine.c")
_FLAGS = ("-shared", "-fPIC", "-O1", "-Wall", "-Werror")


@cache
def _compiled(compiler: str) -> Path:
    """The library, compiled once in a run."""
    folder = Path(mkdtemp(prefix="isswire-machine-"))
    atexit.register(shutil.rmtree, folder)
    library = folder / "machine.so"
    subprocess.run([compiler, *_FLAGS, "-o", library, SOURCE], check=True)
    return library


class Machine:
    """Only what runs in its `environment` notices."""

    def __init__(self, folder: Path) -> None:
        """Skips where no C compiler is installed."""
        compiler = shutil.which("gcc") or shutil.which("cc")
        if compiler is None:
            pytest.skip("no C compiler here: Debian's package gcc")
        library, self._file = _compiled(compiler), folder / "machine"
        self._set = self._asleep = timedelta()
        self._failing = False
        self._file.touch()
        self._write()
        self.environment = {"LD_PRELOAD": str(library), "MACHINE": str(self._file)}

    def set_clock(self, by: timedelta) -> None:
        """Somebody, or NTP, sets the wall clock."""
        self._set += by
        self._write()

    def sleep(self, span: timedelta) -> None:
        """The machine is suspended for so long, and wakes."""
        self._asleep += span
        self._write()

    @property
    def asleep(self) -> timedelta:
        """How long it has slept in all."""
        return self._asleep

    def break_disk(self) -> None:
        """Nothing that was written is kept any more: fsync says EIO."""
        self._failing = True
        self._write()

    def mend_disk(self) -> None:
        self._failing = False
        self._write()

    def _write(self) -> None:
        """In place: processes have the file mapped."""
        seconds = (int(span.total_seconds()) for span in (self._set, self._asleep))
        with self._file.open("r+b") as file:
            file.write(struct.pack("=3q", *seconds, self._failing))
