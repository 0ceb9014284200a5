"""Small file systems of their own: one to be filled, one that the kernel finds broken."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest


@contextmanager
def mounted(place: Path) -> Iterator[Path]:
    """48 MB at `place`; skips where nothing may be mounted."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no small file system can be mounted here: needs root and CAP_SYS_ADMIN")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not a byte is free within."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as opened, suppress(OSError):
        while True:
            opened.write(bytes(2**16))
    yield
    filler.unlink()


@dataclass(frozen=True, slots=True)
class Ext4:
    """On a loop device."""

    place: Path
    image: Path

    def turn_read_only(self) -> None:
        """As the kernel does when it finds such a file system broken, whoever writes to it."""
        asked = ["findmnt", "--noheadings", "--output", "SOURCE", str(self.place)]
        device = Path(subprocess.check_output(asked, text=True).strip()).name
        Path(f"/sys/fs/ext4/{device}/trigger_fs_error").write_text("broken by a test")

    def mount_again(self) -> None:
        subprocess.run(["umount", str(self.place)], check=True)
        assert self.mount() == 0

    def mount(self) -> int:
        mount = ["mount", "-o", "loop,errors=remount-ro", str(self.image), str(self.place)]
        return subprocess.run(mount, check=False, capture_output=True).returncode


@contextmanager
def on_ext4(place: Path) -> Iterator[Ext4]:
    """64 MB at `place`; skips where nothing may be mounted."""
    place.mkdir()
    disk = Ext4(place, place.with_suffix(".image"))
    with disk.image.open("wb") as image:
        image.truncate(2**26)
    made = shutil.which("mkfs.ext4") and not subprocess.call(["mkfs.ext4", "-q", disk.image])
    if not made or disk.mount():
        pytest.skip("no ext4 can be mounted here: needs mkfs.ext4, root and loop devices")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)
