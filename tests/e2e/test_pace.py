"""Many stories to many chats under Telegram's limits: never refused, in order, and no slower."""

import os
from collections import defaultdict
from itertools import pairwise

import pytest

from bot.core.delivery.pacing import LIMITS
from bot.core.types import ChatKind
from tests.e2e.feeds import headlines
from tests.e2e.process import eventually
from tests.e2e.world import Record, World

PEOPLE = range(9001, 9025)
GROUPS = range(-1009000000004, -1009000000000)
CHANNELS = range(-1008000000002, -1008000000000)
CHATS = (*PEOPLE, *GROUPS, *CHANNELS)

STORIES = int(os.environ.get("ISSWIRE_STORIES", "200"))
"""A group takes 18 a minute: 200 of them take eleven minutes."""
A_FEED = 5
"""More new ones in one poll would be told in one catch-up message."""


def _inversions(world: World, titles: list[str]) -> int:
    """Messages of a chat before which a later promise of it went out."""
    order: dict[object, list[str]] = defaultdict(list)
    for call in world.posts():
        order[call.chat_id] += [title for title in titles if title in call.text]
    first = {title: place for place, title in enumerate(order[PEOPLE[0]])}
    return sum(
        first[later] < first[earlier]
        for told in order.values()
        for earlier, later in pairwise(told)
    )


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.fault("D6")
async def test_the_pace_is_used_and_never_exceeded(world: World, record_property: Record) -> None:
    world.telegram.limits.enforced = True
    feeds = -(-STORIES // A_FEED)
    for number in range(feeds):
        world.feeds.add(f"bulletin{number}", "role: press\n    topics: [iss]")
    await world.subscribed(PEOPLE)
    await world.subscribed(GROUPS, ChatKind.SUPERGROUP)
    await world.subscribed(CHANNELS, ChatKind.CHANNEL)
    await world.start()
    headline = headlines()
    titles = [next(headline) for _ in range(STORIES)]
    for number, title in enumerate(titles):
        world.feeds.publish(f"bulletin{number % feeds}", title)
    wanted = STORIES * len(CHATS)

    def told() -> int:
        return sum(call.chat_id in CHATS for call in world.posts())

    everything = STORIES * (len(CHATS) + 1)
    bound = max(
        (everything - 1) * LIMITS.gap.total_seconds(),
        (STORIES - 1) * LIMITS.group_gap.total_seconds(),
    )
    await eventually(lambda: told() >= wanted, within=bound * 1.2 + 60, said=told)
    clocks = [call.clock for call in world.posts()]
    seconds = max(clocks) - min(clocks)
    refused = world.telegram.journal.answered("429")
    broken = dict(world.telegram.limits.violations)
    inversions = _inversions(world, titles)
    record_property(
        "figure",
        f"{seconds:.1f} s for {len(clocks)}: {seconds / bound:.3f} of the bound; "
        f"{refused} refused {broken}, order {inversions}",
    )
    record_property("limit", f"{bound:.1f} s + 10 %, 0 refused, order 0")
    assert (told(), refused, inversions) == (wanted, 0, 0)
    assert seconds <= bound * 1.1
