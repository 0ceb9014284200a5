"""kill -9 again and again, at random times and at chosen points, and what it cost.

From outside: the feeds' server and the local Telegram know when a feed has been read, when a call
is taken, and when it is answered. From inside, around a commit: see doomed.
"""

import asyncio
import signal
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from sqlalchemy import text

from bot.core.types import DeliveryState
from bot.local.faults import Fault, Symptom
from bot.local.journal import Call
from storage.store import Store
from tests.e2e.feeds import headlines, item
from tests.e2e.process import Process, eventually
from tests.e2e.toll import DOOMS, OUTBOX, Point, Toll
from tests.e2e.world import World

FEED = "bulletin"
AHEAD = 5
"""Stories not yet delivered everywhere: there is always work, and never a burst in one poll."""

RECENT = timedelta(minutes=20)
"""Age of what is published: late news would come in catch-up messages."""

LONG_ENOUGH = 8.0
"""Seconds until a process whose point does not come is killed wherever it is."""

DRAINED = 120.0
"""Seconds: a chat takes a message a second, and may be some dozens behind."""

UNDER_WAY = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN)


CUT_OFF = text("SELECT count(*) FROM delivery WHERE state = 'sending' AND sender LIKE :sender")


class Killing:
    """One run: stories are published, the process is killed, until enough of both."""

    def __init__(
        self,
        world: World,
        *,
        chats: int,
        ahead: int = AHEAD,
        seed: int = 1,
        beside_another: bool = False,
    ) -> None:
        self.world = world
        self.ahead = ahead
        self.chats = tuple(range(5001, 5001 + chats))
        self.beside_another = beside_another
        """A second process reads and sends all the time."""
        self.toll = Toll()
        self.stories: list[str] = []
        self._random = Random(seed)
        self._headlines = headlines(seed)
        self._process: Process | None = None
        self._trap: Callable[[Call | None], bool] = lambda call: False
        self._strike: Callable[[], object] = self._kill
        self._untaken = Fault(Symptom.CLOSED, method="sendMessage", times=None)

    async def run(self, *, kills: int, deliveries: int) -> Toll:
        """Kill so often, and go on until so much has been delivered and nothing is left over."""
        world = self.world
        world.feeds.add(FEED, "role: press\n    topics: [iss]")
        world.feeds.channel = False
        world.telegram.journal.watch = self._seen
        world.feeds.after_answer = lambda name: self._spring(None)
        await world.subscribed(self.chats)
        bot = await world.start()
        publishing = asyncio.ensure_future(self._publish())
        while self._complete() < 2:  # noqa: ASYNC110  # another process
            await asyncio.sleep(0.2)
        if self.beside_another:
            await world.process().start()
        await bot.kill()
        await self._toll(Point.ANY_TIME, bot.pid)
        self._spoil()
        for _ in range(kills):
            await self._live_and_die()
        bot = world.process()
        await bot.start()
        await eventually(lambda: "serving" in bot.said, said=lambda: bot.said)
        while len(self.stories) * len(self.chats) < deliveries:  # noqa: ASYNC110  # another process
            await asyncio.sleep(0.2)
        publishing.cancel()
        await self._finish(bot)
        return self._counted()

    def _spoil(self) -> None:
        """5 % of the answers are lost after the message was taken."""
        for symptom in (Symptom.RESET, Symptom.HTML):
            fault = Fault(symptom, accepted=True, share=0.025)
            fault.method, fault.times = "sendMessage", None
            self.world.telegram.faults.add(fault)

    async def _publish(self) -> None:
        at = datetime.now(UTC) - RECENT
        while True:
            if len(self.stories) - self._complete() < self.ahead:
                title = next(self._headlines)
                at = max(at + timedelta(seconds=1), datetime.now(UTC) - RECENT)
                self.stories.append(title)
                items = self.world.feeds.items[FEED]
                items.insert(0, item(FEED, title, at=at))
                del items[30:]
            await asyncio.sleep(0.3)

    def _complete(self) -> int:
        """How many stories have come to every chat."""
        seen = Counter(story for story, _ in set(self._copies()))
        return sum(count == len(self.chats) for count in seen.values())

    async def _live_and_die(self) -> None:
        point = self._random.choice(tuple(Point))
        doom = DOOMS.get(point)
        if doom and doom.statement == OUTBOX:
            doom = replace(doom, passes=self._random.randrange(12))
        process = self.world.process()
        process.doom = doom
        await process.start()
        self._process = process
        if doom:
            with suppress(TimeoutError):
                await process.ended(LONG_ENOUGH)
        elif point is Point.ANY_TIME:
            await asyncio.sleep(self._random.uniform(0, 4))
        else:
            await self._caught(point)
        self._process = None
        await process.kill()
        assert process.code == -signal.SIGKILL, process.said[-3000:]
        await self._toll(point, process.pid)

    async def _toll(self, point: Point, dead: int | None) -> None:
        self.toll.kills[point] += 1
        sending = await self._cut_off(dead)
        self.toll.cut_off += sending
        self.toll.in_window += bool(sending)

    async def _caught(self, point: Point) -> None:
        """Wait until the process has been killed at `point`, or long enough."""
        caught = asyncio.Event()
        countdown = 0 if point is Point.WRITTEN else self._random.randrange(12)

        def trap(call: Call | None) -> bool:
            nonlocal countdown
            here = (call is None) == (point is Point.FETCHED)
            here &= point is not Point.WRITTEN or (call is not None and not call.accepted)
            countdown -= here
            if not here or countdown >= 0 or caught.is_set():
                return False
            caught.set()
            return True

        if point is Point.WRITTEN:
            self.world.telegram.faults.script.insert(0, self._untaken)
        if point is Point.ANSWERED:
            delay = self._random.uniform(0, 0.02)
            self._strike = lambda: asyncio.get_running_loop().call_later(delay, self._kill)
        else:
            self._strike = self._kill
        self._trap = trap
        with suppress(TimeoutError):
            async with asyncio.timeout(LONG_ENOUGH):
                await caught.wait()
                await asyncio.sleep(0.05)
        self._trap = lambda call: False
        if point is Point.WRITTEN:
            self.world.telegram.faults.script.remove(self._untaken)

    def _seen(self, call: Call) -> None:
        if call.method == "sendMessage":
            self._spring(call)

    def _spring(self, call: Call | None) -> None:
        if self._trap(call):
            self._strike()

    def _kill(self) -> object:
        if self._process is not None:
            self._process.signal(signal.SIGKILL)
        return None

    async def _finish(self, bot: Process) -> None:
        self.world.telegram.faults.clear()
        wanted = len(self.stories) * len(self.chats)
        try:
            async with asyncio.timeout(DRAINED):
                while len(set(self._copies())) < wanted or await self._unfinished():
                    assert bot.running, bot.said
                    await asyncio.sleep(0.5)
        except TimeoutError:
            raise AssertionError(await self._left_over()) from None
        bot.signal(signal.SIGTERM)
        assert await bot.ended(20) == 0, bot.said

    async def _left_over(self) -> str:
        """What has not come, and what the outbox says of what it has not sent."""
        told = set(self._copies())
        missing = [(s, c) for s in self.stories for c in self.chats if (s, c) not in told]
        async with await Store.open(self.world.database_url) as store:
            odd = await store.deliveries(*(set(DeliveryState) - {DeliveryState.SENT}), limit=50)
            known = await store.stories([each.story for each in odd])
        rows = [
            f"{known[each.story].own_reports[0].title}: {each}"
            for each in odd
            if each.story in known
        ]
        return "\n".join([f"not told: {len(missing)}, {missing[:20]}", *rows])

    async def _unfinished(self) -> int:
        states = await self._states()
        return sum(states.get(state, 0) for state in UNDER_WAY)

    async def _cut_off(self, dead: int | None) -> int:
        """What the process was sending when it was killed."""
        if not self.beside_another:
            return (await self._states()).get(DeliveryState.SENDING, 0)
        async with await Store.open(self.world.database_url) as store:
            whose = {"sender": f"%/{dead}/%"}
            return await store.run_question(lambda db: db.scalar(CUT_OFF, whose)) or 0

    async def _states(self) -> dict[DeliveryState, int]:
        async with await Store.open(self.world.database_url) as store:
            return await store.queue_sizes()

    def _copies(self) -> list[tuple[str, int]]:
        """Story and chat of every message taken, in the order they were."""
        return [
            (story, int(call.chat_id or 0))
            for call in self.world.posts()
            if call.chat_id in self.chats
            for story in [_headline(call.text)]
        ]

    def _counted(self) -> Toll:
        toll, copies = self.toll, self._copies()
        counts = Counter(copies)
        toll.wanted = len(self.stories) * len(self.chats)
        toll.lost = sum((s, c) not in counts for s in self.stories for c in self.chats)
        toll.repeated = len(copies) - len(counts)
        toll.most_copies = max(counts.values())
        posts = self.world.posts()
        toll.ambiguous = sum(c.answered != "200" for c in posts if c.chat_id in self.chats)
        places = {story: place for place, story in enumerate(self.stories)}
        first: dict[int, list[int]] = defaultdict(list)
        for story, chat in dict.fromkeys(copies):
            first[chat].append(places[story])
        toll.inversions = sum(
            later < earlier for order in first.values() for earlier, later in pairwise(order)
        )
        return toll


def _headline(text: str) -> str:
    """The words of the link in the post's headline."""
    return text.partition("<b><a href=")[2].partition(">")[2].partition("<")[0]
