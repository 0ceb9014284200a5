"""Flights through the real process: each step is told once, by whoever tells it first, as it
happens or hours later. Every flight here is made up.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.local.journal import Call
from bot.local.server import CHANNEL_ID
from tests.e2e.process import Process, eventually
from tests.e2e.world import World

STATION_BLOG = "role: official\n    speaks_for: nasa\n    topics: [iss]"
AGENCY = "role: official\n    speaks_for: roscosmos\n    topics: [roscosmos]"


@dataclass(frozen=True)
class Told:
    """What a feed brings, so many hours before now; `own`: nobody has told it before."""

    hours: float
    feed: str
    title: str
    summary: str = ""
    own: bool = False


@dataclass
class Flight:
    """A bot whose channel has been told nothing yet, and the flight's own time."""

    world: World
    bot: Process
    ends: datetime
    brought: int = 0

    async def brings(self, *told: Told) -> None:
        """Each is read, and told if it is to be, before the next is published."""
        for each in told:
            published(self.world, each, self.ends)
            self.brought += 1
            await eventually(self._all_read, said=lambda: self.bot.said)
            if each.own:
                await eventually(partial(self._is_told, each), said=lambda: self.bot.said)

    def _all_read(self) -> bool:
        return self.bot.said.count("new=1") >= self.brought

    def _is_told(self, told: Told) -> bool:
        return told.title in map(_headline, self.world.posts(CHANNEL_ID))

    async def channel(self) -> list[tuple[str, str]]:
        """Headline of each message of the channel, and whether it is a post or a reply to one."""
        await asyncio.sleep(1)  # what must not come has its chance
        calls = self.world.posts(CHANNEL_ID)
        return [(_headline(call), "reply" if call.reply_to else "post") for call in calls]


def _headline(call: Call) -> str:
    return call.plain.splitlines()[0].partition(" ")[2]


def published(world: World, told: Told, ends: datetime) -> None:
    at = ends - timedelta(hours=told.hours)
    world.feeds.publish(told.feed, told.title, told.summary, at)


async def a_flight(world: World, *before: Told) -> Flight:
    """A bot that has read `before` quietly."""
    ends = datetime.now(UTC) - timedelta(minutes=5)
    world.feeds.add("station-blog", STATION_BLOG)
    world.feeds.add("roscosmos", AGENCY, "ru")
    world.feeds.add("wire", "role: wire")
    world.feeds.add("trade", "role: trade")
    for each in before:
        published(world, each, ends)
    return Flight(world, await world.start(), ends)


CREW = (
    Told(39, "wire", "Soyuz MS-41 lifts off from Baikonur with three people for the space station",
         "The crew ship is to reach the International Space Station in three hours.", own=True),
    Told(38.8, "station-blog", "Soyuz MS-41 Launches to Station with Crew of Three",
         "A Soyuz rocket carried the new crew into orbit on Monday."),
    Told(36, "roscosmos", "«Союз МС-41» пристыковался к МКС",
         "Корабль причалил к модулю «Причал» в автоматическом режиме.", own=True),
    Told(35.8, "station-blog", "Soyuz MS-41 Docks to Station",
         "The ship reached the Prichal module after two orbits."),
    Told(35.5, "trade", "Soyuz MS-41 arrives at the International Space Station"),
    Told(33.8, "station-blog", "Hatches Open, Soyuz MS-41 Crew Enters Station",
         "The seven people aboard welcomed the three from the Soyuz.", own=True),
    Told(33.5, "wire", "Crew of Soyuz MS-41 boards the space station"),
    Told(5, "station-blog", "Soyuz MS-41 Undocks from Station",
         "The ship with three people is on its way home.", own=True),
    Told(1.5, "wire", "Soyuz MS-41 lands in Kazakhstan with three people from the space station",
         "The capsule came down under its parachute in the steppe.", own=True),
    Told(1.3, "roscosmos", "Экипаж «Союза МС-41» вернулся на Землю"),
    Told(1, "trade", "Soyuz MS-41 touches down after a short stay at the space station"),
)  # fmt: skip


async def test_a_crew_flight_is_told_step_by_step(world: World) -> None:
    flight = await a_flight(world)
    await flight.brings(*CREW)
    assert await flight.channel() == as_thread(CREW)


async def test_a_flight_whose_launch_was_read_quietly_is_told_from_the_docking(
    world: World,
) -> None:
    launch, rest = CREW[:2], CREW[2:6]
    flight = await a_flight(world, *launch)
    await flight.brings(*rest)
    assert await flight.channel() == as_thread(rest)
    [post] = await world.told("пристыковался", CHANNEL_ID)
    assert f"Earlier: {launch[0].title}" in post.plain


CARGO = (
    Told(44, "roscosmos", "Пуск «Прогресса МС-48» перенесён на сутки",
         "Старт грузового корабля к МКС отложен из-за погоды.", own=True),
    Told(43.5, "wire", "Launch of Progress MS-48 to the space station delayed by a day"),
    Told(26, "station-blog", "Progress MS-48 Launch Scrubbed in Final Minutes",
         "The countdown of the cargo ship stopped; the next try is in one day.", own=True),
    Told(25.5, "trade", "Progress MS-48 scrubbed shortly before liftoff from Baikonur"),
    Told(4, "trade", "Progress MS-48 lifts off for the International Space Station",
         "The ship carries food, fuel and water.", own=True),
    Told(3.8, "roscosmos", "«Прогресс МС-48» вышел на орбиту",
         "Грузовой корабль отделился от третьей ступени ракеты."),
    Told(0.5, "wire", "Progress MS-48 docks with the space station",
         "The cargo ship arrived after two orbits.", own=True),
    Told(0.2, "station-blog", "Progress MS-48 Cargo Craft Docks to Station"),
)  # fmt: skip


async def test_a_cargo_flight_that_slips_is_told_with_its_delay_and_scrub(world: World) -> None:
    flight = await a_flight(world)
    await flight.brings(*CARGO)
    assert await flight.channel() == as_thread(CARGO)


WALK = (
    Told(8, "station-blog", "Spacewalkers Exit Airlock to Begin Work Outside Station",
         "Two cosmonauts began a spacewalk to move an airlock of the Nauka module.", own=True),
    Told(7.8, "wire", "Two cosmonauts begin a spacewalk at the International Space Station"),
    Told(5, "wire", "Cosmonaut told to return to the space station's airlock over a suit battery",
         "Voltage in the suit dropped during the spacewalk.", own=True),
    Told(2, "roscosmos", "Выход в открытый космос завершён",
         "Космонавты вернулись на борт МКС.", own=True),
    Told(1.8, "station-blog", "Spacewalk Concludes After Five Hours",
         "The cosmonauts closed the hatch of the airlock."),
)  # fmt: skip


async def test_a_spacewalk_is_told_from_its_start_to_its_end(world: World) -> None:
    flight = await a_flight(world)
    await flight.brings(*WALK)
    assert await flight.channel() == as_thread(WALK)


def as_thread(flight: tuple[Told, ...]) -> list[tuple[str, str]]:
    """What a channel is to have of it: a post, and replies to it."""
    first, *rest = (each for each in flight if each.own)
    return [(first.title, "post"), *((it.title, "reply") for it in rest)]
