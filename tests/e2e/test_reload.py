"""feeds.yaml while the bot runs: a good edit is taken over, a bad one told once."""

import asyncio
import time

import pytest
from aiohttp import web

from bot.local.faults import slow
from storage.store import Store
from tests.e2e.feeds import document, headlines, item
from tests.e2e.process import eventually
from tests.e2e.world import Record, World

ADMIN = 1001


@pytest.mark.fault("H2")
async def test_a_good_edit_takes_effect_within_five_seconds(
    world: World, record_property: Record
) -> None:
    world.feeds.add("press")
    bot = await world.start(ADMIN_IDS=str(ADMIN))
    world.telegram.people.say(ADMIN, ADMIN, "/start")
    world.feeds.add("extra")
    world.write_catalog()
    began = time.monotonic()
    await eventually(lambda: "feeds.yaml was reloaded" in bot.said, said=lambda: bot.said)
    seconds = time.monotonic() - began
    record_property("figure", f"{seconds:.1f} s")
    record_property("limit", "5 s")
    await eventually(lambda: world.feeds.asked["extra"] > 1)
    world.feeds.publish("extra", "Crew of the ISS fixes a leak")
    await world.told("fixes a leak")
    [notice] = await world.told("feeds.yaml was reloaded", ADMIN)
    assert "+1 feed\n+ feed extra" in notice.text
    assert seconds < 5


@pytest.mark.fault("H1")
async def test_a_bad_edit_keeps_the_catalog_and_is_told_once(world: World) -> None:
    world.feeds.add("press")
    bot = await world.start(ADMIN_IDS=str(ADMIN))
    world.telegram.people.say(ADMIN, ADMIN, "/start")
    good = world.feeds_file.read_text(encoding="utf-8")
    world.feeds_file.write_text(good.replace("role: press", "role: pres"), encoding="utf-8")
    [notice] = await world.told("is refused", ADMIN)
    assert "feeds.press.role" in notice.text
    assert (await bot.health()).notes == ["feeds.yaml is refused, the last good one is in force"]
    await asyncio.sleep(4)
    world.feeds.publish("press", "Crew of the ISS fixes a leak")
    await world.told("fixes a leak")
    assert len(await world.told("is refused", ADMIN)) == 1
    world.feeds_file.write_text(good + "\n# mended\n", encoding="utf-8")
    await asyncio.sleep(4)
    assert ("Traceback" in bot.said, bot.said.count("refused, the old")) == (False, 1)
    assert (await bot.health()).notes == []


@pytest.mark.fault("H3")
async def test_a_feed_taken_out_while_it_is_read_tells_nothing_more(
    world: World, record_property: Record
) -> None:
    world.feeds.add("press")
    world.feeds.add("leaving")
    bot = await world.start()
    hold = slow(3.0)
    hold.method = "sendMessage"
    world.telegram.faults.add(hold)
    world.feeds.publish("leaving", "Progress brings fuel to the ISS")
    await eventually(lambda: "promises=1" in bot.said, said=lambda: bot.said)
    asked, answer = asyncio.Event(), asyncio.Event()

    async def late(request: web.Request) -> web.StreamResponse:
        asked.set()
        await answer.wait()
        news = document("leaving", item("leaving", "Crew of the ISS fixes a leak"))
        return web.Response(body=news, content_type="application/rss+xml")

    world.feeds.broken["leaving"] = late
    await asyncio.wait_for(asked.wait(), 20)
    text = world.feeds_file.read_text(encoding="utf-8")
    kept = text[: text.index("  leaving:")] + text[text.index("topics:") :]
    world.feeds_file.write_text(kept, encoding="utf-8")
    await eventually(lambda: "feeds.yaml was reloaded" in bot.said, said=lambda: bot.said)
    answer.set()
    world.feeds.publish("press", "Spacewalk outside the ISS begins")
    await world.told("Spacewalk")
    told = [sum(word in call.text for call in world.posts()) for word in ("Progress", "leak")]
    async with await Store.open(world.database_url) as store:
        history = (await store.stats())["entry"]
    record_property(
        "figure", f"L={1 - told[0]} D=0 X={bot.said.count('Traceback')}, new {told[1]}"
    )
    record_property("limit", "L=0 D=0 X=0, new 0")
    assert (told, history, "Traceback" in bot.said) == ([1, 0], 2, False)


@pytest.mark.fault("H6")
async def test_a_feed_with_another_address_tells_nothing_it_had_there(
    world: World, record_property: Record
) -> None:
    titles = headlines()
    world.feeds.add("bulletin", "role: press\n    topics: [iss]")
    world.feeds.add("elsewhere", "role: press\n    topics: [iss]")
    for _ in range(8):
        world.feeds.publish("elsewhere", next(titles))
    text = world.feeds.catalog()
    moved = text[: text.index("  elsewhere:")] + text[text.index("topics:\n  iss:") :]
    world.feeds_file.write_text(moved, encoding="utf-8")
    bot = world.process()
    await bot.start()
    await eventually(lambda: world.feeds.asked["bulletin"] > 1, said=lambda: bot.said)
    moved = moved.replace("/bulletin.xml", "/elsewhere.xml")
    world.feeds_file.write_text(moved, encoding="utf-8")
    await eventually(lambda: world.feeds.asked["elsewhere"] > 1, said=lambda: bot.said)
    world.feeds.publish("elsewhere", "Teapot whistles at dawn")
    await world.told("Teapot")
    record_property("figure", f"flood messages {len(world.posts()) - 1}")
    record_property("limit", "0")
    assert len(world.posts()) == 1
