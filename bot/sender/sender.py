"""Sends stories: claims a delivery, words it, sends it, settles it, records it (docs/delivery.md).

Rule 1: no request without a committed `sending`; no try here: what goes wrong is a result.
Rule 2: sends overlap between chats, never within one: the store claims one row per chat.
Rule 3: nothing is claimed while the line is down, and nothing in doubt is sent again before
Telegram has answered something since.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.alerts.admin_notices import chat_lost_notices, never_answered_notices
from bot.core.delivery.messages import Outgoing
from bot.core.delivery.outbox import (
    Heard,
    Later,
    Never,
    SendResult,
    Sent,
    Worded,
    cancelled,
    rest_of,
    settle,
    stop_of,
)
from bot.core.delivery.pacing import EPOCH, LIMITS, Limits, Pace, pace_after_send
from bot.core.reasons.send_failures import SendFailure, Unwanted
from bot.core.types import Delivery
from bot.errors import StorageError
from bot.sender.line_watch import LineWatch
from bot.sender.sender_store import SenderStore
from storage.outbox.claims import Fenced, Wait
from storage.outbox.leases import RENEWAL, Lease
from storage.outbox.send_journal import SenderNotes

logger = logging.getLogger(__name__)

AT_ONCE = 60
"""Deliveries under way: enough for 25 a second when Telegram takes two seconds to answer."""

DRAIN = timedelta(seconds=7)
"""How long requests under way may take when the bot stops; then their outcome is unknown."""

LOOK_AGAIN = timedelta(seconds=5)
LOOK_AGAIN_SHARED = timedelta(seconds=1)
"""Other processes promise too, and cannot wake this one."""

TIDY = timedelta(seconds=10)
"""Between two looks for lost attempts and alerts too old to be sent: so much later than need be
the chats of a sender that was killed go on.
"""

Clock = Callable[[], datetime]
Observe = Callable[[Delivery, SendResult], None]
Send = Callable[[Outgoing, Callable[[], None]], Awaitable[SendResult]]
"""One attempt; it calls what it is given right before the first byte is written."""


def _ignore(delivery: Delivery, result: SendResult) -> None:
    """Nobody counts."""


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """Requests that have not ended, and what the database said to those that have."""

    tasks: asyncio.TaskGroup
    requests: set[asyncio.Task[None]] = field(default_factory=set)
    broken: list[StorageError] = field(default_factory=list)

    def start(self, carrying: Coroutine[None, None, None]) -> asyncio.Task[None]:
        request = self.tasks.create_task(carrying)
        self.requests.add(request)
        request.add_done_callback(self.requests.discard)
        return request

    def raise_broken(self) -> None:
        if self.broken:
            raise self.broken.pop()


@dataclass(frozen=True, slots=True)
class Sender:
    """The collaborators of sending; made once by app.

    `word` puts a claimed delivery into words: None where there is nothing to say any more, Never
    where it cannot be worded. `promised` is set when deliveries are recorded; `observe` hears of
    every settled one.
    """

    store: SenderStore
    word: Callable[[Delivery], Awaitable[Worded | Never | None]]
    send: Send
    clock: Clock
    holder: str
    line: LineWatch
    promised: asyncio.Event = field(default_factory=asyncio.Event)
    limits: Limits = LIMITS
    observe: Observe = _ignore
    drain: timedelta = DRAIN
    admins: frozenset[int] = frozenset()
    """Told of groups and channels that are out of reach."""
    _door: "_Door" = field(default_factory=lambda: _Door())

    async def push(self, stop: asyncio.Event) -> None:
        """Send what is promised until `stop`; ends within `drain`, leaving nothing `sending`."""
        self.line.woken = self.promised
        async with asyncio.TaskGroup() as tasks:
            under_way = _UnderWay(tasks)
            waking = tasks.create_task(self._wake_when(stop))
            while not stop.is_set():
                self.promised.clear()
                lease = await self._take_lease()
                if lease is None:
                    await self._rest(self.clock() + LOOK_AGAIN)
                    continue
                with self.store.journal.open(lease.mark, self.holder) as notes:
                    renewing = tasks.create_task(self._ended(self._renew(lease), under_way))
                    try:
                        await self._push_with(lease, notes, stop, under_way)
                    finally:
                        await self._drain(under_way.requests)
                        renewing.cancel()
                        notes.end()
                    await self.store.give_lease(lease, now=self.clock())
            waking.cancel()
            self.line.end()

    async def _push_with(
        self, lease: Lease, notes: SenderNotes, stop: asyncio.Event, under_way: _UnderWay
    ) -> None:
        """Claim and send until `stop`, or until another process has taken the lease over.

        `pace` knows of this process's turns only: before its next one asking would be in vain.
        """
        tidied = doubt = EPOCH
        pace = Pace()
        while not stop.is_set():
            self.promised.clear()
            under_way.raise_broken()
            now = self.clock()
            if now >= tidied + TIDY:
                doubt, tidied = await self._tidy(lease, now), now
            self.line.ask(under_way.tasks, doubt=doubt)
            if now < pace.next_at:
                await asyncio.sleep((pace.next_at - now).total_seconds())
                continue
            if len(under_way.requests) >= AT_ONCE or not self.line.is_free:
                await self._rest(self.line.looks_at)
                continue
            match await self._claim(lease, now):
                case Fenced():
                    logger.warning("another process sends now lease=%s", lease.mark)
                    return
                case Wait(until=until):
                    if until is None and not under_way.requests:
                        self.line.rest()
                    await self._rest(until)
                case Delivery() as delivery:
                    pace = pace_after_send(pace, self.limits, now=now)
                    carrying = self._carry(delivery, lease, notes, turn=now)
                    sending = under_way.start(self._ended(carrying, under_way))
                    self.line.claimed(sending)

    async def _claim(self, lease: Lease, now: datetime) -> Delivery | Wait | Fenced:
        if self.line.came_back():
            await self.store.hurry_doubts(now=now)
        heard = self.line.line
        return await self.store.claim(
            lease,
            now=now,
            limits=self.limits,
            answered=heard.answered,
            send_answered=heard.send_answered,
        )

    async def _ended(self, work: Coroutine[None, None, None], under_way: _UnderWay) -> None:
        """Run one delivery's work; a failing database cuts no other request off."""
        try:
            await work
        except StorageError as error:
            under_way.broken.append(error)
        self.promised.set()

    async def _carry(
        self, delivery: Delivery, lease: Lease, notes: SenderNotes, *, turn: datetime
    ) -> None:
        worded = await self.word(delivery)
        if worded is None:
            nothing = cancelled(delivery, Unwanted.NOTHING_NEW())
            await self.store.record_result(nothing, lease, now=self.clock())
        elif isinstance(worded, Never):
            await self._record(delivery, worded, "", lease)
        elif sending := await self._begun(replace(delivery, lists=worded.lists), lease, turn):
            result = await self._ask(sending, worded, notes)
            await self._record(sending, result, worded.shown, lease)
            notes.over(sending)

    async def _begun(self, delivery: Delivery, lease: Lease, turn: datetime) -> Delivery | None:
        lead = self.limits.lead
        await asyncio.sleep(min(lead, turn + lead - self.clock()).total_seconds())
        return await self.store.begin(delivery, lease, now=self.clock())

    async def _ask(self, sending: Delivery, worded: Worded, notes: SenderNotes) -> SendResult:
        outgoing = replace(worded.outgoing, plain=sending.plain)
        await self._door.passed(self.limits.least_gap)
        if not self.line.is_open:
            return Later(SendFailure.LINE_DOWN())
        asked = self.send(outgoing, lambda: notes.asking(sending))
        result = await self.line.hear(sending.chat_id, asked)
        if isinstance(result, Sent):
            notes.heard(sending, Heard(result.message_id, worded.shown))
        return result

    async def _record(
        self, delivery: Delivery, result: SendResult, shown: str, lease: Lease
    ) -> None:
        now = self.clock()
        settled = settle(delivery, result, now=now)
        rest, stop = rest_of(result, now=now), stop_of(result, now=now)
        notices = (
            *chat_lost_notices(settled, result, admins=self.admins, now=now),
            *never_answered_notices([settled], admins=self.admins, now=now),
        )
        counted = await self.store.record_result(
            settled, lease, now=now, shown=shown, rest=rest, stop=stop, notices=notices
        )
        logger.info(
            "delivered id=%s chat=%s kind=%s state=%s attempts=%s counted=%s",
            *(settled.id, settled.chat_id, settled.kind, settled.state, settled.attempts, counted),
        )
        self.observe(settled, result)

    async def _take_lease(self) -> Lease | None:
        name = self.store.sender_lease(self.holder)
        return await self.store.take_lease(name, holder=self.holder, now=self.clock())

    async def _renew(self, lease: Lease) -> None:
        """Renew the lease, however long answers take, until another process has it."""
        while await self.store.keep_lease(lease, now=self.clock()):  # noqa: ASYNC110  # a beat
            await asyncio.sleep(RENEWAL.total_seconds())

    async def _tidy(self, lease: Lease, now: datetime) -> datetime:
        """Settle what is in nobody's hands; what is under way here is not, however long this
        process stood still. Returns when an answer was last lost of what is in doubt still.
        """
        await self.store.keep_lease(lease, now=now)
        ended = self.store.journal.of_ended()
        lost = await self.store.recover(now=now)
        old = await self.store.expire(now=now, admins=self.admins)
        self.store.journal.sweep(ended)
        if lost or old:
            logger.warning("tidied unknown=%s expired=%s", lost, len(old))
        return await self.store.last_doubt() or EPOCH

    async def _rest(self, until: datetime | None) -> None:
        """Wait until then, or until something is promised, sent or stopped; never for long."""
        longest = LOOK_AGAIN_SHARED if self.store.is_shared else LOOK_AGAIN
        pause = longest if until is None else min(longest, until - self.clock())
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, pause.total_seconds())):
                await self.promised.wait()

    async def _wake_when(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.promised.set()

    async def _drain(self, under_way: set[asyncio.Task[None]]) -> None:
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=self.drain.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


class _Door:
    """Lets requests out one after the other, however many have come late to it."""

    def __init__(self) -> None:
        self._opens = 0.0

    async def passed(self, gap: timedelta) -> None:
        now = asyncio.get_running_loop().time()
        at = max(now, self._opens)
        self._opens = at + gap.total_seconds()
        await asyncio.sleep(at - now)
