"""What a sender has under way: its requests, the gate they pass, and results to be recorded."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.delivery.outbox import Refused
from bot.core.delivery.pacing import EPOCH
from bot.errors import StorageError
from bot.sender.sender_store import SenderStore
from storage.outbox.deliveries import Outcome
from storage.outbox.leases import Lease
from storage.outbox.send_journal import SenderNotes

_TOGETHER = 0.2
"""Seconds that a result may wait for others, to be recorded in one transaction with them."""


@dataclass(slots=True)
class UnderWay:
    """Work that has not ended, and what the database said to work that has."""

    tasks: asyncio.TaskGroup
    count: int = 0
    """Deliveries that are claimed and whose outcome is not recorded."""
    requests: set[asyncio.Task[None]] = field(default_factory=set)
    broken: list[StorageError] = field(default_factory=list)

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        request = self.tasks.create_task(work)
        self.requests.add(request)
        request.add_done_callback(self.requests.discard)
        return request

    async def noted(self, work: Coroutine[None, None, None]) -> None:
        """Do some work; a failing database cuts no other request off."""
        try:
            await work
        except StorageError as error:
            self.broken.append(error)

    def raise_broken(self) -> None:
        if self.broken:
            raise self.broken.pop()

    async def drain(self, within: timedelta) -> None:
        """Wait for all that is under way; cancel what is late."""
        end = asyncio.get_running_loop().time() + within.total_seconds()
        while self.requests and (left := end - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self.requests, timeout=left)
        late = list(self.requests)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        self.count = 0


class Results:
    """Records what has come of deliveries: together, within a fraction of a second."""

    def __init__(
        self,
        store: SenderStore,
        lease: Lease,
        clock: Callable[[], datetime],
        under_way: UnderWay,
        recorded: Callable[[], None],
    ) -> None:
        self._store = store
        self._lease = lease
        self._clock = clock
        self._under_way = under_way
        self._recorded = recorded
        """Called when results have been recorded: their chats are free again."""
        self._waiting: list[tuple[Outcome, asyncio.Future[bool]]] = []
        self._complete = asyncio.Event()
        """Set when no other result may come soon."""
        self._slow = set[object]()
        """Requests that are out for longer than a result waits."""
        self._recording: asyncio.Task[None] | None = None

    async def record(self, outcome: Outcome) -> bool:
        """Record it, with what comes of others meanwhile; return False if its attempt is stale."""
        heard: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, heard))
        self._look()
        if self._recording is None:
            self._recording = self._under_way.tasks.create_task(self._record())
        return await heard

    @contextmanager
    def asking(self) -> Iterator[None]:
        """A request is out; no other result waits for its answer when it turns out to be slow."""
        request = object()
        slow = asyncio.get_running_loop().call_later(_TOGETHER, self._is_slow, request)
        try:
            yield
        finally:
            slow.cancel()
            self._slow.discard(request)

    def _is_slow(self, request: object) -> None:
        self._slow.add(request)
        self._look()

    def _look(self) -> None:
        if self._waiting and len(self._waiting) >= self._under_way.count - len(self._slow):
            self._complete.set()

    async def recorded(self) -> None:
        """Return when nothing waits any more."""
        while self._recording is not None:
            self._complete.set()
            await asyncio.wait([self._recording])

    async def _record(self) -> None:
        try:
            while self._waiting:
                await _for_a_while(self._complete)
                together, self._waiting = self._waiting, []
                self._complete.clear()
                await self._record_now(together)
        finally:
            self._recording = None

    async def _record_now(self, together: Sequence[tuple[Outcome, asyncio.Future[bool]]]) -> None:
        outcomes = [outcome for outcome, _ in together]
        try:
            counted = await self._store.record_results(outcomes, self._lease, now=self._clock())
        except Exception as error:  # those who wait raise it
            for _, heard in together:
                if not heard.done():
                    heard.set_exception(error)
            self._recorded()
            return
        for outcome, heard in together:
            if not heard.done():
                heard.set_result(outcome.delivery.id in counted)
        self._recorded()


async def _for_a_while(event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(_TOGETHER):
            await event.wait()
    except TimeoutError:
        pass


class Gate:
    """Lets requests out one after the other, however many have come late to it, or the process
    has been held up with.
    """

    def __init__(self) -> None:
        self._opens = 0.0
        self._passing = asyncio.Lock()
        self.refused: Refused | None = None
        self.refused_until = EPOCH
        """The token was refused: what was begun with that request is not asked for."""

    async def passed(self, gap: timedelta) -> None:
        time = asyncio.get_running_loop().time
        async with self._passing:
            await asyncio.sleep(self._opens - time())
            self._opens = time() + gap.total_seconds()


@dataclass(frozen=True, slots=True)
class Hands:
    """What sending is done with while one lease is held."""

    lease: Lease
    notes: SenderNotes
    results: Results
