"""No step between two awaits is long, however much is stored: others are answered meanwhile."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot.core.planning.planner import Plan
from bot.core.types import Chat, ChatKind
from storage.store import Store
from tests.build import NOON, a_delivery
from tests.integration.promised import Figure, a_lease, story_id
from tests.integration.storage.large import CHATS, SHARE, fill
from tests.integration.storage.test_feeds import STATE

MOST = 0.050
"""CPU seconds of the event loop's thread: by the clock, a busy machine takes what it likes."""


@dataclass
class Watched:
    """The longest step of the event loop."""

    longest: float = 0.0


@asynccontextmanager
async def loop_watched() -> AsyncIterator[Watched]:
    """Notes the longest step of the loop inside the block."""
    watched, stop = Watched(), asyncio.Event()

    async def watch() -> None:
        while not stop.is_set():
            last = time.thread_time()  # asleep it stands still
            await asyncio.sleep(0.0005)
            watched.longest = max(watched.longest, time.thread_time() - last)

    gc.collect()
    gc.freeze()  # what thousands of tests left behind is not for this one to look through
    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.01)
    yield watched
    stop.set()
    await watching


async def test_a_long_step_is_seen() -> None:
    async with loop_watched() as watched:
        await asyncio.sleep(0.01)
        end = time.thread_time() + 0.02
        while time.thread_time() < end:
            pass
        await asyncio.sleep(0.01)
    assert watched.longest >= 0.02


TO_ALL = Plan(
    deliveries=tuple(
        a_delivery(story=story_id(2), chat_id=each) for each in range(1, int(CHATS * SHARE) + 1)
    )
)
"""A story told to every chat; planned in a thread, so not part of any step."""


async def promising(store: Store) -> None:
    assert await store.record_poll(STATE, TO_ALL, now=NOON)
    while await store.unpack():
        pass


async def claiming(store: Store) -> None:
    lease = await a_lease(store)
    assert isinstance(await store.claim(lease, now=NOON, answered=NOON, most=60), tuple)


STEPS: dict[str, Callable[[Store], Awaitable[object]]] = {
    "audience": lambda store: store.audience(["iss"]),
    "messages of a story": lambda store: store.messages([story_id(1)]),
    "chats": lambda store: store.chats(),
    "chats with a digest": lambda store: store.chats_with("digest"),
    "queue sizes": lambda store: store.queue_sizes(),
    "stats": lambda store: store.days(NOON - timedelta(days=30), NOON),
    "promising": promising,
    "claiming": claiming,
    "expiry": lambda store: store.expire(now=NOON),
    "forgetting a chat": lambda store: store.forget_chat(7),
    "moving a chat": lambda store: store.move_chat(8, -1008),
    "parking a chat": lambda store: store.park_chat(9, now=NOON),
    "open stories": lambda store: store.open_stories(),
    "pruning": lambda store: store.prune(NOON + timedelta(days=31)),
}


@pytest.fixture
async def large(database: str) -> AsyncIterator[Store]:
    async with await Store.open(database) as store:
        await fill(store, SHARE)
        yield store


@pytest.mark.timeout(900)
@pytest.mark.fault("F8")
async def test_no_step_holds_up_the_others(large: Store, record_property: Figure) -> None:
    found: dict[str, float] = {}
    for name, step in STEPS.items():
        async with loop_watched() as watched:
            await step(large)
        found[name] = watched.longest
    slowest = max(found, key=lambda name: found[name])
    record_property("figure", f"{found[slowest] * 1000:.0f} ms: {slowest}")
    record_property("limit", f"{MOST * 1000:.0f} ms of CPU")
    assert {name: took for name, took in found.items() if took > MOST} == {}


async def test_what_is_counted_as_it_changes_is_what_there_is(store: Store) -> None:
    """The tally, after everything that may happen to a row."""
    await store.record_chat(Chat(7, ChatKind.PRIVATE))
    three = [replace(a_delivery(), story=story_id(number)) for number in (1, 2, 3)]
    await store.record_deliveries(three)
    await store.record_deliveries(three)
    await store.park_chat(7, now=NOON)
    await store.fold_tally()
    await store.resume_chat(7)
    await store.expire(now=NOON + timedelta(days=2))
    assert await store.queue_sizes() == {"expired": 3}
    await store.fold_tally()
    await store.forget_chat(7)
    assert await store.queue_sizes() == {}
