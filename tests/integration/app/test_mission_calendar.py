"""Replays of a calendar: what readers are reminded of, and what they hear when it changes."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.ledger.editor_events import Act
from bot.core.types import Role, StoryEvent
from tests.build import a_feed, a_report, a_story
from tests.integration.calendar_desk import READER, T0, Desk, a_desk, a_docking, a_launch

LAUNCH, DOCKING = "launch crew-13", "event 1519"
DAY, HOUR, TEN = "In a day", "In an hour", "In ten minutes"


def leads(desk: Desk) -> list[str]:
    bare = [re.sub(r"<[^>]+>", "", line) for line in desk.told]
    return [re.sub(r"^\W+", "", line).partition(":")[0] for line in bare]


async def test_a_day_an_hour_and_ten_minutes_before_each_once(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.launch(a_launch())
        await desk.tick()
        await desk.wants(LAUNCH)
        await desk.until(T0 + timedelta(hours=1))

    assert leads(desk) == [DAY, HOUR, TEN]
    assert desk.edits == []


async def test_a_restart_between_two_reminders_repeats_none(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk:
        desk.dock(a_docking())
        async with desk.running():
            await desk.tick()
            await desk.wants(DOCKING)
            await desk.until(T0 - timedelta(minutes=58))
        async with desk.running():
            await desk.tick()
            await desk.until(T0 - timedelta(minutes=9))
        async with desk.running():
            await desk.tick()
            await desk.until(T0 + timedelta(hours=1))

    assert leads(desk) == [DAY, HOUR, TEN]


async def test_a_launch_put_off_twice_is_told_and_reminded_of_anew(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.launch(a_launch())
        await desk.tick()
        await desk.wants(LAUNCH)
        await desk.until(T0 - timedelta(hours=3))
        first = T0 + timedelta(days=1)
        desk.launch(a_launch(at=first))
        await desk.until(first - timedelta(hours=20))
        second = first + timedelta(days=2)
        desk.launch(a_launch(at=second))
        await desk.until(second + timedelta(hours=1))

    assert leads(desk) == [DAY, "Put off", DAY, "Put off", DAY, HOUR, TEN]
    assert len(desk.edits) == 2
    assert all("put off from" in edit for edit in desk.edits)


async def test_none_is_reminded_of_what_was_put_off_meanwhile(tmp_path: Path) -> None:
    """Put off between the promise of a reminder and its sending."""
    async with a_desk(tmp_path) as desk, desk.running():
        desk.launch(a_launch())
        await desk.tick()
        await desk.wants(LAUNCH)
        desk.now = T0 - timedelta(minutes=59)
        await desk.open.calendar.remind(desk.now)
        desk.launch(a_launch(at=T0 + timedelta(days=3)))
        await desk.open.polls.poll(desk.open.catalog.feeds)
        await desk.send()

    assert desk.told == []


async def test_a_scrub_seconds_before_is_told_where_someone_was_reminded(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.launch(a_launch())
        await desk.tick()
        await desk.wants(LAUNCH)
        await desk.until(T0 - timedelta(seconds=20))
        desk.launch(a_launch(status="Hold"))
        await desk.until(T0 + timedelta(minutes=30))
        desk.launch(a_launch(at=T0 + timedelta(days=1), status="TBD", precision="Day"))
        await desk.until(T0 + timedelta(hours=2))

    assert leads(desk) == [DAY, HOUR, TEN, "On hold", "Put off"]
    assert "On hold: Falcon 9 Block 5 | Crew-13" in desk.edits[0]


async def test_a_docking_a_day_late_is_reminded_of_for_its_new_time(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.dock(a_docking())
        await desk.tick()
        await desk.wants(DOCKING)
        await desk.until(T0 - timedelta(minutes=30))
        desk.dock(a_docking(at=T0 + timedelta(days=1)))
        await desk.until(T0 + timedelta(days=1, hours=1))

    assert leads(desk) == [DAY, HOUR, "Put off", DAY, HOUR, TEN]


async def test_an_event_that_vanishes_is_kept_and_its_doubt_is_said(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.dock(a_docking())
        desk.dock(a_docking(1600, "Cygnus NG-30 Capture", at=T0 + timedelta(days=9)))
        await desk.tick()
        await desk.wants(DOCKING)
        await desk.until(T0 - timedelta(hours=5))
        del desk.events[1519]
        await desk.until(T0 - timedelta(minutes=50))
        (day, hour) = (html for _, html in desk.telegram.took)

    assert "vanished" not in day
    assert "it has vanished from the calendar" in hour


async def test_what_is_beyond_the_events_that_are_read_has_not_vanished(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.dock(a_docking(at=T0 + timedelta(days=30)))
        await desk.tick()
        for number in range(200):
            desk.events = {number: a_docking(number, at=T0), **desk.events}
        await desk.pass_time(hours=1)
        event = (await desk.open.store.mission_events(since=desk.now))[DOCKING]

    assert event.missing_since is None


async def test_a_calendar_that_names_ever_new_events_fills_no_database(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        for page in range(6):
            desk.events = {}
            for number in range(page * 200, page * 200 + 200):
                desk.dock(a_docking(number, at=T0 + timedelta(days=1, minutes=number)))
            await desk.pass_time(hours=1)
        known = await desk.open.store.mission_events(since=desk.now)

    assert len(known) == 1_000


async def test_a_calendar_that_is_down_over_the_launch_says_how_old_it_is(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.launch(a_launch())
        await desk.tick()
        await desk.wants(LAUNCH)
        await desk.until(T0 - timedelta(hours=6))
        desk.down = True
        await desk.until(T0 + timedelta(hours=3))
        *_, hour, ten = (html for _, html in desk.telegram.took)

    assert leads(desk) == [DAY, HOUR, TEN]
    assert "the calendar has not answered for 5 h" in hour
    assert "the calendar has not answered for 6 h" in ten


async def test_a_date_that_jumps_back_and_forth_is_called_unsteady(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.launch(a_launch())
        await desk.tick()
        for step in range(1, 5):
            desk.launch(a_launch(at=T0 + timedelta(hours=2 * (step % 2))))
            await desk.pass_time(hours=1)
        event = (await desk.open.store.mission_events(since=desk.now))[LAUNCH]

    assert len(event.moves) >= 3


async def test_the_live_post_is_edited_to_its_end_and_told_nothing_twice(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.launch(a_launch())
        await desk.tick()
        await desk.wants(LAUNCH)
        await desk.until(T0)
        desk.launch(a_launch(status="In Flight"))
        await desk.pass_time(minutes=25)
        desk.launch(a_launch(status="Success"))
        await desk.pass_time(hours=2)

    assert leads(desk) == [DAY, HOUR, TEN]
    assert [edit.partition("\n")[0].partition(":")[0].strip("🚀 ") for edit in desk.edits] == [
        "Under way",
        "Done",
    ]


async def test_the_live_post_follows_what_outlets_tell_of_it(tmp_path: Path) -> None:
    """The calendar is down from the start on: what is told of the flight is shown all the same."""
    async with a_desk(tmp_path) as desk, desk.running():
        desk.launch(a_launch())
        await desk.tick()
        await desk.wants(LAUNCH)
        await desk.until(T0 - timedelta(minutes=5))
        told = a_report("Crew-13 rolls out to the pad", at=T0 - timedelta(hours=9), step="rollout")
        story = replace(a_story(told, topics=("iss",)), number=None, updated=told.at)
        await desk.open.store.record_story(story)
        await desk.until(T0 + timedelta(minutes=10))
        before = len(desk.edits)
        for number, (title, step) in enumerate(FLIGHT.items(), 2):
            at = T0 + timedelta(minutes=5 * number)
            report = a_report(
                title, entry=f"{number:032x}", at=at, step=step, development=number, url=HERE
            )
            taken = (StoryEvent(at, Act.RETRACTED, "99", development=3),) if number > 3 else ()
            story = replace(story, reports=(*story.reports, report), updated=at, events=taken)
            await desk.open.store.record_story(story)
            await desk.pass_time(minutes=5)
            await desk.pass_time(minutes=5)

    assert leads(desk) == [DAY, HOUR, TEN]
    last = desk.edits[-1]
    assert len(desk.edits) - before == len(FLIGHT)
    assert "Crew-13 rolls out" not in last
    assert [title in last for title in FLIGHT] == [True, False, True, True]  # one is taken back
    assert "TASS" in last


HERE = "https://news.example/1"
FLIGHT = {
    "Crew-13 lifts off from Cape Canaveral": "launch",
    "Crew-13 reaches orbit": "orbit",
    "Crew-13 docks to the space station": "docking",
    "Hatches between Crew-13 and the station are open": "hatch",
}


async def test_what_comes_earlier_is_brought_forward_and_not_put_off(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.dock(a_docking())
        await desk.tick()
        await desk.wants(DOCKING)
        await desk.until(T0 - timedelta(hours=12))
        desk.dock(a_docking(at=T0 - timedelta(hours=5)))
        await desk.until(T0)

    assert leads(desk) == [DAY, "Brought forward", HOUR, TEN]
    assert "brought forward from" in desk.edits[0]
    assert "put off" not in "".join(desk.edits)


async def test_what_concerns_no_topic_is_not_kept_and_a_placeholder_is_no_date(
    tmp_path: Path,
) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.launch(a_launch("sl", "Falcon 9 Block 5 | Starlink 31-1", program="Starlink"))
        desk.launches["sl"]["mission"]["description"] = "Satellites for communications."
        late = T0.replace(month=12, day=31, hour=0)
        desk.launch(a_launch("x", "Soyuz 2.1a | Soyuz MS-31", at=late, precision="Year"))
        await desk.tick()
        await desk.wants("launch x")
        await desk.until(T0)
        known = await desk.open.store.mission_events(since=desk.now)
        desk.now = late - timedelta(minutes=30)
        await desk.tick()

    assert [*known] == ["launch x"]
    assert desk.told == []


async def test_in_russian_it_is_said_in_russian(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.dock(a_docking())
        await desk.tick()
        await desk.wants(DOCKING, language="ru")
        await desk.until(T0 - timedelta(minutes=30))
        desk.dock(a_docking(at=T0 + timedelta(days=1)))
        await desk.until(T0 + timedelta(hours=1))

    assert leads(desk) == ["Через сутки", "Через час", "Перенесено", "Через сутки"]


@pytest.mark.parametrize("launch_day", [False, True])
async def test_the_calendar_is_asked_less_than_fifteen_times_an_hour(
    tmp_path: Path, launch_day: bool, record_property: object
) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.now = T0 - timedelta(hours=12)
        if launch_day:
            desk.launch(a_launch())
            desk.dock(a_docking())
        else:
            desk.launch(a_launch(at=T0 + timedelta(days=30)))
        hours = []
        for _ in range(24):
            before = len(desk.server.requests)
            for _ in range(60):
                desk.now += timedelta(minutes=1)
                await desk.open.polls.poll(desk.open.polls.all_due())
                await desk.open.calendar.remind(desk.now)
            hours.append(len(desk.server.requests) - before)

    record_property("figure", f"{sum(hours)} requests in 24 h, at most {max(hours)} an hour")  # type: ignore[operator]
    assert max(hours) < 15
    assert sum(hours) < 24 * 6
    assert READER


async def test_a_wish_for_what_is_over_is_forgotten_and_one_for_all_is_kept(
    tmp_path: Path,
) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.dock(a_docking())
        await desk.tick()
        await desk.wants(DOCKING)
        await desk.wants("*", chat=8)
        desk.now = T0 + timedelta(days=8)
        desk.dock(a_docking(1600, "Cygnus NG-30 Capture", at=T0 + timedelta(days=20)))
        await desk.tick()
        wishes = await desk.open.store.reminder_wishes()

    assert [(wish.chat_id, wish.value) for wish in wishes] == [(8, "*")]


async def test_a_channel_that_wants_all_is_reminded_of_each(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.dock(a_docking())
        desk.launch(a_launch(at=T0 + timedelta(hours=30)))
        await desk.tick()
        await desk.wants("*")
        await desk.until(T0 + timedelta(minutes=5))

    assert leads(desk) == [DAY, HOUR, TEN]


async def test_around_a_start_who_tells_of_it_is_asked_more_often(tmp_path: Path) -> None:
    async with a_desk(tmp_path) as desk, desk.running():
        desk.dock(a_docking())
        desk.now = T0 - timedelta(hours=4)
        await desk.tick()
        party = a_feed(auto=True, speaks_for="nasa")
        paper, fixed = a_feed(auto=True, role=Role.PRESS), a_feed(speaks_for="nasa")
        far = [desk.open.calendar.is_near(feed) for feed in (party, paper, fixed)]
        desk.now = T0 - timedelta(minutes=30)
        await desk.tick()
        near = [desk.open.calendar.is_near(feed) for feed in (party, paper, fixed)]

    assert (far, near) == ([False] * 3, [True, False, False])
