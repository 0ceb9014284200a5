"""The main job of the real process: news is told once, and only news."""

import asyncio
from dataclasses import replace

import pytest

from bot.local.faults import refused
from bot.local.server import CHANNEL_ID
from tests.e2e.feeds import headlines
from tests.e2e.process import eventually
from tests.e2e.world import Record, World

LEAVE = "Russia will leave the International Space Station after 2024, Roscosmos says"
BLOG = "role: official\n    speaks_for: nasa\n    topics: [iss]"
DENIAL = (
    "NASA: no official word from Russia on leaving the International Space Station after 2024",
    "NASA has not been made aware of any decision by Roscosmos to leave the station.",
)
OUTLETS = ("alpha", "beta", "gamma")


@pytest.mark.fault("C10")
async def test_one_story_of_several_feeds_is_one_post(world: World) -> None:
    for name in OUTLETS:
        world.feeds.publish(name, "Roscosmos and NASA agree on seats to the ISS")
    bot = await world.start()
    for name in OUTLETS:
        world.feeds.publish(name, LEAVE)
    await world.told("leave the International")
    await eventually(lambda: bot.said.count("new=1") >= 6, said=lambda: bot.said)
    await asyncio.sleep(1)
    assert [call.chat_id for call in world.posts()] == [CHANNEL_ID]


@pytest.mark.fault("C6")
async def test_the_first_poll_of_a_feed_tells_nothing(world: World) -> None:
    titles = headlines()
    world.feeds.add("bulletin", "role: press\n    topics: [iss]")
    for _ in range(9):
        world.feeds.publish("bulletin", next(titles))
    await world.start()
    world.feeds.publish("bulletin", "Crew of the ISS fixes a leak")
    await world.told("fixes a leak")
    assert len(world.posts()) == 1


async def test_the_word_of_a_party_is_a_reply_to_the_post(world: World) -> None:
    world.feeds.add("press")
    world.feeds.add("station-blog", BLOG)
    await world.start()
    world.feeds.publish("press", LEAVE)
    [post] = await world.told("leave the International")
    world.feeds.publish("station-blog", *DENIAL)
    await eventually(lambda: len(world.posts()) == 2, said=lambda: world.telegram.journal.calls)
    assert world.posts()[1].reply_to == post.message_id


async def test_an_unchanged_feed_is_asked_conditionally(
    world: World, record_property: Record
) -> None:
    world.feeds.publish("press", LEAVE)
    await world.start()
    await eventually(lambda: world.feeds.asked["press"] >= 5)
    share = world.feeds.unchanged["press"] / (world.feeds.asked["press"] - 1)
    record_property("figure", f"{share:.0%} of later polls were answered 304")
    assert share == 1


@pytest.mark.soak
@pytest.mark.timeout(900)  # a post stands ten minutes before it is edited
async def test_after_a_reply_the_post_is_edited_once(world: World) -> None:
    world.feeds.add("press")
    world.feeds.add("station-blog", BLOG)
    await world.start()
    world.feeds.publish("press", LEAVE)
    [post] = await world.told("leave the International")
    world.feeds.publish("station-blog", *DENIAL)
    await eventually(world.edits, within=660, said=lambda: world.telegram.journal.calls)
    await asyncio.sleep(3)
    assert [call.message_id for call in world.edits()] == [post.message_id]


async def test_a_channel_is_told_while_telegram_does_not_answer_who_it_is(world: World) -> None:
    broken = refused(500, "Internal Server Error")
    world.telegram.faults.add(replace(broken, method="getChat", times=None))
    world.feeds.add("press")
    numbered = world.feeds.catalog().replace('"@isswire"', str(CHANNEL_ID))
    world.feeds_file.write_text(numbered, encoding="utf-8")
    await world.start()
    world.feeds.publish("press", "Crew of the ISS fixes a leak")
    await world.told("fixes a leak", CHANNEL_ID)
