"""A feed that brings a dozen stories at once, to people who want them in different ways."""

import pytest
from sqlalchemy import text

from bot.core.types import Chat, ChatKind, Subscription, SubscriptionKind
from storage.store import Store
from tests.e2e.doomed import Doom
from tests.e2e.feeds import headlines, item
from tests.e2e.process import eventually
from tests.e2e.toll import NEWS
from tests.e2e.world import Record, World

ALL, RUSSIAN, TRACKER = READERS = range(7201, 7204)
WORD = "Perigee"
"""In every headline, so that it can be tracked."""
BURST = 12


async def with_readers(world: World) -> None:
    async with await Store.open(world.database_url) as store:
        for id, language in ((ALL, "en"), (RUSSIAN, "ru"), (TRACKER, "en")):
            world.telegram.world.add_person(id, f"person{id}")
            await store.record_chat(Chat(id, ChatKind.PRIVATE, language=language))
        for id in (ALL, RUSSIAN):
            await store.subscribe(Subscription(id, 0, SubscriptionKind.TOPIC, "iss"))
        await store.subscribe(Subscription(TRACKER, 0, SubscriptionKind.PHRASE, WORD))


async def gathered(world: World) -> None:
    """The two minutes for which a catch-up message waits have passed."""
    due = text("UPDATE delivery SET not_before = created WHERE state = 'pending'")
    async with await Store.open(world.database_url) as store:
        await store.run_change(lambda db: db.execute(due))


@pytest.mark.fault("C5")
@pytest.mark.fault("E1")
async def test_a_burst_is_told_whole_though_the_process_is_killed_before_it_sends(
    world: World, record_property: Record, database: str
) -> None:
    world.database = database
    world.feeds.add("bulletin", "role: press\n    topics: [iss]")
    world.feeds.channel = False
    await with_readers(world)
    bot = await world.start()
    await bot.kill()
    news = headlines()
    titles = [f"{WORD} {next(news)}" for _ in range(BURST)]
    world.feeds.items["bulletin"][:0] = [item("bulletin", title) for title in titles]
    doomed = world.process()
    doomed.doom = Doom(NEWS, "pending", after=True)
    await doomed.start()
    await doomed.ended()
    assert world.posts() == []
    bot = world.process()
    await bot.start()
    await eventually(
        lambda: all(len(world.posts(reader)) == 5 for reader in READERS), said=lambda: bot.said
    )
    await gathered(world)
    await eventually(
        lambda: all(len(world.posts(reader)) == 6 for reader in READERS), said=lambda: bot.said
    )
    for reader in READERS:
        *alone, together = world.posts(reader)
        told = {title for title in titles for call in alone if title in call.text}
        listed = {title for title in titles if title in together.text}
        assert (len(told), len(listed), told | listed) == (5, 7, set(titles))
        assert together.silent
    assert "7 more stories" in world.posts(ALL)[-1].text
    assert "ещё 7 историй" in world.posts(RUSSIAN)[-1].text
    record_property(
        "figure", f"{BURST} stories at once: 5 messages and a list of 7, killed before"
    )
    record_property("limit", "L=0 D=0")
