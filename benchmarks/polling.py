"""What polling costs: 500 local feeds of 30 entries, beside a bare aiohttp loop and a plain one.

    python -m benchmarks.polling [--feeds 500] [--entries 30] [--rounds 9] [--mixed]

Four processes one after the other against one server in its own process: `bare` (an aiohttp GET
loop making the same requests), `plain` (aiohttp and feedparser as one would write it first), and
ours, `bot.feeds`. CPU is user and system time of a pass, children included, the least of the
rounds (the machine's noise only adds); memory is the sum of the peaks of the process and its
children, shared pages counted twice.
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.polling_server import PASSES, serve
from benchmarks.polling_systems import SYSTEMS, measured

LIMITS = {"not modified": 1.5, "same bodies": 1.5, "bodies differ": 4.0}
"""CPU of ours at most this many times that of the bare loop."""
MEMORY_MB = 250
LAG_MS = 50


def main() -> None:
    arguments = _arguments()
    if arguments.serve:
        asyncio.run(serve(arguments.feeds, arguments.entries, arguments.mixed))
    elif arguments.system:
        found = measured(arguments.system, arguments.port, arguments.feeds, arguments.rounds)
        print(json.dumps(found))
    elif arguments.mixed:
        print(mixed_table(arguments.feeds, arguments.entries, arguments.rounds))
    else:
        print(table(figures(arguments.feeds, arguments.entries, arguments.rounds)))


def figures(
    feeds: int,
    entries: int,
    rounds: int,
    systems: Iterable[str] = ("bare", "plain", "isswire"),
    more: Sequence[str] = (),
) -> dict[str, Any]:
    """System -> {"cpu": {pass: seconds}, "wall": ..., "peak_mb": ..., "lag_ms": p99}."""
    size = ["--feeds", str(feeds), "--entries", str(entries), "--rounds", str(rounds), *more]
    with subprocess.Popen([*_COMMAND, *size, "--serve"], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        port = server.stdout.readline().decode().strip()
        try:
            return {name: _run([*size, "--system", name, "--port", port]) for name in systems}
        finally:
            server.terminate()


def mixed_table(feeds: int, entries: int, rounds: int) -> str:
    """For people: milliseconds of CPU a source, of feeds alone and of all kinds mixed."""
    alone = figures(feeds, entries, rounds, ["isswire"])["isswire"]["cpu"]
    mixed = figures(feeds, entries, rounds, ["mixed"], ["--mixed"])["mixed"]["cpu"]
    lines = [
        f"{name:14} {alone[name] / feeds * 1000:6.2f} {mixed[name] / feeds * 1000:6.2f} ms"
        f"  {mixed[name] / alone[name]:5.2f}"
        for name in PASSES
    ]
    return "\n".join([f"{'CPU a source':14} feeds  mixed", *lines])


def table(found: dict[str, Any]) -> str:
    """For people: a line per system and pass, the ratios to the bare loop, the limits."""
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.machine()}"
    lines = [f"python -m benchmarks.polling on {machine}", _HEAD]
    lines += [_line(name, values, found["bare"]["cpu"]) for name, values in found.items()]
    ours, bare = found["isswire"], found["bare"]["cpu"]
    for name, limit in LIMITS.items():
        ratio = ours["cpu"][name] / bare[name]
        lines.append(_verdict(f"{name}, CPU to bare", f"{ratio:.2f}", limit, ratio <= limit))
    peak, lag = ours["peak_mb"], ours["lag_ms"]
    lines.append(_verdict("peak memory, MB", f"{peak:.0f}", MEMORY_MB, peak < MEMORY_MB))
    lines.append(_verdict("event-loop lag p99, ms", f"{lag:.0f}", LAG_MS, lag < LAG_MS))
    return "\n".join(lines)


_HEAD = f"{'CPU seconds (ratio)':20}" + "".join(f"{name:>20}" for name in PASSES) + "   MB  lag ms"


def _line(name: str, values: dict[str, Any], bare: dict[str, float]) -> str:
    passes = "".join(
        f"{values['cpu'][key]:12.3f} ({values['cpu'][key] / bare[key]:5.2f})" for key in PASSES
    )
    return f"{name:20}{passes} {values['peak_mb']:4.0f} {values['lag_ms']:7.1f}"


def _verdict(what: str, figure: str, limit: float, held: bool) -> str:
    return f"{what:32} {figure:>8}  limit {limit:<6} {'held' if held else 'NOT HELD'}"


_COMMAND = [sys.executable, "-m", "benchmarks.polling"]


def _run(arguments: list[str]) -> Any:
    return json.loads(subprocess.check_output([*_COMMAND, *arguments]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=9, help="passes of each kind but the first")
    parser.add_argument("--mixed", action="store_true", help="all kinds of sources beside feeds")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--system", choices=sorted(SYSTEMS), help="measure one, print JSON")
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
