"""Names for the holders of leases, from which another process can tell whether they still run.

Rule 1: a process can see the end only of processes on the same machine and in the same PID
namespace; the lease of any other has to run out.
"""

import os
import socket
from pathlib import Path


def holder_name() -> str:
    """Name this process: machine and PID namespace, process id, start time."""
    return f"{_place()}/{os.getpid()}/{_began(os.getpid())}"


def has_ended(holder: str) -> bool:
    """Return True if this process can see that the holder has ended."""
    place, _, process = holder.partition("/")
    number, _, began = process.partition("/")
    return place == _place() and number.isdigit() and _began(int(number)) != began


def _place() -> str:
    """Return the machine's boot id with its PID namespace, or its host name where /proc lacks
    them.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return boot + os.readlink("/proc/self/ns/pid")
    except OSError:
        return socket.gethostname()


def _began(process: int) -> str:
    """Return the process's start in clock ticks; "running" if unknown, "" if it has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    except OSError:
        return _signalled(process)
    state, *others = fields.split()
    return "" if state in "ZX" else others[18]


def _signalled(process: int) -> str:
    """Ask by signal 0 whether a process runs, where there is no /proc."""
    if Path("/proc/self").exists():
        return ""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "running"
    return "running"
