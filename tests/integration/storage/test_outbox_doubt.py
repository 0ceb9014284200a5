"""Doubt survives every detour: a delivery whose answer was lost is never taken for a fresh one."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery.messages import Outgoing
from bot.core.delivery.outbox import GRACE, RESENDS, Gone, Later, SendResult, Sent, Shut, Unknown
from bot.core.delivery.pacing import EPOCH
from bot.core.editing.editor_actions import ActOutcome
from bot.core.reasons import verbatim
from bot.core.reasons.notices import AdminNotice
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
    Figure,
    a_lease,
    claimed,
    posts,
    promise,
    record,
    stories,
    story_id,
    with_chats,
)
from tests.integration.pushed import Telegram, fresh, pushing

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


@pytest.mark.fault("D1")
@pytest.mark.parametrize("state", [DeliveryState.PENDING, DeliveryState.PARKED])
async def test_a_resend_that_is_refused_until_it_is_too_old_is_uncertain(
    store: Store, state: DeliveryState
) -> None:
    lease = await doubted(store)
    again = await claimed(store, lease, now=LATER)
    assert again is not None
    parked = state is DeliveryState.PARKED
    answer = Gone(verbatim("blocked")) if parked else Later(verbatim("connection refused"))
    await record(store, again, answer, lease, now=LATER)
    assert await store.queue_sizes() == {state: 1}
    (listed,) = await store.expire(now=NOON + DAY, admins=[99])
    assert (listed.state, listed.story) == (DeliveryState.UNCERTAIN, story_id(1))
    (notice,) = await store.deliveries(DeliveryState.PENDING)
    assert notice.says == (AdminNotice.NEVER_ANSWERED(n=1),)


@pytest.mark.fault("D1")
@pytest.mark.parametrize(
    ("others", "copies", "later"),
    [(True, 7, DeliveryState.SENT), (False, 12, DeliveryState.PENDING)],
    ids=["others are answered", "its only chat"],
)
async def test_what_is_taken_and_never_answered_does_not_fill_its_chat(
    store: Store,
    record_property: Figure,
    others: bool,
    copies: int,
    later: DeliveryState,
) -> None:
    """A day on which all that is sent of the first story to chat 7 goes unanswered."""
    await with_chats(store, 7, 8, stories=stories(2))
    await promise(store, *posts([7], 2))
    now, sends, send_answered = NOON, Counter[tuple[int, str]](), EPOCH
    while now < NOON + DAY:
        lease = await a_lease(store, now=now)
        if others:
            send_answered = now
        while delivery := await claimed(store, lease, now=now, send_answered=send_answered):
            sends[delivery.chat_id, delivery.story] += 1
            lost = delivery.story == story_id(1)
            await record(store, delivery, LOST if lost else Sent(1), lease, now=now)
        in_doubt = await store.deliveries(DeliveryState.UNKNOWN)
        now = min((each.not_before for each in in_doubt), default=NOON + DAY)
    record_property("figure", f"{sends[7, story_id(1)]} copies at most in a day")
    record_property("limit", f"{copies}")
    assert sends[7, story_id(1)] == copies
    (second,) = [each for each in await store.deliveries(later) if each.story == story_id(2)]
    assert second.chat_id == 7


@pytest.mark.fault("D14")
async def test_what_an_outage_put_in_doubt_again_and_again_goes_first_when_it_is_over(
    store: Store,
) -> None:
    lease = await doubted(store)
    now = LATER
    for _ in range(4):
        again = await claimed(store, lease, now=now)
        assert again is not None
        await record(store, again, LOST, lease, now=now)
        (waiting,) = await store.deliveries(DeliveryState.UNKNOWN)
        now = waiting.not_before
    over = now - timedelta(minutes=10)
    assert await claimed(store, lease, now=over) is None
    await store.hurry_doubts(now=over)
    again = await claimed(store, lease, now=over)
    assert again is not None
    assert again.alone == 0


@pytest.mark.fault("D1")
async def test_the_admins_hear_at_once_of_what_is_given_up(store: Store) -> None:
    never = replace(fresh(a_delivery(story=story_id(1), chat_id=8)), alone=RESENDS)

    async def lost(outgoing: Outgoing) -> SendResult:
        return LOST if outgoing.chat_id == 8 else Sent(1)

    await with_chats(store, 8, stories=stories(1))
    await promise(store, never)
    telegram = Telegram(lost)
    async with pushing(store, telegram, admins=frozenset({99})):
        async with asyncio.timeout(20):
            while 99 not in telegram.by_chat:  # noqa: ASYNC110  # Telegram has no event for it
                await asyncio.sleep(0.02)
    sizes = await store.queue_sizes()
    assert sizes[DeliveryState.UNCERTAIN] == 1
