"""Disk space kept for the day the disk is full: a ballast file, deleted so that work can finish.

Rule 1: on a full disk SQLite cannot even delete rows, because that writes to its log; space has to
be freed beside it first.
"""

import shutil
from contextlib import suppress
from pathlib import Path

SIZE = 8 * 2**20
"""Bytes: enough to settle some thousand deliveries."""


class DiskReserve:
    """The ballast file beside a database."""

    def __init__(self, database: Path) -> None:
        self._file = database.with_name(database.name + "-ballast")

    @property
    def room(self) -> int:
        """Return the free bytes on the database's disk."""
        return shutil.disk_usage(self._file.parent).free

    def hold(self) -> None:
        """Write the file if there is room for two; as real bytes, not as a sparse file."""
        if self._file.exists() or self.room < 2 * SIZE:
            return
        self._file.write_bytes(bytes(SIZE))

    def give(self) -> bool:
        """Delete the file; return False if there is none."""
        with suppress(OSError):
            self._file.unlink()
            return True
        return False
