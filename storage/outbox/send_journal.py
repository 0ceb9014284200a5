"""Notes of each request and its answer, kept where they outlive kill -9: see docs/delivery.md,
Notes.

Rule 1: an attempt is noted right before its first byte is written, and again when its answer has
come. If the notes of a process that has ended lack it, the request was never made.
Rule 2: notes are kept in memory that outlives the process but not the machine (/dev/shm). Where
they are missing, nothing is known and nothing is concluded.
"""

import json
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.delivery.outbox import Heard, Trace, Unasked
from bot.core.types import Delivery
from storage.db.disk_reserve import DiskReserve
from storage.db.sqlite import sqlite_file
from storage.db.transactions import Database
from storage.outbox.holders import has_ended

MEMORY = Path("/dev/shm")  # noqa: S108  # folders of our own, checked to be ours
"""Only on Linux; elsewhere there are no notes."""

_HOLDER = "holder"
"""File with the name of the process that writes the notes."""
_OVER = "over"
"""File that says it will write no more."""


@dataclass(frozen=True, slots=True)
class SendJournal:
    """The notes of all senders of one database on this machine, a folder for each."""

    memory: Path
    name: str

    @classmethod
    def of(cls, url: URL, *, memory: Path = MEMORY) -> Self:
        """Return the journal of one database."""
        file = sqlite_file(url)
        database = str(file.absolute()) if file else url.render_as_string()
        return cls(memory, f"isswire-{os.geteuid()}-{_short(database)}-")

    def open(self, mark: str, holder: str) -> "SenderNotes":
        """Begin notes for the attempts signed with `mark`; without /dev/shm none are kept."""
        notes = SenderNotes(self.folder(mark))
        notes.begin(holder)
        return notes

    def trace(self, mark: str, delivery: Delivery) -> Trace | None:
        """Return what the notes show of an attempt whose sender has ended; None if unsure."""
        folder = self.folder(mark)
        if not _is_final(folder):
            return None
        try:
            noted = _note(folder, delivery).read_bytes()
        except FileNotFoundError:
            # Look again: the folder may have been swept since, and then lacks every attempt.
            return Unasked() if _is_final(folder) else None
        with suppress(ValueError, TypeError):
            return Heard(**json.loads(noted))
        return None

    def of_ended(self) -> list[Path]:
        """Return the folders of processes that have ended; the process that recovers settles their
        attempts. A process that still runs settles its own.
        """
        return [folder for folder in self.memory.glob(f"{self.name}*") if _has_ended(folder)]

    def sweep(self, settled: Iterable[Path]) -> None:
        """Delete the notes of attempts that are settled."""
        for folder in settled:
            shutil.rmtree(folder, ignore_errors=True)

    def folder(self, mark: str) -> Path:
        return self.memory / f"{self.name}{_short(mark)}"


class SenderNotes:
    """One sender's notes; deleted at an ordinary end, left behind at any other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, holder: str) -> None:
        self.drop()
        with suppress(OSError):
            self._folder.mkdir(mode=0o700)
            (self._folder / _HOLDER).write_text(holder, encoding="utf-8")

    def asking(self, delivery: Delivery) -> None:
        """Note that the request is about to be written; its first byte follows at once."""
        try:
            _note(self._folder, delivery).touch()
        except OSError:
            self.drop()

    def heard(self, delivery: Delivery, heard: Heard) -> None:
        """Note Telegram's answer, before it is recorded."""
        with suppress(OSError):
            _note(self._folder, delivery).write_text(json.dumps(asdict(heard)), encoding="utf-8")

    def over(self, delivery: Delivery) -> None:
        """Delete the note of a delivery whose outcome is recorded."""
        with suppress(OSError):
            _note(self._folder, delivery).unlink(missing_ok=True)

    def end(self) -> None:
        """Declare the notes final: any attempt they lack was never made."""
        with suppress(OSError):
            (self._folder / _OVER).touch()

    def drop(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.drop()


class Journaled(Database):
    """A database with its senders' notes on this machine."""

    def __init__(self, engine: AsyncEngine, reserve: DiskReserve | None = None) -> None:
        super().__init__(engine, reserve)
        self.journal = SendJournal.of(engine.url)


def _short(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:16]


def _note(folder: Path, delivery: Delivery) -> Path:
    return folder / f"{delivery.id}-{delivery.attempts}"


def _is_final(folder: Path) -> bool:
    """Return whether their writer will write no more."""
    return _is_ours(folder) and ((folder / _OVER).exists() or _has_ended(folder))


def _has_ended(folder: Path) -> bool:
    with suppress(OSError):
        return _is_ours(folder) and has_ended((folder / _HOLDER).read_text(encoding="utf-8"))
    return False


def _is_ours(folder: Path) -> bool:
    with suppress(OSError):
        return folder.stat().st_uid == os.geteuid()
    return False
