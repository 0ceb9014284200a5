"""What `isswire poll` of one quiet feed costs: CPU of the whole process, the least of some.

Usage: python -m benchmarks.start [--rounds 9]
Beside it, what importing the libraries it is made of costs, and the ratio of the two.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from benchmarks.sending import CATALOG, ROOT, quiet_feed

LIBRARIES = ["-c", "import aiohttp, sqlmodel, sqlalchemy.ext.asyncio, pydantic"]
POLL = ["-m", "bot", "poll", "--all"]


async def starting(rounds: int) -> tuple[float, float]:
    """CPU seconds of a quiet poll, and of loading its libraries."""
    with tempfile.TemporaryDirectory() as folder:
        async with quiet_feed() as feed:
            (Path(folder) / "feeds.yaml").write_text(CATALOG.format(url=feed), encoding="utf-8")
            await _cost(POLL, Path(folder))  # the database is made, and the feed read
            polls = [await _cost(POLL, Path(folder)) for _ in range(rounds)]
            libraries = [await _cost(LIBRARIES, Path(folder)) for _ in range(rounds)]
    return min(polls), min(libraries)


async def _cost(arguments: list[str], folder: Path) -> float:
    """CPU seconds of one Python."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{folder}/isswire.db",
        "FEEDS_FILE": str(folder / "feeds.yaml"),
        "ALLOW_PRIVATE_HOSTS": "1",
    }
    before = getrusage(RUSAGE_CHILDREN)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=environment, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
    )
    if await process.wait():
        sys.exit(f"{' '.join(arguments)} failed")
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    poll, libraries = asyncio.run(starting(parser.parse_args().rounds))
    print(f"poll {poll:.2f} s, its libraries alone {libraries:.2f} s: {poll / libraries:.2f}")


if __name__ == "__main__":
    main()
