"""The real process, killed or not, while Telegram is away in one of the ways it can be."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from random import Random

from bot.core.types import DeliveryState
from bot.local.journal import Call
from storage.store import Store
from tests.e2e.feeds import headlines, item
from tests.e2e.process import Process
from tests.e2e.world import World
from tests.integration.outages import OUTAGES, Gate, Ledger, come_back, leave
from tests.machine import Machine

CHATS = range(7101, 7107)
EVERY = 5.0
"""Seconds between two stories, each for every chat."""
LIVES = (6.0, 15.0)
"""Seconds from one kill to the next."""
DRAINED = 420.0
"""Seconds: a doubt after a doubt waits for a minute, one more for four."""
UNDER_WAY = {DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN}


@dataclass
class Told(Ledger):
    """A ledger of stories. Where a poll has brought a burst, the weightiest were told first."""

    messages: list[list[Call]] = field(default_factory=list)
    """What each message tells."""

    @property
    def inversions(self) -> int:
        burst = any(len(stories) > 1 for stories in self.messages)
        return 0 if burst else self._of(self.calls).inversions

    @property
    def too_fast(self) -> int:
        return self._of([stories[0] for stories in self.messages]).too_fast

    def _of(self, calls: list[Call]) -> Ledger:
        return Ledger(self.wanted, calls, self.red_after, self.took, self.states)


@dataclass
class Outage:
    """One run; `carried`: amid it the machine sleeps for so long."""

    world: World
    how: str
    seconds: float
    kills: bool = False
    carried: timedelta = timedelta()
    machine: Machine | None = None
    titles: list[str] = field(default_factory=list)
    killed: int = 0
    cut_off: int = 0
    """Sends that were under way at a kill, or when connections were cut."""
    red_after: float = float("inf")
    _random: Random = field(default_factory=lambda: Random(7))
    _news: Iterator[str] = field(default_factory=lambda: headlines(7))

    async def run(self) -> Told:
        world = self.world
        world.feeds.add("bulletin", "role: press\n    topics: [iss]")
        world.feeds.channel = False
        await world.subscribed(CHATS)
        gate = Gate(world.telegram.url)
        await gate.open()
        own = self.machine.environment if self.machine else {}
        self._environment = {"TELEGRAM_API_URL": f"http://127.0.0.1:{gate.port}", **own}
        bot = await world.start(**self._environment)
        publishing = asyncio.create_task(self._publish())
        await asyncio.sleep(2 * EVERY)
        await leave(self.how, world.telegram.faults, gate)
        if OUTAGES[self.how] is None:  # answered, into a connection that the gate has cut
            self.cut_off += await self._under_way()
        bot = await self._outlast(bot)
        await come_back(self.how, world.telegram.faults, gate)
        ended = time.monotonic()
        await asyncio.sleep(2 * EVERY)
        publishing.cancel()
        states = await self._drained(bot)
        took = time.monotonic() - ended
        bot.signal(signal.SIGTERM)
        assert await bot.ended(20) == 0, bot.said
        await gate.shut()
        told = [stories for stories in self._messages() if stories]
        calls = list(chain.from_iterable(told))
        return Told(self._wanted(), calls, self.red_after, took, states, told)

    async def _publish(self) -> None:
        while True:
            title = next(self._news)
            self.titles.append(title)
            slept = self.machine.asleep if self.machine else timedelta()
            at = datetime.now(UTC) + slept - timedelta(minutes=5)
            self.world.feeds.items["bulletin"].insert(0, item("bulletin", title, at=at))
            await asyncio.sleep(EVERY)

    async def _outlast(self, bot: Process) -> Process:
        """Until the outage is over; the process that lives then."""
        began = time.monotonic()
        end = began + self.seconds
        asleep = began + self.seconds / 2
        while (now := time.monotonic()) < end:
            if self.machine and self.carried and now > asleep:
                self.machine.sleep(self.carried)
                self.carried = timedelta()
            if self.kills:
                await asyncio.sleep(min(self._random.uniform(*LIVES), end - now))
                bot = await self._reborn(bot)
                continue
            await asyncio.sleep(0.5)
            if self.red_after == float("inf") and await _is_red(bot):
                self.red_after = time.monotonic() - began
        return bot

    async def _reborn(self, bot: Process) -> Process:
        await bot.kill()
        self.killed += 1
        self.cut_off += await self._under_way()
        bot = self.world.process(**self._environment)
        await bot.start()
        return bot

    async def _under_way(self) -> int:
        async with await Store.open(self.world.database_url) as store:
            return (await store.queue_sizes()).get(DeliveryState.SENDING, 0)

    async def _drained(self, bot: Process) -> Counter[DeliveryState]:
        wanted = self._wanted()
        async with asyncio.timeout(DRAINED), await Store.open(self.world.database_url) as store:
            while True:
                states = Counter(await store.queue_sizes())
                told = {
                    (int(call.chat_id or 0), call.text)
                    for call in chain.from_iterable(self._messages())
                }
                if wanted <= told and not UNDER_WAY & states.keys():
                    return states
                assert bot.running, bot.said
                await asyncio.sleep(0.5)

    def _wanted(self) -> set[tuple[int, str]]:
        return {(chat, _numbered(n)) for chat in CHATS for n in range(len(self.titles))}

    def _messages(self) -> Iterator[list[Call]]:
        """Every send as its stories; the text of each is the story's number."""
        for call in self.world.telegram.journal.calls:
            if call.method == "sendMessage":
                numbers = (n for n, title in enumerate(self.titles) if title in call.text)
                yield [replace(call, text=_numbered(number)) for number in numbers]


def _numbered(number: int) -> str:
    return f"{number:04}"


async def _is_red(bot: Process) -> bool:
    return "Telegram does not answer" in " ".join((await bot.health()).reasons)
