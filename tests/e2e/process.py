"""The real bot, started as an operator would, and waiting for what it does."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

ROOT = Path(__file__).parents[2]
PATIENCE = 40.0
"""Seconds; a bot starts in three, unless the machine is busy with other tests."""


@dataclass(frozen=True, slots=True)
class Said:
    """What /health answers."""

    status: int
    reasons: list[str]
    notes: list[str]


class Process:
    """One process, its output kept for the failure message."""

    def __init__(self, environment: dict[str, str], arguments: Sequence[str]) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self.arguments = arguments
        self.within: tuple[str, ...] = ()
        """What the command is run by, like `unshare`."""
        self.output = b""
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *self.within,
            sys.executable,
            "-m",
            "bot",
            *self.arguments,
            env=self.environment,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reading = asyncio.ensure_future(self._read(self._process))

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while chunk := await process.stdout.read(65536):
            self.output += chunk

    @property
    def said(self) -> str:
        return self.output.decode(errors="replace")

    @property
    def port(self) -> int:
        """Of /health and /metrics."""
        found = re.search(r"metrics port=(\d+)", self.said)
        assert found is not None, self.said
        return int(found[1])

    async def health(self, query: str = "") -> Said:
        async with (
            ClientSession() as client,
            client.get(f"http://127.0.0.1:{self.port}/health?{query}") as answer,
        ):
            said = await answer.json()
            return Said(answer.status, said["reasons"], said["notes"])

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def signal(self, number: signal.Signals) -> None:
        if self._process is not None and self.running:
            self._process.send_signal(number)

    async def ended(self, within: float = PATIENCE) -> int:
        """The exit code; raises TimeoutError when the process lives on."""
        assert self._process is not None
        async with asyncio.timeout(within):
            code = await self._process.wait()
            await self._reading
        return code

    async def run(self) -> int:
        """Start it and wait for its end."""
        await self.start()
        return await self.ended()

    async def kill(self) -> None:
        """kill -9, and wait for the end."""
        self.signal(signal.SIGKILL)
        await self.ended()


async def eventually(
    holds: Callable[[], object], *, within: float = PATIENCE, said: Callable[[], object] = str
) -> None:
    """Wait until `holds()` is true; what `said()` gives explains a failure."""
    try:
        async with asyncio.timeout(within):
            while not holds():  # noqa: ASYNC110  # what is waited for is another process
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"not within {within} s: {said()}") from None
