"""One sender at a time, and what becomes of the attempts of one that is gone."""

import multiprocessing
import os
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.delivery.outbox import GRACE, Never, Sent, Unknown
from bot.core.reasons.send_failures import SendFailure
from bot.core.types import Delivery, DeliveryState
from storage.outbox.claims import Fenced
from storage.outbox.holders import has_ended, holder_name
from storage.outbox.leases import LEASE, Lease
from storage.store import Store
from tests.build import NOON
from tests.integration.promised import (
    Figure,
    all_claimed,
    claimed,
    posts,
    promise,
    record,
    reserved,
    stories,
    with_chats,
)

SECOND = timedelta(seconds=1)


@pytest.mark.fault("E5")
async def test_a_second_sender_waits_until_the_lease_has_run_out(
    store: Store, record_property: Figure
) -> None:
    first = await store.take_lease("sender", holder="old", now=NOON)
    assert first is not None
    tries = [
        await store.take_lease("sender", holder="new", now=NOON + second * SECOND)
        for second in range(20)
    ]
    waited = tries.index(next(each for each in tries if each is not None))
    record_property("figure", f"both-active=0 s R={waited} s")
    record_property("limit", "both-active=0 s R<=10 s")
    assert waited * SECOND == LEASE


async def test_a_lease_that_is_renewed_does_not_run_out(store: Store) -> None:
    first = await store.take_lease("sender", holder="old", now=NOON)
    assert first is not None
    for second in range(0, 100, 9):
        assert await store.keep_lease(first, now=NOON + second * SECOND)
    assert await store.take_lease("sender", holder="new", now=NOON + 100 * SECOND) is None


async def test_a_lease_given_back_is_free_at_once(store: Store) -> None:
    first = await store.take_lease("sender", holder="old", now=NOON)
    assert first is not None
    await store.give_lease(first, now=NOON)
    second = await store.take_lease("sender", holder="new", now=NOON)
    assert second is not None
    assert second.fence > first.fence


@pytest.mark.fault("E6")
async def test_a_sender_that_slept_past_its_lease_is_fenced(
    store: Store, record_property: Figure
) -> None:
    await with_chats(store, 7, 8, stories=stories(1))
    await promise(store, *posts([7, 8], 1))
    old = await store.take_lease("sender", holder="old", now=NOON)
    assert old is not None
    on_the_wire = await claimed(store, old)
    assert on_the_wire is not None
    later = NOON + 11 * SECOND
    new = await store.take_lease("sender", holder="new", now=later)
    assert new is not None
    stale = [await record(store, on_the_wire, Sent(1), old, now=later)]
    assert await store.recover(now=later) == 1
    stale.append(await record(store, on_the_wire, Sent(1), old, now=later))
    assert isinstance(await reserved(store, old, now=later), Fenced)
    assert not await store.keep_lease(old, now=later)
    copies = 1
    for wait in (timedelta(), GRACE):
        for delivery in await all_claimed(store, new, now=later + wait):
            copies += delivery.chat_id == on_the_wire.chat_id
            await record(store, delivery, Sent(2), new, now=later + wait)
    record_property("figure", f"D={copies - 1} stale commits={sum(stale)}")
    record_property("limit", "D<=1 stale commits=0")
    assert (copies, sum(stale)) == (2, 0)
    assert await store.queue_sizes() == {DeliveryState.SENT: 2}


@pytest.mark.fault("E1")
async def test_attempts_of_a_dead_sender_are_unknown_never_pending(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    dead = await store.take_lease("sender dead", holder="dead", now=NOON)
    assert dead is not None
    await claimed(store, dead)
    assert await store.recover(now=NOON) == 0
    assert await store.recover(now=NOON + LEASE) == 1
    assert await store.queue_sizes() == {DeliveryState.UNKNOWN: 1}


async def test_an_attempt_without_end_is_unknown_even_while_its_sender_lives(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    lease = await store.take_lease("sender", holder="me", now=NOON)
    assert lease is not None
    await claimed(store, lease)
    later = NOON + timedelta(minutes=3)
    await store.keep_lease(lease, now=later)
    assert await store.recover(now=later) == 1


WOKEN = NOON + timedelta(minutes=10)


async def given_up(store: Store) -> tuple[Lease, Delivery]:
    """An attempt on the wire that its own sender gave up when its machine woke."""
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    lease = await store.take_lease("sender", holder="me", now=NOON)
    assert lease is not None
    on_the_wire = await claimed(store, lease)
    assert on_the_wire is not None
    await store.keep_lease(lease, now=WOKEN)
    assert await store.recover(now=WOKEN) == 1
    return lease, on_the_wire


async def test_an_answer_that_comes_after_its_attempt_was_given_up_counts(store: Store) -> None:
    lease, on_the_wire = await given_up(store)
    refused = Never(SendFailure.NOT_ENCODED())
    assert not await record(store, on_the_wire, refused, lease, now=WOKEN)
    assert await record(store, on_the_wire, Sent(1), lease, now=WOKEN)
    assert await store.queue_sizes() == {DeliveryState.SENT: 1}
    assert not await record(store, on_the_wire, Sent(1), lease, now=WOKEN)


async def test_a_late_answer_does_not_count_once_the_message_was_sent_again(store: Store) -> None:
    lease, first = await given_up(store)
    second = await claimed(store, lease, now=WOKEN + GRACE)
    assert second is not None
    lost = Unknown(SendFailure.SENDER_GONE())
    assert await record(store, second, lost, lease, now=WOKEN + GRACE)
    assert not await record(store, first, Sent(1), lease, now=WOKEN + GRACE)
    assert await store.queue_sizes() == {DeliveryState.UNKNOWN: 1}


def test_a_process_sees_that_it_runs_and_that_another_has_ended() -> None:
    child = multiprocessing.get_context("spawn").Process(target=os.getpid)
    child.start()
    mine = holder_name()
    childs = mine.replace(f"/{os.getpid()}/", f"/{child.pid}/")
    child.join(30)
    assert not has_ended(mine)
    assert has_ended(childs)
    assert has_ended(mine.rpartition("/")[0] + "/1")
    assert not has_ended("elsewhere/1/2")
    assert not has_ended("a name from somewhere else")


@pytest.mark.skipif(not Path("/proc/self/ns/pid").is_symlink(), reason="only Linux has it")
def test_machines_of_one_name_are_not_one_machine() -> None:
    """Two of one image, on one PostgreSQL: the first process namespace has the same number too."""
    twin = f"{socket.gethostname()}{os.readlink('/proc/self/ns/pid')}"
    assert not has_ended(f"{twin}/{os.getpid()}/1")


async def test_the_lease_of_a_process_that_ended_is_free_at_once(store: Store) -> None:
    ended = holder_name().rpartition("/")[0] + "/1"
    assert await store.take_lease("sender", holder=ended, now=NOON) is not None
    assert await store.take_lease("sender", holder=holder_name(), now=NOON) is not None
    assert await store.take_lease("sender", holder="another", now=NOON) is None


async def test_the_attempts_of_a_process_that_ended_are_unknown_at_once(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    ended = holder_name().rpartition("/")[0] + "/1"
    lease = await store.take_lease("sender ended", holder=ended, now=NOON)
    assert lease is not None
    await claimed(store, lease)
    assert await store.recover(now=NOON) == 1
