"""feeds.yaml while the bot runs: a good edit is taken over, a bad one told once."""

import asyncio
import time

import pytest

from tests.e2e.process import eventually
from tests.e2e.world import Record, World

ADMIN = 1001


@pytest.mark.fault("H2")
async def test_a_good_edit_takes_effect_within_five_seconds(
    world: World, record_property: Record
) -> None:
    world.feeds.add("press")
    bot = await world.start()
    world.feeds.add("extra")
    world.write_catalog()
    began = time.monotonic()
    await eventually(lambda: "feeds.yaml taken over" in bot.said, said=lambda: bot.said)
    seconds = time.monotonic() - began
    record_property("figure", f"{seconds:.1f} s")
    record_property("limit", "5 s")
    await eventually(lambda: world.feeds.asked["extra"] > 1)
    world.feeds.publish("extra", "Crew of the ISS fixes a leak")
    await world.told("fixes a leak")
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
    await asyncio.sleep(4)
    world.feeds.publish("press", "Crew of the ISS fixes a leak")
    await world.told("fixes a leak")
    assert len(await world.told("is refused", ADMIN)) == 1
    world.feeds_file.write_text(good + "\n# mended\n", encoding="utf-8")
    await asyncio.sleep(4)
    assert ("Traceback" in bot.said, bot.said.count("refused, the old")) == (False, 1)
