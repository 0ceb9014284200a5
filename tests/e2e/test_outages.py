"""The real process while Telegram is away: seen at once, nothing sent into it, nothing lost."""

import asyncio
import time
from collections import Counter

import pytest

from bot.local.faults import Fault, Symptom
from bot.local.journal import Call
from tests.e2e.feeds import headlines
from tests.e2e.process import Process, eventually
from tests.e2e.world import Record, World

CHATS = range(7001, 7007)
AWAY = 8.0


def _sends(world: World) -> list[Call]:
    return [call for call in world.telegram.journal.calls if call.method == "sendMessage"]


async def _red_after(bot: Process) -> float:
    """Seconds until /health says that Telegram does not answer."""
    began = time.monotonic()
    while "Telegram does not answer" not in " ".join((await bot.health()).reasons):  # noqa: ASYNC110  # another process
        await asyncio.sleep(0.2)
    return time.monotonic() - began


@pytest.mark.fault("D14")
async def test_an_outage_is_seen_at_once_and_loses_nothing(
    world: World, record_property: Record
) -> None:
    world.feeds.add("bulletin", "role: press\n    topics: [iss]")
    await world.subscribed(CHATS)
    bot = await world.start()
    news = headlines()
    titles = [next(news) for _ in range(3)]
    world.feeds.publish("bulletin", titles[0])
    await world.told(titles[0], times=len(CHATS) + 1)
    faults, before = world.telegram.faults, len(_sends(world))
    faults.add(Fault(Symptom.HTML, accepted=True, method="sendMessage", share=0.5, times=None))
    faults.add(Fault(Symptom.HTML, times=None))
    world.feeds.publish("bulletin", titles[1])
    await eventually(lambda: len(_sends(world)) > before, said=lambda: bot.said)
    red = await asyncio.wait_for(_red_after(bot), 60)
    asked = len(_sends(world))
    world.feeds.publish("bulletin", titles[2])
    await asyncio.sleep(AWAY)
    into_it = len(_sends(world)) - asked
    faults.clear()
    wanted = {(chat, title) for chat in CHATS for title in titles}

    def told() -> Counter[tuple[object, str]]:
        words = ((call, title) for call in world.posts() for title in titles)
        return Counter((call.chat_id, title) for call, title in words if title in call.text)

    await eventually(lambda: wanted <= set(told()), within=90, said=lambda: bot.said)
    repeated = told().total() - len(told())
    unanswered = sum(call.answered != "200" for call in world.posts())
    record_property("figure", f"red after {red:.1f} s, D={repeated}, sent into it {into_it}")
    record_property("limit", f"red within 15 s, L=0, D<={unanswered}, sent into it 0")
    assert red < 15
    assert into_it == 0
    assert repeated <= unanswered
    assert (await bot.health()).reasons == []
    assert bot.said.count("telegram does not answer") == 1
