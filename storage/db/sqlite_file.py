"""An SQLite file on the disk: makes its folder, and reports damage before anything is opened.

Rule 1: a damaged file is never replaced: it may be the only record of what was sent to whom.
"""

from pathlib import Path

from bot.errors import StorageError

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
"""Bytes; see sqlite.org/fileformat.html, section 1.3."""


def prepare(file: Path) -> None:
    """Make the folder; raises StorageError for a folder or file that cannot be used."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        damage = _damage(file) if file.exists() else ""
    except OSError as error:
        raise StorageError(
            f"database: {file}: {error.strerror}; "
            "point DATABASE_URL at a file in a folder that can be written"
        ) from error
    if damage:
        raise StorageError(
            f"database: {file} {damage}; stop the bot, keep a copy of the file, "
            "then restore a backup or move the file away to start anew"
        )


def _damage(file: Path) -> str:
    """Return what is wrong with the file, empty if nothing; does not read its pages."""
    with file.open("rb") as opened:
        header = opened.read(_HEADER)
    unmerged = file.with_name(file.name + "-wal")
    has_log = unmerged.exists() and unmerged.stat().st_size > 0
    if not header:
        return "is empty, but its log is not" if has_log else ""
    if not header.startswith(_MAGIC) or len(header) < _HEADER:
        return "is not an SQLite database"
    size = file.stat().st_size
    return "" if has_log or size >= _stated_size(header) else f"is cut off after {size} bytes"


def _stated_size(header: bytes) -> int:
    """Return the size in the file's header in bytes; 0 if it states none."""
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    is_valid = header[24:28] == header[92:96]
    return (65_536 if page == 1 else page) * pages if is_valid else 0
