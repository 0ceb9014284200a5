"""A store in which chats were promised deliveries, for the tests of the outbox."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.delivery.outbox import SendResult, rest_of, settle, stop_of
from bot.core.delivery.pacing import EPOCH, Limits
from bot.core.types import Chat, ChatKind, Delivery, Story, Subscription, SubscriptionKind
from storage.outbox.claims import Fenced, Wait
from storage.outbox.deliveries import Outcome
from storage.outbox.leases import Lease
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery, a_report, a_story

Figure = Callable[[str, object], None]
"""pytest's `record_property`: what `make faults` prints."""

AT_ONCE = Limits(
    gap=timedelta(),
    slack=timedelta(),
    chat_gap=timedelta(),
    chat_burst=1,
    group_gap=timedelta(),
    lead=timedelta(),
    least_gap=timedelta(),
    early=timedelta(),
)
"""No pace at all, for tests that are about something else."""


def story_id(number: int) -> str:
    return f"{number:016x}"


def stories(count: int) -> list[Story]:
    return [
        a_story(a_report(entry=f"{number:032x}"), id=story_id(number), number=None)
        for number in range(1, count + 1)
    ]


async def with_chats(store: Store, *ids: int, stories: Iterable[Story] = ()) -> None:
    """Chats that want the topic iss, and stories about it."""
    for each in ids:
        await store.record_chat(chat_of(each))
        await store.subscribe(Subscription(each, 0, SubscriptionKind.TOPIC, "iss"))
    for story in stories:
        await store.record_story(story)


def chat_of(id: int) -> Chat:
    return a_chat(id) if id > 0 else a_chat(id, kind=ChatKind.GROUP)


async def promise(store: Store, *deliveries: Delivery) -> None:
    await store.record_deliveries(deliveries)


def posts(chats: Sequence[int], count: int) -> list[Delivery]:
    """`count` stories for every chat, story by story."""
    return [
        a_delivery(story=story_id(number), chat_id=chat)
        for number in range(1, count + 1)
        for chat in chats
    ]


async def a_lease(store: Store, *, now: datetime = NOON, holder: str = "me") -> Lease:
    lease = await store.take_lease(store.sender_lease(holder), holder=holder, now=now)
    assert lease is not None
    return lease


async def claimed(
    store: Store,
    lease: Lease,
    *,
    now: datetime = NOON,
    answered: datetime | None = None,
    send_answered: datetime = EPOCH,
    limits: Limits = AT_ONCE,
) -> Delivery | None:
    """The next delivery, `sending`; None where there is none to be had now. Telegram has answered
    just now, or when it is said to have.
    """
    match await reserved(
        store, lease, now=now, answered=answered, send_answered=send_answered, limits=limits
    ):
        case Delivery() as delivery:
            return await begun(store, delivery, lease, now=now)
        case Wait():
            return None
        case Fenced():
            raise AssertionError("fenced")


async def reserved(
    store: Store,
    lease: Lease,
    *,
    now: datetime = NOON,
    answered: datetime | None = None,
    send_answered: datetime = EPOCH,
    limits: Limits = AT_ONCE,
) -> Delivery | Wait | Fenced:
    """The next delivery alone, not begun yet."""
    heard = answered or now
    match await store.claim(
        lease, now=now, answered=heard, send_answered=send_answered, limits=limits
    ):
        case (turn,):
            return turn.delivery
        case Wait() | Fenced() as answer:
            return answer
        case more:
            raise AssertionError(f"asked for one, got {more}")


async def begun(
    store: Store, delivery: Delivery, lease: Lease, *, now: datetime = NOON
) -> Delivery | None:
    found = await store.begin([delivery], lease, now=now)
    return found[0] if found else None


async def all_claimed(
    store: Store, lease: Lease, *, now: datetime = NOON, limits: Limits = AT_ONCE
) -> list[Delivery]:
    found: list[Delivery] = []
    while delivery := await claimed(store, lease, now=now, limits=limits):
        found.append(delivery)
    return found


async def record(
    store: Store, delivery: Delivery, result: SendResult, lease: Lease, *, now: datetime = NOON
) -> bool:
    """Do what the sender does with an answer."""
    settled = settle(delivery, result, now=now)
    rest, stop = rest_of(result, now=now), stop_of(result, now=now)
    return await recorded(store, Outcome(settled, rest=rest, stop=stop), lease, now=now)


async def recorded(store: Store, outcome: Outcome, lease: Lease, *, now: datetime = NOON) -> bool:
    """Whether it was the outcome of the attempt under way."""
    return bool(await store.record_results([outcome], lease, now=now))


async def waits_until(store: Store, lease: Lease, *, now: datetime = NOON) -> datetime | None:
    answer = await reserved(store, lease, now=now)
    assert isinstance(answer, Wait)
    return answer.until


def at(delivery: Delivery, **changes: object) -> Delivery:
    return replace(delivery, **changes)  # type: ignore[arg-type]  # field names are the caller's
