"""Many stories to many chats under Telegram's limits: never refused, in order, and no slower."""

import pytest

from bot.core.pacing import LIMITS
from tests.e2e.feeds import headlines
from tests.e2e.process import eventually
from tests.e2e.world import Record, World

CHATS = range(9001, 9031)
STORIES = 20
"""A tenth of the whole measure, 200 x 30, whose lower bound is 240 s."""


@pytest.mark.soak
@pytest.mark.fault("D6")
async def test_the_pace_is_used_and_never_exceeded(world: World, record_property: Record) -> None:
    world.telegram.limits.enforced = True
    for number in range(4):
        world.feeds.add(f"bulletin{number}", "role: press\n    topics: [iss]")
    await world.subscribed(CHATS)
    await world.start()
    titles = headlines()
    for number in range(STORIES):
        world.feeds.publish(f"bulletin{number % 4}", next(titles))
    wanted = STORIES * len(CHATS)

    def calls() -> list[float]:
        return [call.clock for call in world.posts() if call.chat_id in CHATS]

    await eventually(lambda: len(calls()) >= wanted, within=100, said=lambda: len(calls()))
    everything = [call.clock for call in world.posts()]
    seconds = max(everything) - min(everything)
    bound = (len(everything) - 1) * LIMITS.gap.total_seconds()
    refused = world.telegram.journal.answered("429")
    record_property("figure", f"{seconds:.1f} s for {len(everything)}, {refused} refused")
    record_property("limit", f"{bound:.1f} s + 10 %, 0 refused")
    assert (len(calls()), refused) == (wanted, 0)
    assert seconds <= bound * 1.1
