"""Who holds a lease, by a name that tells whether it still runs.

Rule 1: only a process of the same machine and the same process numbers can be seen to have ended;
for any other its lease has to run out.
"""

import os
import socket
from pathlib import Path


def holder_name() -> str:
    """This process: machine and namespace, number, and when it began."""
    return f"{_place()}/{os.getpid()}/{_began(os.getpid())}"


def has_ended(holder: str) -> bool:
    """True if this process can see that the holder runs no more."""
    place, _, process = holder.partition("/")
    number, _, began = process.partition("/")
    return place == _place() and number.isdigit() and _began(int(number)) != began


def _place() -> str:
    """This start of this machine, and whose process numbers these are; its name, where that cannot
    be told.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return boot + os.readlink("/proc/self/ns/pid")
    except OSError:
        return socket.gethostname()


def _began(process: int) -> str:
    """The process's start in clock ticks, "running" where that cannot be told, "" if it ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    except OSError:
        return _signalled(process)
    state, *others = fields.split()
    return "" if state in "ZX" else others[18]


def _signalled(process: int) -> str:
    if Path("/proc/self").exists():
        return ""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "running"
    return "running"
