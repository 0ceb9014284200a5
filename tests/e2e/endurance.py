"""A bounded run under load and trouble, and what the process holds while it lasts."""

import asyncio
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from tests.e2e.killing import FEED, Killing
from tests.e2e.process import Process
from tests.e2e.toll import Toll
from tests.e2e.trouble import hold_now_and_then, spoil_feeds, spoil_telegram

_PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY = 5.0
"""Seconds between two samples."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The process alone; its parsing children come and go."""

    at: float
    megabytes: float
    files: int
    threads: int
    tasks: int


def sampled(pid: int, tasks: int) -> Sample:
    process = Path(f"/proc/{pid}")
    pages = int((process / "statm").read_text(encoding="utf-8").split()[1])
    return Sample(
        at=time.monotonic(),
        megabytes=pages * _PAGE / 2**20,
        files=len(os.listdir(process / "fd")),
        threads=len(os.listdir(process / "task")),
        tasks=tasks,
    )


def slope(samples: list[Sample]) -> float:
    """MB per hour, by least squares."""
    count = len(samples)
    middle = sum(each.at for each in samples) / count
    level = sum(each.megabytes for each in samples) / count
    rise = sum((each.at - middle) * (each.megabytes - level) for each in samples)
    return 3600 * rise / sum((each.at - middle) ** 2 for each in samples)


class Chaos(Killing):
    """Killed, and all around it going wrong."""

    def _spoil(self) -> None:
        spoil_feeds(self.world.feeds, self._random)
        spoil_telegram(self.world.telegram.faults, self._untaken)
        if not self.world.database:
            holding = hold_now_and_then(self.world.database_file, self._random)
            self._holding = asyncio.ensure_future(holding)

    async def _finish(self, bot: Process) -> None:
        self.world.feeds.instead = lambda name: None
        if not self.world.database:
            self._holding.cancel()
        await super()._finish(bot)


class Endurance(Chaos):
    """One process that is not killed, watched."""

    async def last(self, seconds: float) -> tuple[Toll, list[Sample]]:
        world = self.world
        for number in range(20):
            world.feeds.add(f"quiet{number}", "role: press")
        world.feeds.add(FEED, "role: press\n    topics: [iss]")
        world.telegram.journal.watch = self._seen
        await world.subscribed(self.chats)
        bot = await world.start()
        self._spoil()
        publishing = asyncio.ensure_future(self._publish())
        asking = asyncio.ensure_future(self._ask())
        samples = await self._watched(bot, seconds)
        publishing.cancel()
        asking.cancel()
        await self._finish(bot)
        return self._counted(), samples

    async def _watched(self, bot: Process, seconds: float) -> list[Sample]:
        samples: list[Sample] = []
        async with asyncio.timeout(seconds + 60), ClientSession() as session:
            ending = time.monotonic() + seconds
            while time.monotonic() < ending:
                await asyncio.sleep(EVERY)
                async with session.get(f"http://127.0.0.1:{bot.port}/metrics") as response:
                    text = await response.text()
                [tasks] = re.findall(r"^isswire_tasks (\S+)", text, re.MULTILINE)
                samples.append(sampled(bot.pid, int(float(tasks))))
        return samples

    async def _ask(self) -> None:
        """People who talk to the bot meanwhile."""
        while True:
            for words in ("/latest", "/search leak", "/settings", "/help", "/sources"):
                self.world.telegram.people.say(1001, 1001, words)
                await asyncio.sleep(2)
