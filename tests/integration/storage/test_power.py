"""A power cut loses what was written but not synced, and nothing reported as sent.

The store is watched with strace. A disk after a power cut is rebuilt from what was written before
the last sync of each file, the worst that may happen, and opened as after any start.
"""

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.integration.storage.power_child import COUNT, prepared

Record = Callable[[str, object], None]
ROOT = Path(__file__).parents[3]
CALLS = "pwrite64,write,fsync,fdatasync,ftruncate,unlink"
_CALL = re.compile(
    r"^\d+\s+(\w+)\((?:\d+<([^>]*)>|\"([^\"]*)\")(?:, \"((?:\\x..)*)\")?(.*)\) = (\d+)"
)


@dataclass
class Disk:
    """The files of one folder, as written and as certainly kept."""

    folder: Path
    written: dict[str, bytearray] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)

    def call(self, name: str, path: str, data: bytes, rest: str) -> None:
        if not path.startswith(str(self.folder)) or path.endswith("-shm"):
            return
        file = Path(path).name
        content = self.written.setdefault(file, bytearray())
        match name:
            case "pwrite64":
                at = int(rest.rpartition(", ")[2])
                content[at:at] = b"\0" * max(0, at - len(content))
                content[at : at + len(data)] = data
            case "ftruncate":
                del content[int(rest.strip(", ")) :]
            case "fsync" | "fdatasync":
                self.kept[file] = bytes(content)
            case "unlink":
                self.written.pop(file), self.kept.pop(file, None)

    def sent_after_a_cut(self, place: Path) -> int:
        place.mkdir()
        for name, content in self.kept.items():
            (place / name).write_bytes(content)
        with sqlite3.connect(place / "isswire.db") as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (count,) = db.execute("SELECT count(*) FROM delivery WHERE state = 'sent'").fetchone()
        return int(count)


def traced(folder: Path, synchronous: str) -> Iterator[tuple[str, str, bytes, str]]:
    """The calls of the child: name, path, data, the other arguments."""
    log = folder.parent / "calls"
    child = [sys.executable, "-m", "tests.integration.storage.power_child"]
    watch = ["strace", "-f", "-y", "-xx", "-s", "70000", "-o", str(log), "-e", f"trace={CALLS}"]
    url = f"sqlite:///{folder / 'isswire.db'}"
    run = subprocess.run(
        [*watch, *child, url, synchronous], cwd=ROOT, capture_output=True, check=False, timeout=120
    )
    if b"ptrace" in run.stderr:
        pytest.skip("processes may not be watched here: strace needs ptrace")
    assert run.returncode == 0, run.stderr
    for line in log.read_text(encoding="ascii").splitlines():
        if found := _CALL.match(line):
            name, path, unlinked, data, rest, _ = found.groups()
            yield name, _bytes(path or unlinked).decode(), _bytes(data or ""), rest


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if "\\x" in text else text.encode()


@pytest.mark.fault("E10")
async def test_what_was_said_to_be_sent_outlives_a_power_cut(
    tmp_path: Path, record_property: Record
) -> None:
    if shutil.which("strace") is None:
        pytest.skip("no strace here: apt install strace")
    lost = {}
    for synchronous in ("FULL", "NORMAL"):
        folder = tmp_path / synchronous / "disk"
        folder.mkdir(parents=True)
        await prepared(f"sqlite:///{folder / 'isswire.db'}")
        lost[synchronous] = _lost(folder, synchronous)
    record_property(
        "figure", f"lost {lost['FULL']} of {COUNT} cuts with FULL, {lost['NORMAL']} with NORMAL"
    )
    record_property("limit", "0 with FULL")
    assert lost["FULL"] == 0
    assert lost["NORMAL"] > 0, "the method would not see a loss"


def _lost(folder: Path, synchronous: str) -> int:
    """Of the deliveries said to be sent, those that a cut right after it takes back, added up."""
    disk = Disk(folder)
    for file in folder.iterdir():
        disk.kept[file.name] = file.read_bytes()
        disk.written[file.name] = bytearray(disk.kept[file.name])
    lost = cuts = 0
    for name, path, data, rest in traced(folder, synchronous):
        if name == "write" and data.startswith(b"sent "):
            cuts += 1
            found = disk.sent_after_a_cut(folder.parent / f"cut{cuts}")
            lost += int(data.split()[1]) - found
        else:
            disk.call(name, path, data, rest)
    assert cuts == COUNT
    return lost
