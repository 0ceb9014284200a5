"""What a killed sender's notes tell about its last attempts."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.delivery.outbox import Heard
from bot.core.types import Delivery, DeliveryState
from storage.outbox.holders import holder_name
from storage.outbox.leases import LEASE, Lease
from storage.outbox.send_journal import SenderNotes, SendJournal
from storage.store import Store
from tests.build import NOON
from tests.integration.promised import (
    claimed,
    posts,
    promise,
    stories,
    story_id,
    with_chats,
)

ENDED = holder_name().rpartition("/")[0] + "/1"
"""A process of this machine that runs no more."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A delivery committed as `sending` by a sender with notes."""

    lease: Lease
    delivery: Delivery
    wire: SenderNotes


@pytest.fixture
def store(store: Store, tmp_path: Path) -> Store:
    """A store whose notes are in the test's own folder."""
    store.journal = SendJournal(tmp_path, "isswire-test-")
    return store


async def an_attempt(store: Store, holder: str = ENDED) -> Attempt:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    lease = await store.take_lease("sender somebody", holder=holder, now=NOON)
    assert lease is not None
    delivery = await claimed(store, lease)
    assert delivery is not None
    return Attempt(lease, delivery, store.journal.open(lease.mark, holder))


@pytest.mark.fault("E1")
async def test_what_a_killed_sender_had_not_written_is_pending_again(store: Store) -> None:
    attempt = await an_attempt(store)
    assert await store.recover(now=NOON) == 1
    (free,) = await store.deliveries(DeliveryState.PENDING)
    assert (free.id, free.attempts, free.resent) == (attempt.delivery.id, 0, False)


@pytest.mark.fault("E1")
async def test_what_it_had_written_is_unknown(store: Store) -> None:
    attempt = await an_attempt(store)
    attempt.wire.asking(attempt.delivery)
    await store.recover(now=NOON)
    assert await store.queue_sizes() == {DeliveryState.UNKNOWN: 1}


@pytest.mark.fault("E1")
async def test_what_it_had_heard_is_sent_with_its_post(store: Store) -> None:
    attempt = await an_attempt(store)
    attempt.wire.asking(attempt.delivery)
    attempt.wire.heard(attempt.delivery, Heard(900, "f00"))
    await store.recover(now=NOON)
    (sent,) = await store.deliveries(DeliveryState.SENT)
    (post,) = await store.messages_in(story_id(1), 7, 0)
    assert (sent.message_id, post.message_id, post.shown) == (900, 900, "f00")


@pytest.mark.fault("E6")
async def test_notes_of_a_process_that_still_runs_prove_nothing(store: Store) -> None:
    await an_attempt(store, holder_name())
    await store.recover(now=NOON + LEASE)
    assert await store.queue_sizes() == {DeliveryState.UNKNOWN: 1}


async def test_without_notes_an_attempt_is_unknown(store: Store) -> None:
    attempt = await an_attempt(store)
    attempt.wire.drop()
    await store.recover(now=NOON)
    assert await store.queue_sizes() == {DeliveryState.UNKNOWN: 1}


async def test_notes_that_cannot_be_written_are_no_notes(store: Store) -> None:
    attempt = await an_attempt(store)
    store.journal.open(attempt.lease.mark, ENDED).drop()
    attempt.wire.asking(attempt.delivery)
    attempt.wire.over(attempt.delivery)
    assert store.journal.trace(attempt.lease.mark, attempt.delivery) is None


async def test_a_sender_that_stops_in_order_knows_what_it_never_asked(store: Store) -> None:
    attempt = await an_attempt(store, holder_name())
    attempt.wire.end()
    await store.give_lease(attempt.lease, now=NOON)
    assert await store.queue_sizes() == {DeliveryState.PENDING: 1}


def test_notes_are_swept_once_their_sender_has_ended(tmp_path: Path) -> None:
    notes = SendJournal(tmp_path, "isswire-test-")
    notes.open("sender#1", ENDED)
    notes.open("sender#2", holder_name())
    notes.sweep(notes.of_ended())
    assert len(list(tmp_path.iterdir())) == 1


def test_an_ordinary_end_leaves_nothing_behind(tmp_path: Path) -> None:
    notes = SendJournal(tmp_path, "isswire-test-")
    with notes.open("sender#1", holder_name()):
        assert len(list(tmp_path.iterdir())) == 1
    assert not list(tmp_path.iterdir())


async def test_notes_are_kept_until_what_they_tell_is_settled(store: Store) -> None:
    attempt = await an_attempt(store, holder_name())
    attempt.wire.heard(attempt.delivery, Heard(5))
    attempt.wire.end()
    ended = store.journal.of_ended()
    assert await store.recover(now=NOON) == 0
    store.journal.sweep(ended)
    await store.give_lease(attempt.lease, now=NOON)
    assert await store.queue_sizes() == {DeliveryState.SENT: 1}
