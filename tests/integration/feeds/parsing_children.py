"""The parsing children of the test's own process."""

from collections.abc import Set
from pathlib import Path


def children(*, without: Set[int] = frozenset()) -> set[int]:
    """Return the living parsing children of this process."""
    tasks = Path("/proc/self/task").glob("*/children")
    pids = {int(pid) for task in tasks for pid in task.read_text().split()}
    return {pid for pid in pids if b"bot.feeds.child" in of_process(pid, "cmdline")} - without


def of_process(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
