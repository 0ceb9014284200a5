"""Several processes of one bot on PostgreSQL: one pace, each chat in order, nothing twice."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.core.delivery.messages import Message, Outgoing, Send
from bot.core.delivery.outbox import SendResult, Sent, Worded
from bot.core.delivery.pacing import Limits
from bot.core.planning.planner import Plan
from bot.core.types import Delivery
from bot.sender.sender import Sender
from storage.outbox.claims import Fenced, Turn, Wait
from storage.store import Store
from tests.integration.promised import AT_ONCE, Figure, posts, promise, stories, with_chats
from tests.integration.pushed import an_open_line, clock, densest_second, fresh, settled
from tests.integration.storage.test_feeds import STATE, numbered, ours

WORKERS = 4


@dataclass
class Ledger:
    """What a Telegram shared by all workers took, in its order."""

    told: list[tuple[int, str]] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    """When each might be sent, as the workers agreed; a stalled machine makes requests late."""
    by_worker: Counter[int] = field(default_factory=Counter)

    @property
    def inversions(self) -> int:
        chats = {chat for chat, _ in self.told}
        told = [[story for each, story in self.told if each == chat] for chat in chats]
        return sum(one > two for stories in told for one, two in pairwise(stories))


class Noted(Store):
    """Notes the turns that it is given."""

    turns: list[float]

    async def claim(self, *args: Any, **kwargs: Any) -> tuple[Turn, ...] | Wait | Fenced:
        answer = await super().claim(*args, **kwargs)
        if isinstance(answer, tuple):
            self.turns += [turn.at.timestamp() for turn in answer]
        return answer


async def worded(deliveries: Sequence[Delivery]) -> list[Worded]:
    await asyncio.sleep(random.uniform(0, 0.01))
    return [Worded(Send(each.chat_id, Message(html=each.story))) for each in deliveries]


async def all_told(url: str, chats: list[int], each: int, limits: Limits) -> Ledger:
    """Every promise sent by four workers, each with its own connections."""
    ledger, stop = Ledger(), asyncio.Event()
    stores = [await Noted.open(url) for _ in range(WORKERS)]
    for store in stores:
        store.turns = ledger.turns
    await with_chats(stores[0], *chats, stories=stories(each))
    await promise(stores[0], *(fresh(one) for one in posts(chats, each)))

    def sending(worker: int) -> Sender:
        async def send(outgoing: Outgoing, asking: Callable[[], None]) -> SendResult:
            await asyncio.sleep(random.uniform(0, 0.02))
            ledger.told.append((outgoing.chat_id, outgoing.message.html))
            ledger.by_worker[worker] += 1
            await asyncio.sleep(random.uniform(0, 0.02))
            return Sent(len(ledger.told))

        store = stores[worker]
        holder, line = f"worker {worker}", an_open_line()
        return Sender(store, worded, send, clock, holder, line, limits=limits)

    tasks = [asyncio.create_task(sending(worker).push(stop)) for worker in range(WORKERS)]
    await settled(stores[0], len(chats) * each, seconds=100)
    stop.set()
    await asyncio.gather(*tasks)
    for store in stores:
        await store.close()
    return ledger


@pytest.mark.fault("D18")
async def test_four_workers_keep_every_chats_order(
    migrated_postgres: str, record_property: Figure
) -> None:
    one_by_one = replace(AT_ONCE, gap=timedelta(milliseconds=1), ahead=timedelta())
    ledger = await all_told(migrated_postgres, list(range(1, 11)), 25, one_by_one)
    repeated = len(ledger.told) - len(set(ledger.told))
    record_property(
        "figure", f"O={ledger.inversions} L={250 - len(set(ledger.told))} D={repeated}"
    )
    record_property("limit", "O=0 L=0 D=0")
    assert len(ledger.by_worker) == WORKERS
    assert (ledger.inversions, len(set(ledger.told)), repeated) == (0, 250, 0)


@pytest.mark.fault("D18")
@pytest.mark.fault("D6")
async def test_four_workers_share_one_pace(
    migrated_postgres: str, record_property: Figure
) -> None:
    ledger = await all_told(migrated_postgres, list(range(1, 61)), 2, Limits())
    densest = densest_second(ledger.turns)
    record_property("figure", f"{densest}/s by {len(ledger.by_worker)} workers")
    record_property("limit", "30/s")
    assert len(ledger.turns) == 120
    assert densest <= 30


@pytest.mark.fault("C12")
@pytest.mark.fault("C10")
async def test_one_feed_taken_in_by_two_processes_is_told_once(
    database: str, record_property: Figure
) -> None:
    one, two = await Store.open(database), await Store.open(database)
    await with_chats(one, 7)
    wins = 0
    for number in range(1, 21):
        story = stories(number)[-1]
        plan = Plan(
            entries=(ours(numbered(number), story.id),),
            stories=(story,),
            deliveries=tuple(posts([7], number)[-1:]),
            based_on=number - 1,
        )
        results = await asyncio.gather(
            one.record_poll(STATE, plan, now=clock()), two.record_poll(STATE, plan, now=clock())
        )
        wins += sum(results)
    promised = sum((await one.queue_sizes()).values())
    await one.close()
    await two.close()
    record_property("figure", f"D={promised - 20} L={20 - promised}")
    record_property("limit", "D=0 L=0")
    assert (wins, promised) == (20, 20)
