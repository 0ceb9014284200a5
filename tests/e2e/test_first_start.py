"""What is read quietly is ground: the next development of it is told, as a message that stands on
its own.
"""

import asyncio

from bot.local.journal import Call
from bot.local.server import CHANNEL_ID, PERSON_ID
from tests.e2e.process import eventually
from tests.e2e.world import World

STATION_BLOG = "role: official\n    speaks_for: nasa\n    topics: [iss]"
LEAK = (
    "Coolant leaks from Progress MS-51 docked to the International Space Station",
    "Drops were seen leaving the cargo ship; the crew is safe.",
)
AGAIN = (
    "Progress MS-51 at the International Space Station is leaking coolant",
    "The cargo ship loses coolant from its radiator; the crew is safe.",
)
CAUSE = (
    "Meteoroid caused the coolant leak of Progress MS-51, commission finds",
    "A commission on the cargo ship at the International Space Station has ended its work.",
)


async def _only(world: World, words: str) -> Call:
    """The one message of the channel, which has these words."""
    [call] = await world.told(words, CHANNEL_ID)
    await asyncio.sleep(1)
    assert world.posts(CHANNEL_ID) == [call]
    return call


async def test_the_next_development_of_what_was_read_quietly_is_a_post(world: World) -> None:
    world.feeds.publish("wire", *LEAK)
    world.feeds.add("station-blog", STATION_BLOG)
    await world.start()
    world.feeds.publish("station-blog", *CAUSE)
    post = await _only(world, CAUSE[0])
    assert post.reply_to is None
    assert post.plain.splitlines()[0] == f"🟢 {CAUSE[0]}"
    assert f"Earlier: {LEAK[0]}" in post.plain


async def test_another_telling_of_what_was_read_quietly_is_no_news(world: World) -> None:
    world.feeds.publish("wire", *LEAK)
    world.feeds.add("press")
    bot = await world.start()
    world.feeds.publish("press", *AGAIN)
    await eventually(lambda: "new=1 matched=1" in bot.said, said=lambda: bot.said)
    world.feeds.publish("wire", *CAUSE)
    assert (await _only(world, CAUSE[0])).reply_to is None


async def test_a_feed_that_is_added_later_is_read_quietly_and_is_ground_too(world: World) -> None:
    world.feeds.add("press")
    bot = await world.start()
    world.feeds.publish("station-blog", *LEAK)
    world.feeds.add("station-blog", STATION_BLOG)
    world.write_catalog()
    await eventually(lambda: "feeds.yaml was reloaded" in bot.said, said=lambda: bot.said)
    await eventually(lambda: world.feeds.asked["station-blog"] > 1)
    assert world.posts(CHANNEL_ID) == []
    world.feeds.publish("press", *CAUSE)
    post = await _only(world, CAUSE[0])
    assert (post.reply_to, post.plain[0]) == (None, "⚪")
    assert f"Earlier: {LEAK[0]}" in post.plain


async def test_a_channel_that_is_bound_may_be_given_what_was_read_quietly(world: World) -> None:
    world.feeds.channel = False
    world.feeds.publish("wire", *LEAK)
    await world.start()
    people = world.telegram.people
    people.say(PERSON_ID, PERSON_ID, "/bind @isswire")
    [bound] = await world.told("gets: International Space Station", PERSON_ID)
    assert bound.message_id is not None
    rows = world.telegram.world.place(PERSON_ID).messages[bound.message_id].buttons
    data = {each["text"]: each["callback_data"] for row in rows for each in row}
    people.press(PERSON_ID, bound.message_id, data["Post the newest story"], PERSON_ID)
    await _only(world, LEAK[0])
