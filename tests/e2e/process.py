"""The real bot, started as an operator would, and waiting for what it does."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import STDOUT, Popen

from aiohttp import ClientSession

from tests.e2e.doomed import Doom
from tests.e2e.forked import lived
from tests.forkserver import FORKSERVER

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0
"""Seconds; a bot starts in one, unless the machine is busy with other tests."""

OWN_PYTHON = ("env",)
"""To be run by: nothing but a Python that starts, and imports, anew."""


@dataclass(frozen=True, slots=True)
class Said:
    """What /health answers."""

    status: int
    reasons: list[str]
    notes: list[str]


class Process:
    """One process, its output kept for the failure message."""

    def __init__(
        self,
        environment: dict[str, str],
        arguments: Sequence[str],
        *,
        within: Sequence[str] = (),
        doom: Doom | None = None,
    ) -> None:
        """`within`: what the command is run by, like `unshare`. Without it, and with nothing to
        preload, the process is forked.
        """
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self.arguments = arguments
        self.within = within
        self.doom = doom
        self.output = b""
        self._process: Popen[bytes] | BaseProcess | None = None
        self._told_all = asyncio.Event()

    async def start(self) -> None:
        self._told_all.clear()
        heard, output = FORKSERVER.Pipe(duplex=False)
        os.set_blocking(heard.fileno(), False)
        asyncio.get_running_loop().add_reader(heard.fileno(), self._hear, heard)
        with output:
            self._process = await asyncio.to_thread(self._started, output)

    def _started(self, output: Connection) -> Popen[bytes] | BaseProcess:
        if not self.within and "LD_PRELOAD" not in self.environment:
            return lived(self.arguments, self.environment, output, self.doom)
        command = [*self.within, sys.executable, "-m", "bot", *self.arguments]
        said = output.fileno()
        return Popen(command, env=self.environment, cwd=ROOT, stdout=said, stderr=STDOUT)

    def _hear(self, heard: Connection) -> None:
        """What it has said since, or the end of it."""
        if chunk := os.read(heard.fileno(), 65536):
            self.output += chunk
            return
        asyncio.get_running_loop().remove_reader(heard.fileno())
        heard.close()
        self._told_all.set()

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
    def code(self) -> int | None:
        """The exit code; None while it runs."""
        assert self._process is not None
        if isinstance(self._process, Popen):
            return self._process.poll()
        return self._process.exitcode

    @property
    def running(self) -> bool:
        return self._process is not None and self.code is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    def signal(self, number: signal.Signals) -> None:
        if self.running:
            with suppress(ProcessLookupError):  # it has just ended, and its starter has seen it
                os.kill(self.pid, number)

    async def ended(self, within: float = PATIENCE) -> int:
        """The exit code; raises TimeoutError when the process lives on."""
        async with asyncio.timeout(within):
            while (code := self.code) is None:  # noqa: ASYNC110  # another process
                await asyncio.sleep(0.02)
            await self._told_all.wait()
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
