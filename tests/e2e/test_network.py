"""The cable is pulled under a running bot: no feed answers, nor does Telegram, and nothing fails
at once. Then it is plugged in again.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.e2e.feeds import headlines
from tests.e2e.process import OWN_PYTHON, eventually
from tests.e2e.world import Record, World
from tests.network import Network, own_network

BULLETIN = "role: press\n    topics: [iss]"
CHATS = range(7001, 7021)
UNPLUGGED = 10.0


@pytest.fixture
def network() -> Iterator[Network]:
    """Made before the feeds' server and Telegram, which are in it."""
    with own_network() as network:
        yield network


@pytest.mark.fault("A20")
@pytest.mark.fault("D14")
async def test_a_pulled_cable_loses_nothing(
    network: Network, world: World, record_property: Record
) -> None:
    world.feeds.add("bulletin", BULLETIN)
    await world.subscribed(CHATS)
    world.within = OWN_PYTHON  # what others are forked from is not in this network
    bot = await world.start()
    news = headlines()
    titles = [next(news) for _ in range(6)]
    for title in titles[:4]:
        world.feeds.publish("bulletin", title)
    await eventually(lambda: len(world.posts()) > 15, said=lambda: bot.said)
    network.unplug()
    for title in titles[4:]:
        world.feeds.publish("bulletin", title)
    await asyncio.sleep(1)
    before, asked = len(world.posts()), world.feeds.asked["bulletin"]
    await asyncio.sleep(UNPLUGGED)
    passed = len(world.posts()) - before, world.feeds.asked["bulletin"] - asked
    network.plug()
    plugged = time.monotonic()
    wanted = {(chat, title) for chat in CHATS for title in titles}

    def told() -> Counter[tuple[object, str]]:
        words = ((call, title) for call in world.posts() for title in titles)
        return Counter((call.chat_id, title) for call, title in words if title in call.text)

    await eventually(lambda: wanted <= set(told()), within=90, said=lambda: bot.said)
    seconds = time.monotonic() - plugged
    repeated = sum(told().values()) - len(told())
    unanswered = sum(call.answered != "200" for call in world.posts())
    record_property(
        "figure", f"all told {seconds:.0f} s after {UNPLUGGED:.0f} s without network, D={repeated}"
    )
    record_property("limit", f"L=0, D<={unanswered}")
    assert passed == (0, 0)
    assert repeated <= unanswered
    assert bot.running
