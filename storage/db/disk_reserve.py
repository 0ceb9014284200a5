"""Room kept for the day the disk is full: a file without meaning, given up so that work can end.

Rule 1: on a full disk SQLite cannot even delete, for that is a write to its log; room has to be
made beside it first.
"""

import shutil
from contextlib import suppress
from pathlib import Path

SIZE = 8 * 2**20
"""Bytes: some thousand settled deliveries."""


class DiskReserve:
    """The file beside a database."""

    def __init__(self, database: Path) -> None:
        self._file = database.with_name(database.name + "-ballast")

    @property
    def room(self) -> int:
        """Free bytes on the database's disk."""
        return shutil.disk_usage(self._file.parent).free

    def hold(self) -> None:
        """Take the room where there is twice as much: written, not a hole in a file."""
        if self._file.exists() or self.room < 2 * SIZE:
            return
        self._file.write_bytes(bytes(SIZE))

    def give(self) -> bool:
        """Give the room up; False where there is none to give."""
        with suppress(OSError):
            self._file.unlink()
            return True
        return False
