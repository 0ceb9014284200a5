"""The catch-up message, from promises in a real store to what a chat reads."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.alerts.bursts import AT_ONCE as ONE_BY_ONE
from bot.core.alerts.bursts import GATHERING
from bot.core.delivery.messages import Message
from bot.core.delivery.outbox import Heard, Later, Never, Sent, Unknown, Worded
from bot.core.ledger.editor_events import Act
from bot.core.reasons import verbatim
from bot.core.types import (
    ChatKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Story,
    StoryEvent,
    Subscription,
    SubscriptionKind,
)
from bot.locale.loading import load_texts
from bot.sender.compose import Composer
from storage.outbox.leases import LEASE, Lease
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery, a_report, a_story
from tests.conversation import CATALOG
from tests.integration.promised import a_lease, begun, promise, record, reserved, story_id

THEN = NOON + GATHERING
BURST = 12
TITLES = ("Anchor", "Beacon", "Canopy", "Dynamo", "Ember", "Falcon", "Garnet", "Harbor", "Indigo",
          "Jasper", "Kestrel", "Lantern")  # fmt: skip


def story(number: int) -> Story:
    report = a_report(
        f"{TITLES[number - 1]} module docks with the station",
        entry=f"{number:032x}",
        url=f"https://tass.example/{number}",
    )
    return a_story(report, id=story_id(number), number=None)


def promised(numbers: Sequence[int], chat: int = 7, thread: int = 0) -> list[Delivery]:
    """One post of each story, those beyond five for the catch-up message."""
    made = [
        a_delivery(story=story_id(number), chat_id=chat, thread_id=thread) for number in numbers
    ]
    late = [replace(each, in_catch_up=True, not_before=THEN) for each in made[ONE_BY_ONE:]]
    return [*made[:ONE_BY_ONE], *late]


async def with_burst(
    store: Store, chat: int = 7, kind: ChatKind = ChatKind.PRIVATE, language: str = "en"
) -> Lease:
    """Twelve stories promised at once, of which five have been told."""
    await store.record_chat(a_chat(chat, kind=kind, language=language))
    await store.subscribe(Subscription(chat, 0, SubscriptionKind.TOPIC, "iss"))
    for number in range(1, BURST + 1):
        await store.record_story(story(number))
    await promise(store, *promised(range(1, BURST + 1), chat))
    lease = await a_lease(store)
    for _ in range(ONE_BY_ONE):
        alone, _ = await told(store, lease)
        await record(store, alone, Sent(alone.id or 0), lease)
    return lease


async def no_party_fails() -> frozenset[str]:
    return frozenset()


async def worded(store: Store, delivery: Delivery) -> Worded | None:
    composer = Composer(store, lambda: CATALOG, load_texts(), no_party_fails, lambda: "wire_bot")
    return await composer.worded(delivery, THEN)


async def told(store: Store, lease: Lease) -> tuple[Delivery, Message]:
    """What is sent next, begun, with its words."""
    claimed = await reserved(store, lease, now=THEN)
    assert isinstance(claimed, Delivery), claimed
    words = await worded(store, claimed)
    assert words is not None
    sending = await begun(store, replace(claimed, lists=words.lists), lease, now=THEN)
    assert sending is not None
    return sending, words.outgoing.message


def named(message: Message) -> list[str]:
    return [title for title in TITLES if title in message.plain]


async def test_what_is_more_than_five_is_one_message_with_a_link_to_each(store: Store) -> None:
    lease = await with_burst(store)
    first, message = await told(store, lease)
    assert message.plain.startswith("While I was not reading: 7 more stories\n")
    assert named(message) == list(TITLES[5:])
    for number in range(6, BURST + 1):
        assert f'href="https://tass.example/{number}"' in message.html
        assert f'href="https://t.me/wire_bot?start=s{number}"' in message.html
    await record(store, first, Sent(900), lease, now=THEN)
    assert await store.queue_sizes() == {DeliveryState.SENT: BURST}
    together = [each for each in await store.deliveries(DeliveryState.SENT) if each.in_catch_up]
    assert {each.message_id for each in together} == {900}
    assert await store.messages_in(story_id(BURST), 7, 0) == ()


async def test_it_is_in_the_readers_language(store: Store) -> None:
    lease = await with_burst(store, language="ru")
    _, message = await told(store, lease)
    assert message.plain.startswith("Пока меня не было на связи: ещё 7 историй\n")


async def test_it_waits_for_what_other_feeds_bring(store: Store) -> None:
    lease = await with_burst(store)
    more = [a_delivery(story=story_id(n), kind=DeliveryKind.REPLY, revision=1) for n in (1, 2)]
    soon = THEN + timedelta(minutes=1)
    await promise(store, *(replace(each, in_catch_up=True, not_before=soon) for each in more))
    _, message = await told(store, lease)
    assert named(message) == [*TITLES[:2], *TITLES[5:]]


async def test_a_story_that_was_muted_or_held_meanwhile_is_not_in_it(store: Store) -> None:
    lease = await with_burst(store)
    await store.subscribe(Subscription(7, 0, SubscriptionKind.MUTED_STORY, story_id(7)))
    await store.record_story(replace(story(8), held=True))
    first, message = await told(store, lease)
    assert named(message) == [TITLES[5], *TITLES[8:]]
    await record(store, first, Sent(900), lease, now=THEN)
    assert not isinstance(await reserved(store, lease, now=THEN), Delivery)
    assert await store.queue_sizes() == {DeliveryState.SENT: BURST - 2, DeliveryState.CANCELLED: 1}


async def test_what_became_part_of_what_the_chat_has_is_not_in_it(store: Store) -> None:
    lease = await with_burst(store)
    two = replace(story(1).reports[0], entry="f" * 32, title="Its hatch is open", development=2)
    joined = StoryEvent(NOON, Act.JOINED, "99", detail="1", development=2)
    for number in (1, 6):
        known = story(number)
        both = replace(known, reports=(*known.reports, two), events=(joined,))
        await store.record_story(both)
        late = a_delivery(story=story_id(number), development=2, not_before=THEN)
        await promise(store, replace(late, in_catch_up=True))
    _, message = await told(store, lease)
    assert message.plain.startswith("While I was not reading: 7 more stories\n")
    assert named(message) == list(TITLES[5:])


async def test_a_lost_answer_leaves_all_of_it_to_be_told_again(store: Store) -> None:
    lease = await with_burst(store)
    first, _ = await told(store, lease)
    await record(store, first, Unknown(verbatim("read timeout")), lease, now=THEN)
    later = THEN + timedelta(hours=1)
    again = await reserved(store, lease, now=later)
    assert isinstance(again, Delivery)
    assert (again.id, again.resent) == (first.id, True)
    words = await worded(store, again)
    assert words is not None
    assert named(words.outgoing.message) == list(TITLES[5:])


async def test_a_refusal_of_one_costs_no_other(store: Store) -> None:
    lease = await with_burst(store)
    first, _ = await told(store, lease)
    await record(store, first, Never(verbatim("message is bad")), lease, now=THEN)
    _, message = await told(store, lease)
    assert named(message) == list(TITLES[6:])


@pytest.mark.fault("E1")
@pytest.mark.parametrize(
    ("heard", "states"),
    [
        (True, {DeliveryState.SENT: BURST}),
        (False, {DeliveryState.SENT: 5, DeliveryState.UNKNOWN: 1, DeliveryState.PENDING: 6}),
    ],
)
async def test_a_kill_at_its_request_forgets_nothing_of_it(
    store: Store, heard: bool, states: dict[DeliveryState, int]
) -> None:
    lease = await with_burst(store)
    first, _ = await told(store, lease)
    notes = store.journal.open(lease.mark, "another machine/1")
    notes.asking(first)
    if heard:
        notes.heard(first, Heard(900))
    notes.end()
    await store.recover(now=THEN + LEASE)
    assert await store.queue_sizes() == states


async def test_a_parked_chat_finds_it_when_it_is_back(store: Store) -> None:
    lease = await with_burst(store)
    first, _ = await told(store, lease)
    await record(store, first, Later(verbatim("connection refused")), lease, now=THEN)
    await store.park_chat(7, now=THEN, reason="blocked")
    await store.resume_chat(7)
    later = THEN + timedelta(minutes=10)
    again = await reserved(store, lease, now=later)
    assert isinstance(again, Delivery)
    words = await worded(store, again)
    assert words is not None
    assert named(words.outgoing.message) == list(TITLES[5:])


async def test_more_than_a_message_holds_is_counted(store: Store) -> None:
    await store.record_chat(a_chat(7))
    await store.subscribe(Subscription(7, 0, SubscriptionKind.TOPIC, "iss"))
    for number in range(1, 101):
        report = a_report(
            f"Story {number}: " + "a module docks again " * 5, entry=f"{number:032x}"
        )
        await store.record_story(a_story(report, id=story_id(number), number=None))
    rows = [a_delivery(story=story_id(number), in_catch_up=True) for number in range(1, 101)]
    await promise(store, *rows)
    lease = await a_lease(store)
    first, message = await told(store, lease)
    shown = message.plain.count("Story ")
    assert message.plain.startswith("While I was not reading: 100 more stories\n")
    assert message.plain.endswith(f"and {100 - shown} more: /latest")
    assert 25 < shown < 60
    await record(store, first, Sent(900), lease, now=THEN)
    assert await store.queue_sizes() == {DeliveryState.SENT: 100}


async def test_what_a_chat_was_promised_lately_is_counted_by_place(store: Store) -> None:
    lease = await with_burst(store)
    thread = a_chat(-100, kind=ChatKind.SUPERGROUP, thread_id=5)
    await store.record_chat(thread)
    edit = a_delivery(story=story_id(1), kind=DeliveryKind.EDIT)
    await promise(store, *promised([1, 2], -100, 5), edit)
    assert await store.promised_since(NOON) == {(7, 0): BURST, (-100, 5): 2}
    assert await store.promised_since(NOON + timedelta(seconds=1)) == {}
    first, _ = await told(store, lease)
    await record(store, first, Unknown(verbatim("read timeout")), lease, now=THEN)
    assert (await store.promised_since(NOON))[7, 0] == BURST
