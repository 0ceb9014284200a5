"""SIGTERM ends the bot within ten seconds, whatever is under way."""

import asyncio
import signal

import pytest

from bot.core.types import DeliveryState
from bot.local.faults import hung_after, slow
from storage.store import Store
from tests.e2e.feeds import headlines
from tests.e2e.process import Process, eventually
from tests.e2e.world import Record, World

CHATS = range(6001, 6031)
GRACE = 11.0
"""Ten seconds, and one for a busy machine to notice."""


async def loaded(world: World) -> Process:
    """A bot in the midst of sending 150 messages."""
    world.feeds.add("bulletin", "role: press\n    topics: [iss]")
    await world.subscribed(CHATS)
    bot = await world.start()
    titles = headlines()
    for _ in range(5):
        world.feeds.publish("bulletin", next(titles))
    return bot


async def seconds_to_end(bot: Process) -> tuple[int, float]:
    clock = asyncio.get_running_loop().time
    began = clock()
    bot.signal(signal.SIGTERM)
    code = await bot.ended(within=20)
    return code, clock() - began


async def rows(world: World) -> dict[DeliveryState, int]:
    async with await Store.open(world.database_url) as store:
        return await store.queue_sizes()


@pytest.mark.fault("E3")
async def test_sigterm_under_load_ends_well(world: World, record_property: Record) -> None:
    bot = await loaded(world)
    wait = slow(0.2)
    wait.times, wait.method = None, "sendMessage"
    world.telegram.faults.add(wait)
    await eventually(lambda: len(world.posts()) > 20, said=lambda: bot.said)
    code, seconds = await seconds_to_end(bot)
    states = await rows(world)
    record_property("figure", f"exit {code} after {seconds:.1f} s; {states}")
    record_property("limit", "exit 0 within 10 s, 0 sending, 0 unknown")
    assert (code, seconds < GRACE) == (0, True), bot.said
    assert states.get(DeliveryState.SENDING, 0) + states.get(DeliveryState.UNKNOWN, 0) == 0
    assert states[DeliveryState.SENT] == len(world.posts())


@pytest.mark.fault("E4")
async def test_sigterm_does_not_wait_for_a_call_that_hangs(
    world: World, record_property: Record
) -> None:
    bot = await loaded(world)
    hang = hung_after(60)
    hang.method = "sendMessage"
    world.telegram.faults.add(hang)
    await eventually(lambda: any(call.answered == "hung" for call in world.posts()))
    bot.signal(signal.SIGTERM)
    await asyncio.sleep(0.5)
    code, seconds = await seconds_to_end(bot)
    states = await rows(world)
    record_property("figure", f"exit {code} after {seconds + 0.5:.1f} s; {states}")
    record_property("limit", "exit 0 within 10 s, the row unknown")
    assert (code, seconds < GRACE) == (0, True), bot.said
    assert (states.get(DeliveryState.SENDING, 0), states[DeliveryState.UNKNOWN]) == (0, 1)


@pytest.mark.fault("A1")
async def test_sigterm_does_not_wait_for_a_feed_that_hangs(world: World) -> None:
    world.feeds.add("healthy")
    world.feeds.broken["hangs"] = lambda request: asyncio.sleep(600)  # type: ignore[assignment, return-value]
    bot = await world.start()
    await eventually(lambda: world.feeds.asked["hangs"])
    code, seconds = await seconds_to_end(bot)
    assert (code, seconds < 5) == (0, True), bot.said
