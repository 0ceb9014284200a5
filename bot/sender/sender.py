"""Sends stories: claims deliveries, words, sends, settles and records them (docs/delivery.md).

Rule 1: no request without a committed `sending`; no try here: what goes wrong is a result.
Rule 2: sends overlap between chats, never within one: the store claims one row per chat.
Rule 3: nothing is claimed while the line is down, and nothing in doubt is sent again before
Telegram has answered something since.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.alerts.admin_notices import chat_lost_notices, never_answered_notices
from bot.core.delivery.messages import Outgoing
from bot.core.delivery.outbox import (
    Heard,
    Later,
    Never,
    Refused,
    SendResult,
    Sent,
    Worded,
    cancelled,
    rest_of,
    settle,
    stop_of,
)
from bot.core.delivery.pacing import EPOCH, LIMITS, Limits
from bot.core.reasons.send_failures import SendFailure, Unwanted
from bot.core.types import Delivery
from bot.sender.line_watch import LineWatch
from bot.sender.sender_store import SenderStore
from bot.sender.under_way import Gate, Hands, Results, UnderWay
from storage.outbox.claims import Fenced, Turn, Wait
from storage.outbox.deliveries import Outcome
from storage.outbox.leases import RENEWAL, Lease
from storage.outbox.send_journal import SenderNotes

logger = logging.getLogger(__name__)

AT_ONCE = 60
"""Deliveries under way: enough for 28 a second when Telegram takes two seconds to answer."""

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
class Sender:
    """The collaborators of sending; made once by app.

    `word` puts claimed deliveries into words: None where there is nothing to say any more, Never
    where one cannot be worded. `promised` is set when deliveries are recorded; `observe` hears of
    every settled one.
    """

    store: SenderStore
    word: Callable[[Sequence[Delivery]], Awaitable[Sequence[Worded | Never | None]]]
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
    _gate: Gate = field(default_factory=Gate)

    async def push(self, stop: asyncio.Event) -> None:
        """Send what is promised until `stop`; ends within `drain`, leaving nothing `sending`."""
        self.line.woken = self.promised
        async with asyncio.TaskGroup() as tasks:
            under_way = UnderWay(tasks)
            waking = tasks.create_task(self._wake_when(stop))
            while not stop.is_set():
                self.promised.clear()
                lease = await self._take_lease()
                if lease is None:
                    await self._rest(self.clock() + LOOK_AGAIN)
                    continue
                with self.store.journal.open(lease.mark, self.holder) as notes:
                    renewing = tasks.create_task(self._ended(self._renew(lease), under_way))
                    results = Results(self.store, lease, self.clock, under_way, self.promised.set)
                    hands = Hands(lease, notes, results)
                    try:
                        await self._push_with(hands, stop, under_way)
                    finally:
                        await under_way.drain(self.drain)
                        await results.recorded()
                        renewing.cancel()
                        notes.end()
                    await self.store.give_lease(lease, now=self.clock())
            waking.cancel()
            self.line.end()

    async def _push_with(self, hands: Hands, stop: asyncio.Event, under_way: UnderWay) -> None:
        """Claim and send until `stop`, or until another process has taken the lease over.

        `pace` knows of this process's turns only: before its next one asking would be in vain.
        """
        tidied = doubt = turn = EPOCH
        while not stop.is_set():
            self.promised.clear()
            under_way.raise_broken()
            now = self.clock()
            if now >= tidied + TIDY:
                doubt, tidied = await self._tidy(hands.lease, now), now
            self.line.ask(under_way.tasks, doubt=doubt)
            if now < turn:
                if not await self.store.unpack():
                    await asyncio.sleep((turn - now).total_seconds())
                continue
            if under_way.count >= AT_ONCE or not self.line.is_free:
                await self._rest(self.line.looks_at)
                continue
            match await self._claim(hands.lease, now, AT_ONCE - under_way.count):
                case Fenced():
                    logger.warning("another process sends now lease=%s", hands.lease.mark)
                    return
                case Wait(until=until):
                    if until is None and not under_way.requests:
                        self.line.rest()
                    await self._rest(until)
                case turns:
                    turn = turns[-1].at + self.limits.gap - self.limits.early
                    under_way.count += len(turns)
                    carrying = self._carry(turns, hands, under_way)
                    sending = under_way.start(self._ended(carrying, under_way))
                    self.line.claimed(sending)

    async def _claim(
        self, lease: Lease, now: datetime, most: int
    ) -> tuple[Turn, ...] | Wait | Fenced:
        if self.line.came_back():
            await self.store.hurry_doubts(now=now)
        heard = self.line.line
        return await self.store.claim(
            lease,
            now=now,
            answered=heard.answered,
            send_answered=heard.send_answered,
            most=1 if self.line.is_on_trial else most,
            limits=self.limits,
        )

    async def _ended(self, work: Coroutine[None, None, None], under_way: UnderWay) -> None:
        """Do some work that others wait for."""
        await under_way.noted(work)
        self.promised.set()

    async def _carry(self, turns: Sequence[Turn], hands: Hands, under_way: UnderWay) -> None:
        """Word, begin and send deliveries that were claimed together."""
        try:
            worded = await self.word([turn.delivery for turn in turns])
            await self._until(turns[0])
            paired = list(zip(turns, worded, strict=True))
            ready = [
                replace(turn.delivery, lists=words.lists)
                for turn, words in paired
                if isinstance(words, Worded)
            ]
            begun = await self._begun(ready, hands.lease)
        except BaseException:
            under_way.count -= len(turns)
            raise
        sends = [
            under_way.start(under_way.noted(self._settle(turn, words, begun, hands, under_way)))
            for turn, words in paired
        ]
        await asyncio.wait(sends)

    async def _begun(self, ready: Sequence[Delivery], lease: Lease) -> dict[int | None, Delivery]:
        if not ready:
            return {}
        begun = await self.store.begin(ready, lease, now=self.clock())
        return {each.id: each for each in begun}

    async def _settle(
        self,
        turn: Turn,
        worded: Worded | Never | None,
        begun: Mapping[int | None, Delivery],
        hands: Hands,
        under_way: UnderWay,
    ) -> None:
        delivery = turn.delivery
        try:
            if worded is None:
                await hands.results.record(Outcome(cancelled(delivery, Unwanted.NOTHING_NEW())))
            elif isinstance(worded, Never):
                await self._record(delivery, worded, "", hands)
            elif sending := begun.get(delivery.id):
                await self._until(turn)
                with hands.results.asking():
                    result = await self._ask(sending, worded, hands.notes)
                await self._record(sending, result, worded.shown, hands)
                hands.notes.over(sending)
        finally:
            under_way.count -= 1

    async def _until(self, turn: Turn) -> None:
        """Wait for the moment of the turn's request."""
        lead = self.limits.lead
        wait = turn.at + lead - self.clock()
        await asyncio.sleep(min(lead + self.limits.ahead, wait).total_seconds())

    async def _ask(self, sending: Delivery, worded: Worded, notes: SenderNotes) -> SendResult:
        outgoing = replace(worded.outgoing, plain=sending.plain)
        await self._gate.passed(self.limits.least_gap)
        if not self.line.is_open:
            return Later(SendFailure.LINE_DOWN())
        if self._gate.refused and self.clock() < self._gate.refused_until:
            return self._gate.refused
        asked = self.send(outgoing, lambda: notes.asking(sending))
        result = await self.line.hear(sending.chat_id, asked)
        if isinstance(result, Sent):
            notes.heard(sending, Heard(result.message_id, worded.shown))
        return result

    async def _record(
        self, delivery: Delivery, result: SendResult, shown: str, hands: Hands
    ) -> None:
        now = self.clock()
        settled = settle(delivery, result, now=now)
        rest, stop = rest_of(result, now=now), stop_of(result, now=now)
        if stop is not None and isinstance(result, Refused):
            self._gate.refused, self._gate.refused_until = result, stop
        notices = (
            *chat_lost_notices(settled, result, admins=self.admins, now=now),
            *never_answered_notices([settled], admins=self.admins, now=now),
        )
        counted = await hands.results.record(Outcome(settled, shown, rest, stop, notices))
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
        await self.store.fold_tally()
        self.store.journal.sweep(ended)
        if lost or old:
            logger.warning("tidied unknown=%s expired=%s", lost, len(old))
        return await self.store.last_doubt() or EPOCH

    async def _rest(self, until: datetime | None) -> None:
        """Wait until then, or until something is promised, sent or stopped; never for long, and
        not while bundles wait.
        """
        if await self.store.unpack():
            return
        longest = LOOK_AGAIN_SHARED if self.store.is_shared else LOOK_AGAIN
        pause = longest if until is None else min(longest, until - self.clock())
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, pause.total_seconds())):
                await self.promised.wait()

    async def _wake_when(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self.promised.set()
