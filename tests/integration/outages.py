"""A sender, the real transport, and a local Telegram that is away for a while, in a fast loop."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.chats.telegram import talking
from bot.core.delivery.messages import Message, Send
from bot.core.delivery.outbox import Worded
from bot.core.types import Delivery, DeliveryState
from bot.local.faults import Fault, Faults, Symptom
from bot.local.flood_limits import Limits as TelegramsLimits
from bot.local.journal import Call
from bot.local.server import LocalTelegram, serving
from bot.sender.line_watch import LineWatch
from bot.sender.sender import Sender
from storage.store import Store
from tests.fast import loop_clock, without_waiting
from tests.integration.promised import posts, promise, stories, with_chats

BEFORE = 5.0
"""Seconds of peace, in which the first alerts go out."""
EVERY = 20.0
"""Seconds between two stories, for every chat."""

OUTAGES = {
    "500": Fault(Symptom.REFUSAL, code=500, description="Internal Server Error"),
    "502": Fault(Symptom.REFUSAL, code=502),
    "504": Fault(Symptom.REFUSAL, code=504, description="Gateway Timeout"),
    "HTML": Fault(Symptom.HTML),
    "closed": Fault(Symptom.CLOSED),
    "reset": Fault(Symptom.RESET),
    "hang": Fault(Symptom.HUNG, seconds=3600),
    "refused": None,
    "sends alone": Fault(Symptom.HTML, method="sendMessage"),
}


class Gate:
    """The way to a server, which can be shut: then connections are refused, and cut."""

    def __init__(self, url: str) -> None:
        self.port = 0
        self._there = int(url.rpartition(":")[2])
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        if self._server:
            self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._there)
        self._open |= {writer, back}
        await asyncio.wait(
            [asyncio.ensure_future(way) for way in (_pass(reader, back), _pass(there, writer))]
        )
        self._open -= {writer, back}


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while some := await reader.read(1 << 16):
            writer.write(some)
    except OSError:
        pass
    finally:
        writer.close()


async def leave(how: str, faults: Faults, gate: Gate) -> None:
    """Telegram goes away; half of what is sent it takes nevertheless."""
    fault = OUTAGES[how]
    if fault is None:
        await gate.shut()
        return
    faults.add(replace(fault, accepted=True, method="sendMessage", share=0.5, times=None))
    faults.add(replace(fault, times=None))


async def come_back(how: str, faults: Faults, gate: Gate) -> None:
    faults.clear()
    if OUTAGES[how] is None:
        await gate.open()


@dataclass
class Ledger:
    """What the local Telegram took and answered, and what the sender made of the line."""

    wanted: set[tuple[int, str]]
    calls: list[Call]
    red_after: float
    """Seconds of the outage until the line was known to be down."""
    took: float
    """Seconds from the end of the outage until all was sent."""
    states: Counter[DeliveryState]

    @property
    def copies(self) -> Counter[tuple[int, str]]:
        return Counter(map(_about, self._sends(accepted=True)))

    @property
    def unanswered(self) -> Counter[tuple[int, str]]:
        """Calls that Telegram took and answered with an error, or not at all."""
        taken = self._sends(accepted=True)
        return Counter(_about(call) for call in taken if call.answered != "200")

    @property
    def lost(self) -> int:
        return len(self.wanted - set(self.copies))

    @property
    def repeated(self) -> int:
        return self.copies.total() - len(self.copies)

    @property
    def unexplained(self) -> Counter[tuple[int, str]]:
        """Copies more than this message's calls that were taken and not answered."""
        return self.copies - self.unanswered - Counter(dict.fromkeys(self.copies, 1))

    @property
    def inversions(self) -> int:
        first = list(dict.fromkeys(map(_about, self._sends(accepted=True))))
        orders = (
            [story for chat, story in first if chat == one] for one in {c for c, _ in self.wanted}
        )
        return sum(later < earlier for order in orders for earlier, later in pairwise(order))

    @property
    def too_fast(self) -> int:
        """Calls that the real Telegram would have refused."""
        limits = TelegramsLimits()
        for call in self._sends():
            chat = int(call.chat_id or 0)
            limits.wait(chat, group=chat < 0, now=call.at.timestamp())
        return limits.violations.total()

    def _sends(self, *, accepted: bool = False) -> list[Call]:
        sends = (call for call in self.calls if call.method == "sendMessage")
        return [call for call in sends if call.accepted or not accepted]

    def __str__(self) -> str:
        return (
            f"L={self.lost} D={self.repeated} amb={self.unanswered.total()} O={self.inversions} "
            f"429={self.too_fast}, red after {self.red_after:.1f} s, sent {self.took:.0f} s after"
        )


def _about(call: Call) -> tuple[int, str]:
    return int(call.chat_id or 0), call.text


async def _worded(deliveries: Sequence[Delivery]) -> list[Worded]:
    return [Worded(Send(each.chat_id, Message(html=each.story))) for each in deliveries]


class Away:
    """One run: alerts are promised all the time, and Telegram is away for a while."""

    def __init__(
        self,
        store: Store,
        local: LocalTelegram,
        gate: Gate,
        chats: list[int],
        by_loop: Callable[[], datetime],
    ) -> None:
        self.store, self.local, self.gate, self.chats = store, local, gate, chats
        self.by_loop = by_loop
        self.carried = timedelta()
        """So much further than the loop is the time of day."""
        self.number = 0
        self.wanted: set[tuple[int, str]] = set()

    def clock(self) -> datetime:
        return self.by_loop() + self.carried

    async def promise(self) -> None:
        """One story more, to every chat."""
        now = self.clock()
        self.number += 1
        some = posts(self.chats, self.number)[-len(self.chats) :]
        self.wanted |= {(each.chat_id, each.story) for each in some}
        later = now + timedelta(days=1)
        await promise(
            self.store, *(replace(e, created=now, not_before=now, expires=later) for e in some)
        )

    async def promise_until(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end:
            await self.promise()
            await asyncio.sleep(EVERY)

    async def away(
        self, how: str, seconds: float, line: LineWatch, *, carried: timedelta
    ) -> float:
        """After so many seconds the line was known to be down; half of the calls are taken."""
        loop = asyncio.get_running_loop()
        await leave(how, self.local.faults, self.gate)
        began, red = loop.time(), float("inf")
        await self.promise()
        while loop.time() < began + seconds:
            await asyncio.sleep(1)
            if line.down_since is not None:
                red = min(red, loop.time() - began)
        self.carried = carried
        await asyncio.sleep(BEFORE)
        await come_back(how, self.local.faults, self.gate)
        return red

    async def all_sent(self) -> Counter[DeliveryState]:
        async with asyncio.timeout(300):
            while True:
                sizes = await self.store.queue_sizes()
                if sizes.get(DeliveryState.SENT, 0) == len(self.wanted):
                    return Counter(sizes)
                await asyncio.sleep(1)


def lived_through(
    database: str,
    how: str,
    chats: list[int],
    seconds: float,
    *,
    carried: timedelta = timedelta(),
) -> Ledger:
    """Send through an outage; `carried`: towards its end so much time has passed at once."""
    return without_waiting(_outlived(database, how, chats, seconds, carried=carried))


async def _outlived(
    database: str,
    how: str,
    chats: list[int],
    seconds: float,
    *,
    carried: timedelta,
) -> Ledger:
    clock = loop_clock()
    async with serving(clock=clock) as local, await Store.open(database) as store:
        for chat in chats:
            local.world.add_person(chat, f"person{chat}")
        gate = Gate(local.url)
        await gate.open()
        await with_chats(store, *chats, stories=stories(int(seconds / EVERY) + 10))
        run = Away(store, local, gate, chats, clock)
        async with (
            asyncio.TaskGroup() as tasks,
            talking(token=local.token, api_url=f"http://127.0.0.1:{gate.port}") as telegram,
        ):
            line, stop = LineWatch(telegram.answers, run.clock), asyncio.Event()
            sender = Sender(store, _worded, telegram.send, run.clock, "test", line)
            pushing = tasks.create_task(sender.push(stop))
            promising = tasks.create_task(run.promise_until(BEFORE + seconds + BEFORE))
            await asyncio.sleep(BEFORE)
            red = await run.away(how, seconds, line, carried=carried)
            ended = asyncio.get_running_loop().time()
            await promising
            states = await run.all_sent()
            took = asyncio.get_running_loop().time() - ended
            stop.set()
            await pushing
        await gate.shut()
        return Ledger(run.wanted, list(local.journal.calls), red, took, states)
