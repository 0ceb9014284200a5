"""The machine's clock is set, or the machine sleeps, under a running bot: nothing is lost,
repeated or hurried.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.app.clock import BELIEVED_AFTER
from tests.e2e.feeds import headlines
from tests.e2e.process import Process, eventually
from tests.e2e.world import Record, World
from tests.machine import Machine

BULLETIN = "role: press\n    topics: [iss]"
CHATS = range(6001, 6021)
WANTED = len(CHATS)
"""Copies of a story."""

EVERY = 2.0
LATEST = EVERY * 1.2 + 1
"""Seconds from a poll to the next: the most that chance adds, and the beat that looks."""

FEEDS, A_BEAT = 60, 10
"""Of few feeds ten are polled at a beat of a second."""

BUNCHED = 3
"""Beats that may come at once: the one at waking, one queued behind it, one on time."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Clocked:
    """A bot on a machine with clocks of its own, and when its feed was asked."""

    world: World
    machine: Machine
    process: Process
    asked: list[float] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    headlines: Iterator[str] = field(default_factory=headlines)

    def publish(self) -> None:
        self.titles.append(next(self.headlines))
        self.world.feeds.publish("bulletin", self.titles[-1])

    async def says(self, words: str) -> None:
        await eventually(lambda: words in self.process.said, said=lambda: self.process.said)

    async def all_told(self) -> None:
        """Everybody has everything that was published."""
        wanted = len(self.titles) * WANTED
        await eventually(lambda: len(self.copies()) >= wanted, said=lambda: self.process.said)

    def copies(self) -> Counter[tuple[object, str]]:
        return Counter(
            (call.chat_id, title)
            for call in self.world.posts()
            for title in self.titles
            if title in call.text
        )

    def missed(self) -> int:
        """The most polls left out in a row."""
        return max(int((later - earlier) / LATEST) for earlier, later in pairwise(self.asked))

    def hurried(self) -> int:
        """Polls more than their interval allows."""
        return len(self.asked) - 1 - int((self.asked[-1] - self.asked[0]) / EVERY)


async def clocked(world: World, folder: Path, *, wrong: timedelta = timedelta()) -> Clocked:
    world.feeds.add("bulletin", BULLETIN)
    world.feeds.channel = False
    world.feeds_file.write_text(world.feeds.catalog(f"{EVERY:.0f}s"), encoding="utf-8")
    await world.subscribed(CHATS)
    machine = Machine(folder)
    machine.set_clock(wrong)
    made = Clocked(world, machine, await world.start(**machine.environment))
    world.feeds.after_answer = lambda name: made.asked.append(time.monotonic())
    return made


@pytest.mark.fault("G1")
@pytest.mark.parametrize("jump", [DAY, -DAY, HOUR, -HOUR], ids=str)
async def test_a_clock_that_is_set_under_a_running_bot_changes_nothing(
    world: World, tmp_path: Path, record_property: Record, jump: timedelta
) -> None:
    bot = await clocked(world, tmp_path)
    bot.publish()
    await eventually(lambda: len(world.posts()) > 3, said=lambda: bot.process.said)
    bot.machine.set_clock(jump)
    await bot.says("not believed yet")
    bot.publish()
    await bot.all_told()
    bot.machine.sleep(BELIEVED_AFTER)
    await bot.says("has stayed as it was set: starting over by it")
    bot.publish()
    await bot.all_told()
    repeated = max(bot.copies().values()) - 1
    record_property("figure", f"missed {bot.missed()}, hurried {bot.hurried()}, L=0 D={repeated}")
    record_property("limit", "missed 1, hurried 2, L=0 D=0")
    assert len(world.posts()) == len(bot.titles) * WANTED
    assert (repeated, bot.missed() <= 1, bot.hurried() <= 2) == (0, True, True)


@pytest.mark.fault("G2")
@pytest.mark.parametrize(("year", "before"), [(1970, 1), (2099, 0)])
async def test_a_bot_started_under_a_wrong_clock_goes_on_when_it_is_put_right(
    world: World, tmp_path: Path, record_property: Record, year: int, before: int
) -> None:
    wrong = datetime(year, 1, 1, tzinfo=UTC) - datetime.now(UTC)
    bot = await clocked(world, tmp_path, wrong=wrong)
    for _ in range(before):
        bot.publish()
    await bot.all_told()
    bot.machine.set_clock(-wrong)
    await bot.says("not believed yet")
    bot.machine.sleep(BELIEVED_AFTER)
    await bot.says("has stayed as it was set: starting over by it")
    bot.publish()
    await bot.all_told()
    repeated = len(world.posts()) - len(bot.titles) * WANTED
    record_property("figure", f"started in {year}: L=0 D={repeated}")
    record_property("limit", "L=0 D=0")
    assert (repeated, set(bot.copies().values())) == (0, {1})


@pytest.mark.fault("G2")
@pytest.mark.parametrize(("year", "before"), [(1970, 1), (2099, 0)])
async def test_a_bot_killed_under_a_wrong_clock_is_started_under_the_right_one(
    world: World, tmp_path: Path, record_property: Record, year: int, before: int
) -> None:
    wrong = datetime(year, 1, 1, tzinfo=UTC) - datetime.now(UTC)
    bot = await clocked(world, tmp_path, wrong=wrong)
    await eventually(lambda: len(bot.asked) > 1, said=lambda: bot.process.said)
    for _ in range(before):
        bot.publish()
    recorded = before * WANTED
    await eventually(
        lambda: bot.process.said.count("state=sent") >= recorded, said=lambda: bot.process.said
    )
    await bot.process.kill()
    bot.machine.set_clock(-wrong)
    await bot.process.start()
    bot.publish()
    await bot.all_told()
    repeated = len(world.posts()) - len(bot.titles) * WANTED
    record_property("figure", f"killed in {year}: L=0 D={repeated}")
    record_property("limit", "L=0 D=0")
    assert "corrected times that a wrong clock had stored" in bot.process.said
    assert (repeated, set(bot.copies().values())) == (0, {1})


@pytest.mark.fault("G4")
async def test_a_machine_that_slept_asks_every_feed_once_and_not_all_at_once(
    world: World, tmp_path: Path, record_property: Record
) -> None:
    for number, title in zip(range(FEEDS), headlines(), strict=False):
        world.feeds.publish(f"feed{number}", title)
    world.feeds_file.write_text(world.feeds.catalog("10m"), encoding="utf-8")
    machine, asked = Machine(tmp_path), list[float]()
    bot = world.process(**machine.environment)
    await bot.start()
    await eventually(lambda: bot.said.count("polled feed=") == FEEDS, said=lambda: bot.said)
    world.feeds.publish("feed7", "Soyuz MS-28 docks at the International Space Station")
    world.feeds.after_answer = lambda name: asked.append(time.monotonic())
    woken = time.monotonic()
    machine.sleep(8 * HOUR)
    await world.told("Soyuz")
    await eventually(lambda: len(asked) >= FEEDS, said=lambda: bot.said)
    await asyncio.sleep(3)
    took, least = max(asked) - woken, FEEDS / A_BEAT - BUNCHED
    record_property("figure", f"{len(asked)} polls of {FEEDS} feeds, {took:.1f} s after waking")
    record_property("limit", f"{FEEDS}, no sooner than {least:.0f} s")
    assert (set(world.feeds.asked.values()), took >= least) == ({2}, True)
    assert len(world.posts()) == 1
