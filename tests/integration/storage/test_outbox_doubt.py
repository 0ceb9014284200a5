"""Doubt survives every detour: a delivery whose answer was lost is never taken for a fresh one."""

from datetime import timedelta

import pytest

from bot.core.delivery.outbox import GRACE, Gone, Later, Sent, Shut, Unknown
from bot.core.editing.editor_actions import ActOutcome
from bot.core.reasons import verbatim
from bot.core.types import (
    ChatKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Subscription,
    SubscriptionKind,
)
from storage.outbox.leases import Lease
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery
from tests.integration.promised import (
    a_lease,
    claimed,
    posts,
    promise,
    record,
    stories,
    story_id,
    with_chats,
)

LOST = Unknown(verbatim("read timeout"))
SOON = NOON + timedelta(seconds=5)
LATER = NOON + GRACE
DAY = timedelta(days=1)


async def doubted(store: Store, *, chat: int = 7) -> Lease:
    """One post, taken perhaps: its answer was lost at noon."""
    await with_chats(store, chat, stories=stories(1))
    await promise(store, *posts([chat], 1))
    lease = await a_lease(store)
    delivery = await claimed(store, lease)
    assert delivery is not None
    assert await record(store, delivery, LOST, lease)
    return lease


async def only(store: Store) -> Delivery:
    (delivery,) = await store.deliveries(*DeliveryState)
    return delivery


@pytest.mark.fault("D1")
async def test_a_chat_that_leaves_and_comes_back_in_the_grace_finds_it_in_doubt(
    store: Store,
) -> None:
    lease = await doubted(store)
    await store.park_chat(7, now=SOON, reason="blocked")
    await store.resume_chat(7)
    assert await claimed(store, lease, now=SOON) is None
    assert await claimed(store, lease, now=LATER, answered=NOON) is None
    again = await claimed(store, lease, now=LATER)
    assert again is not None
    assert again.resent


@pytest.mark.fault("D7")
async def test_what_is_in_doubt_is_not_sent_to_a_parked_chat(store: Store) -> None:
    lease = await doubted(store)
    await store.park_chat(7, now=SOON, reason="blocked")
    assert await claimed(store, lease, now=NOON + DAY / 2) is None
    assert (await only(store)).state is DeliveryState.UNKNOWN
    await store.resume_chat(7)
    again = await claimed(store, lease, now=NOON + DAY / 2)
    assert again is not None
    assert again.resent


@pytest.mark.fault("D7")
async def test_what_is_in_doubt_while_its_chat_is_parked_ends_uncertain_and_listed(
    store: Store,
) -> None:
    await doubted(store)
    await store.park_chat(7, now=SOON, reason="blocked")
    (listed,) = await store.expire(now=NOON + DAY)
    assert (listed.state, listed.story) == (DeliveryState.UNCERTAIN, story_id(1))
    assert await only(store) == listed


async def test_what_is_in_doubt_is_not_taken_back_with_its_story(store: Store) -> None:
    await doubted(store)
    await store.park_chat(7, now=SOON, reason="blocked")
    assert await store.record_acts(
        ActOutcome(withdrawn=(story_id(1),)), based_on=await store.placed()
    )
    assert (await only(store)).state is DeliveryState.UNKNOWN


@pytest.mark.fault("D9")
async def test_a_chat_that_moves_in_the_grace_takes_the_doubt_along(store: Store) -> None:
    lease = await doubted(store, chat=-7)
    await store.move_chat(-7, -1007)
    moved = await only(store)
    assert (moved.chat_id, moved.state) == (-1007, DeliveryState.UNKNOWN)
    assert await claimed(store, lease, now=SOON) is None
    again = await claimed(store, lease, now=LATER)
    assert again is not None
    assert again.resent


async def test_a_resend_that_meets_a_gone_chat_is_still_a_resend_when_it_is_back(
    store: Store,
) -> None:
    lease = await doubted(store)
    again = await claimed(store, lease, now=LATER)
    assert again is not None
    await record(store, again, Gone(verbatim("blocked")), lease, now=LATER)
    await store.resume_chat(7)
    third = await claimed(store, lease, now=LATER)
    assert third is not None
    assert third.resent


async def test_a_resend_that_meets_a_closed_thread_is_still_a_resend_in_the_group(
    store: Store,
) -> None:
    group = a_chat(-1007, kind=ChatKind.SUPERGROUP)
    await store.record_chat(group)
    await store.record_chat(a_chat(-1007, kind=ChatKind.SUPERGROUP, thread_id=5))
    await store.subscribe(Subscription(-1007, 5, SubscriptionKind.TOPIC, "iss"))
    await store.record_story(stories(1)[0])
    await promise(store, a_delivery(story=story_id(1), chat_id=-1007, thread_id=5))
    lease = await a_lease(store)
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, LOST, lease)
    again = await claimed(store, lease, now=LATER)
    assert again is not None
    await record(store, again, Shut(verbatim("Topic_closed")), lease, now=LATER)
    waiting = await store.deliveries(DeliveryState.PENDING)
    there = [each for each in waiting if each.kind is DeliveryKind.POST]
    assert [(each.thread_id, each.resent) for each in there] == [(0, True)]


@pytest.mark.fault("E1")
async def test_doubt_outlives_the_process_that_had_it(store: Store) -> None:
    lease = await doubted(store)
    await store.give_lease(lease, now=SOON)
    assert await store.recover(now=SOON) == 0
    other = await a_lease(store, now=SOON, holder="other")
    assert await claimed(store, other, now=SOON) is None
    again = await claimed(store, other, now=LATER)
    assert again is not None
    await record(store, again, Later(verbatim("connection refused")), other, now=LATER)
    third = await claimed(store, other, now=LATER + DAY / 24)
    assert third is not None
    assert third.resent
    assert await record(store, third, Sent(900), other, now=LATER + DAY / 24)
