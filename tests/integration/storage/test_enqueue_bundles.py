"""Promises to very many chats: recorded with what they are about, and put into the outbox a bundle
at a time.
"""

import asyncio
import time
from collections.abc import Awaitable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.core.delivery.outbox import Shut
from bot.core.editing.editor_actions import ActOutcome
from bot.core.planning.planner import Plan
from bot.core.reasons import verbatim
from bot.core.types import (
    ChatKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Subscription,
    SubscriptionKind,
)
from storage.db import tables
from storage.db.columns import to_row
from storage.db.statements import put
from storage.outbox.enqueue import AT_ONCE, FEW
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery
from tests.integration.promised import (
    Figure,
    a_lease,
    chat_of,
    claimed,
    posts,
    promise,
    record,
    story_id,
    with_chats,
)
from tests.integration.promised import stories as made
from tests.integration.pushed import Telegram, fresh, pushing, settled
from tests.integration.storage.test_feeds import STATE

MANY = 2 * AT_ONCE + 100
LAST = MANY
"""The chat that is told last."""

BUNDLES = select(func.count()).select_from(tables.bundle)

TO_MANY = Plan(deliveries=tuple(a_delivery(chat_id=each) for each in range(1, MANY + 1)))


def other_story(plan: Plan, number: int) -> Plan:
    told = (replace(each, story=story_id(number)) for each in plan.deliveries)
    return Plan(deliveries=tuple(told))


def an_urgent(chat: int) -> Delivery:
    return a_delivery(story=story_id(3), chat_id=chat, urgent=True)


async def recorded(store: Store, plan: Plan = TO_MANY) -> None:
    await all_known(store, plan)
    assert await store.record_poll(STATE, plan, now=NOON)


async def all_known(store: Store, plan: Plan) -> None:
    rows = [to_row(chat_of(each.chat_id), tables.chat) for each in plan.deliveries]
    await store.run_change(lambda db: put(db, tables.chat, rows))


async def unpacked(store: Store) -> list[Delivery]:
    """Everything in the outbox, the first promise first."""
    while await store.unpack():
        pass
    return list(reversed(await store.deliveries(*DeliveryState, limit=10_000)))


async def test_a_story_for_very_many_chats_reaches_the_outbox_in_bundles(store: Store) -> None:
    await recorded(store)
    assert await store.queue_sizes() == {}
    assert await store.unpack()
    assert await store.queue_sizes() == {DeliveryState.PENDING: AT_ONCE}
    assert [each.chat_id for each in await unpacked(store)] == list(range(1, MANY + 1))
    assert not await store.unpack()


async def test_a_story_for_a_few_chats_is_in_the_outbox_at_once(store: Store) -> None:
    await recorded(store, Plan(deliveries=TO_MANY.deliveries[:AT_ONCE]))
    assert await store.queue_sizes() == {DeliveryState.PENDING: AT_ONCE}


async def test_what_is_promised_later_stays_behind_what_waits(store: Store) -> None:
    await recorded(store)
    await store.record_deliveries([a_delivery(story=story_id(2), chat_id=LAST)])
    told = [each.story for each in await unpacked(store) if each.chat_id == LAST]
    assert told == [a_delivery().story, story_id(2)]


async def test_an_urgent_promise_waits_for_no_bundle_but_for_what_its_chat_was_promised(
    store: Store,
) -> None:
    await with_chats(store, LAST)
    await recorded(store)
    await recorded(store, other_story(TO_MANY, 2))
    await store.record_deliveries([an_urgent(LAST)])
    ready = list(reversed(await store.deliveries(DeliveryState.PENDING)))
    assert [each.story for each in ready] == [a_delivery().story, story_id(2), story_id(3)]
    rows = await unpacked(store)
    assert len(rows) == 2 * MANY + 1
    assert [each for each in rows if each.chat_id == LAST] == ready


async def test_what_is_urgent_for_many_waits_behind_the_bundles(store: Store) -> None:
    await recorded(store)
    await store.record_deliveries([an_urgent(each) for each in range(1, FEW + 2)])
    assert await store.queue_sizes() == {}


async def test_an_urgent_promise_to_a_chat_that_moved_stays_behind_what_it_was_promised(
    store: Store,
) -> None:
    await with_chats(store, LAST)
    await recorded(store)
    await store.move_chat(LAST, -1000)
    await store.record_deliveries([an_urgent(-1000)])
    ready = list(reversed(await store.deliveries(DeliveryState.PENDING)))
    assert [(each.chat_id, each.story) for each in ready] == [
        (-1000, a_delivery().story),
        (-1000, story_id(3)),
    ]


async def test_what_editors_publish_is_in_bundles_too(store: Store) -> None:
    await all_known(store, TO_MANY)
    acted = ActOutcome(deliveries=TO_MANY.deliveries)
    assert await store.record_acts(acted, based_on=await store.placed())
    assert await store.queue_sizes() == {}
    assert len(await unpacked(store)) == MANY


async def test_a_stale_act_leaves_no_bundle(store: Store) -> None:
    acted = ActOutcome(deliveries=TO_MANY.deliveries)
    assert not await store.record_acts(acted, based_on=await store.placed() + 1)
    assert await unpacked(store) == []


async def test_a_chat_that_moves_meanwhile_is_told_under_its_new_id(store: Store) -> None:
    await with_chats(store, LAST)
    await recorded(store)
    await store.move_chat(LAST, -1000)
    assert [each.chat_id for each in await unpacked(store)][-1] == -1000


async def test_a_chat_that_is_parked_meanwhile_is_told_when_it_returns(store: Store) -> None:
    await with_chats(store, LAST)
    await recorded(store)
    await store.park_chat(LAST, now=NOON)
    assert (await unpacked(store))[-1].state is DeliveryState.PARKED


async def test_a_chat_that_is_forgotten_meanwhile_leaves_no_trace(store: Store) -> None:
    await recorded(store)
    await store.forget_chat(LAST)
    assert LAST not in {each.chat_id for each in await unpacked(store)}
    assert await store.run_question(lambda db: db.scalar(BUNDLES)) == 0


async def test_what_a_topic_that_is_closed_meanwhile_was_promised_goes_to_its_group(
    store: Store,
) -> None:
    group, topic = a_chat(-1007, kind=ChatKind.SUPERGROUP), 5
    await store.record_chat(group)
    await store.record_chat(replace(group, thread_id=topic))
    await store.subscribe(Subscription(group.id, topic, SubscriptionKind.TOPIC, "iss"))
    await store.record_story(made(1)[0])
    there = a_delivery(story=story_id(1), chat_id=group.id, thread_id=topic)
    await promise(store, there)
    lease = await a_lease(store)
    sending = await claimed(store, lease)
    assert sending is not None
    later = replace(there, story=story_id(2))
    await recorded(store, Plan(deliveries=(*TO_MANY.deliveries, later)))
    await record(store, sending, Shut(verbatim("Topic_closed")), lease)
    rows = [each for each in await unpacked(store) if each.chat_id == group.id]
    told = [(each.story, each.thread_id) for each in rows if each.kind is DeliveryKind.POST]
    assert told == [(story_id(1), 0), (story_id(2), 0)]


async def test_a_notice_in_a_bundle_reaches_an_admin_who_is_no_reader(store: Store) -> None:
    admin = a_delivery(chat_id=99, kind=DeliveryKind.NOTICE)
    await recorded(store)
    await store.record_deliveries([admin])
    await store.forget_chat(99)
    assert (await unpacked(store))[-1].chat_id == 99


async def test_two_processes_unpack_each_bundle_once(database: str) -> None:
    async with await Store.open(database) as one, await Store.open(database) as two:
        await recorded(one)
        await asyncio.gather(unpacked(one), unpacked(two))
        assert [each.chat_id for each in await unpacked(one)] == list(range(1, MANY + 1))


@pytest.mark.fault("E1")
async def test_who_sends_finds_the_bundles_of_a_process_that_died(
    database: str, record_property: Figure
) -> None:
    chats = range(1, AT_ONCE + 20)
    async with await Store.open(database) as store:
        await with_chats(store, *chats, stories=made(1))
        plan = Plan(deliveries=tuple(fresh(each) for each in posts(chats, 1)))
        await recorded(store, plan)
    telegram = Telegram()
    async with await Store.open(database) as store, pushing(store, telegram):
        await settled(store, len(chats))
    lost, repeated = set(chats) - set(telegram.by_chat), len(telegram.took) - len(chats)
    record_property("figure", f"L={len(lost)} D={repeated}")
    record_property("limit", "L=0 D=0")
    assert (lost, repeated) == (set(), 0)


LONGEST = 0.050
"""CPU seconds of one transaction: so long others wait who write."""


@pytest.mark.fault("F8")
async def test_no_transaction_of_a_story_for_very_many_chats_is_long(
    store: Store, record_property: Figure
) -> None:
    chats = range(1, 3_001)
    plan = Plan(deliveries=tuple(a_delivery(chat_id=each) for each in chats))
    await all_known(store, plan)
    took = [await cpu_of(store.record_poll(STATE, plan, now=NOON))]
    while await store.queue_sizes() != {DeliveryState.PENDING: len(chats)}:
        took.append(await cpu_of(store.unpack()))
    longest = sorted(took)[-2]  # the collector of garbage may run once
    record_property("figure", f"{longest * 1000:.0f} ms of CPU, {len(took)} transactions")
    record_property("limit", f"{LONGEST * 1000:.0f} ms of CPU")
    assert longest < LONGEST


async def cpu_of(work: Awaitable[object]) -> float:
    began = time.process_time()
    await work
    return time.process_time() - began
