"""Notes of what was handed to the wire and what came back, where they outlive kill -9: see
docs/delivery.md, Notes.

Rule 1: an attempt is noted right before its first byte is written, and again when its answer has
come: one that is not in the notes of a process that has ended was never asked for.
Rule 2: notes are kept in memory that outlives the process and not the machine (/dev/shm). Where
they are missing nothing is known, and nothing is concluded.
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
from storage.db.engine import sqlite_file
from storage.db.transactions import Database
from storage.outbox.holders import has_ended

MEMORY = Path("/dev/shm")  # noqa: S108  # folders of our own, checked to be ours
"""Linux's; elsewhere there are no notes."""

_HOLDER = "holder"
"""Whose notes they are."""
_OVER = "over"
"""There once he writes no more."""


@dataclass(frozen=True, slots=True)
class SendJournal:
    """The notes of every sender of one database on this machine, a folder for each."""

    memory: Path
    name: str

    @classmethod
    def of(cls, url: URL, *, memory: Path = MEMORY) -> Self:
        file = sqlite_file(url)
        database = str(file.absolute()) if file else url.render_as_string()
        return cls(memory, f"isswire-{os.geteuid()}-{_short(database)}-")

    def open(self, mark: str, holder: str) -> "SenderNotes":
        """Notes for the attempts signed with `mark`; without a place for them, none are kept."""
        wire = SenderNotes(self.folder(mark))
        wire.begin(holder)
        return wire

    def trace(self, mark: str, delivery: Delivery) -> Trace | None:
        """What the notes show of an attempt whose sender has ended; None: nothing certain."""
        folder = self.folder(mark)
        if not _is_final(folder):
            return None
        try:
            noted = _note(folder, delivery).read_bytes()
        except FileNotFoundError:
            return Unasked() if _is_final(folder) else None
        with suppress(ValueError, TypeError):
            return Heard(**json.loads(noted))
        return None

    def of_ended(self) -> list[Path]:
        """The notes of processes that have ended: whoever recovers now settles their attempts. One
        that still runs settles its own.
        """
        return [folder for folder in self.memory.glob(f"{self.name}*") if _has_ended(folder)]

    def sweep(self, settled: Iterable[Path]) -> None:
        for folder in settled:
            shutil.rmtree(folder, ignore_errors=True)

    def folder(self, mark: str) -> Path:
        return self.memory / f"{self.name}{_short(mark)}"


class SenderNotes:
    """One sender's notes; dropped at an ordinary end, left behind by any other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, holder: str) -> None:
        self.drop()
        with suppress(OSError):
            self._folder.mkdir(mode=0o700)
            (self._folder / _HOLDER).write_text(holder, encoding="utf-8")

    def asking(self, delivery: Delivery) -> None:
        """The next thing that happens is that its first byte is written."""
        try:
            _note(self._folder, delivery).touch()
        except OSError:
            self.drop()

    def heard(self, delivery: Delivery, heard: Heard) -> None:
        """Telegram has taken it; not recorded yet."""
        with suppress(OSError):
            _note(self._folder, delivery).write_text(json.dumps(asdict(heard)), encoding="utf-8")

    def over(self, delivery: Delivery) -> None:
        """What came of it is recorded."""
        with suppress(OSError):
            _note(self._folder, delivery).unlink(missing_ok=True)

    def end(self) -> None:
        """Nothing more is asked under this mark: what is not noted by now was never asked."""
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
    """A database whose senders keep notes on this machine."""

    def __init__(self, engine: AsyncEngine, reserve: DiskReserve | None = None) -> None:
        super().__init__(engine, reserve)
        self.journal = SendJournal.of(engine.url)


def _short(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:16]


def _note(folder: Path, delivery: Delivery) -> Path:
    return folder / f"{delivery.id}-{delivery.attempts}"


def _is_final(folder: Path) -> bool:
    """Whoever wrote them writes no more."""
    return _is_ours(folder) and ((folder / _OVER).exists() or _has_ended(folder))


def _has_ended(folder: Path) -> bool:
    with suppress(OSError):
        return _is_ours(folder) and has_ended((folder / _HOLDER).read_text(encoding="utf-8"))
    return False


def _is_ours(folder: Path) -> bool:
    with suppress(OSError):
        return folder.stat().st_uid == os.geteuid()
    return False
