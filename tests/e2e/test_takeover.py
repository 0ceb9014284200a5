"""Several processes: one works, another takes over when it ends, is killed, or stands still."""

import asyncio
import os
import signal
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.local.server import CHANNEL_ID
from storage.store import Store
from tests import postgres
from tests.e2e.feeds import headlines
from tests.e2e.process import Process, eventually
from tests.e2e.world import Record, World
from tests.postgres import Server

CHATS = range(8001, 8021)
BULLETIN = "role: press\n    topics: [iss]"


async def standing_by(world: World) -> Process:
    """A second process that has opened everything and does not lead."""
    second = world.process()
    await second.start()
    await eventually(lambda: "serving /health" in second.said, said=lambda: second.said)
    assert "leading" not in second.said
    return second


@pytest.mark.fault("E5")
async def test_a_standby_takes_over_when_the_old_process_ends(
    world: World, record_property: Record
) -> None:
    world.feeds.add("bulletin", BULLETIN)
    first = await world.start()
    second = await standing_by(world)
    first.signal(signal.SIGTERM)
    began = time.monotonic()
    assert await first.ended() == 0
    await eventually(lambda: "leading" in second.said, said=lambda: second.said)
    seconds = time.monotonic() - began
    world.feeds.publish("bulletin", "Teapot whistles at dawn")
    await world.told("Teapot", CHANNEL_ID)
    record_property("figure", f"took over after {seconds:.1f} s, told {len(world.posts())} time")
    record_property("limit", "30 s, once")
    assert ("leading" in second.said, len(world.posts()), seconds < 30) == (True, 1, True)


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, world: World) -> World:
    """On either database."""
    if request.param == "postgresql":
        world.database = request.getfixturevalue("migrated_postgres")
    world.feeds.add("bulletin", BULLETIN)
    return world


@pytest.mark.fault("E6")
async def test_a_leader_that_stood_still_is_fenced(
    anywhere: World, record_property: Record
) -> None:
    world, polls = anywhere, list[float]()
    world.feeds_file.write_text(world.feeds.catalog("3s"), encoding="utf-8")
    world.feeds.before_answer = lambda name: polls.append(time.monotonic())
    first = await world.start()
    second = await standing_by(world)
    first.signal(signal.SIGSTOP)
    world.feeds.publish("bulletin", "Teapot whistles at dawn")
    await eventually(lambda: len(world.posts()) == 1, within=60, said=lambda: second.said)
    first.signal(signal.SIGCONT)
    world.feeds.publish("bulletin", "Umbrella lost near harbour")
    await world.told("Umbrella")
    await asyncio.sleep(5)
    early = sum(later - one < 3 for one, later in pairwise(polls))
    record_property("figure", f"{len(world.posts())} messages for 2 stories, too early {early}")
    record_property("limit", "at most 1 more, too early 0")
    assert len(world.posts()) <= 3
    assert early == 0
    assert (first.said.count("leading fence"), second.said.count("leading fence")) == (1, 1)
    assert first.running
    assert second.running


@pytest.mark.fault("E5")
@pytest.mark.fault("E1")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may make another process namespace")
async def test_a_leader_killed_on_another_machine_is_replaced_and_nothing_is_lost(
    world: World, migrated_postgres: str, record_property: Record
) -> None:
    world.database = migrated_postgres
    world.feeds.add("bulletin", BULLETIN)
    world.feeds.channel = False
    await world.subscribed(CHATS)
    first = world.process()
    first.within = ("unshare", "--pid", "--fork", "--kill-child")
    await first.start()
    await eventually(lambda: "leading" in first.said, said=lambda: first.said)
    await eventually(lambda: world.feeds.asked["bulletin"] > 1, said=lambda: first.said)
    second = await standing_by(world)
    titles = headlines()
    stories = [next(titles) for _ in range(5)]
    for story in stories:
        world.feeds.publish("bulletin", story)
    await eventually(lambda: len(world.posts()) > 15, said=lambda: first.said)
    began = time.monotonic()
    await first.kill()
    async with await Store.open(world.database_url) as store:
        mine = {"mine": f"%/{second.pid}/%"}
        cut_off = await store.run_question(lambda db: db.scalar(CUT_OFF, mine)) or 0
    await eventually(lambda: "leading" in second.said, said=lambda: second.said)
    seconds = time.monotonic() - began
    stories.append("Teapot whistles at dawn")
    world.feeds.publish("bulletin", stories[-1])
    wanted = len(stories) * len(CHATS)

    def told() -> Counter[tuple[object, str]]:
        return Counter((c.chat_id, w) for c in world.posts() for w in stories if w in c.text)

    await eventually(lambda: len(told()) == wanted, within=120, said=lambda: second.said)
    repeated = told().total() - wanted
    record_property("figure", f"replaced after {seconds:.1f} s, L=0 D={repeated}")
    record_property("limit", f"15 s, L=0, D={cut_off}: sends cut off")
    assert seconds < 15
    assert repeated <= cut_off


CUT_OFF = text("SELECT count(*) FROM delivery WHERE state = 'sending' AND sender NOT LIKE :mine")
"""What another process was sending."""


@pytest.mark.fault("E5")
async def test_who_takes_over_knows_what_was_polled_since_it_started(
    world: World, migrated_postgres: str, record_property: Record
) -> None:
    world.database = migrated_postgres
    world.feeds.add("bulletin", BULLETIN)
    both = [world.process(), world.process()]
    for each in both:
        await each.start()
    await eventually(lambda: world.feeds.asked["bulletin"] > 2, said=lambda: both[0].said)
    await eventually(lambda: all("serving /health" in each.said for each in both))
    first, second = sorted(both, key=lambda each: "leading" not in each.said)
    await first.kill()
    world.feeds.publish("bulletin", "Teapot whistles at dawn")
    await world.told("Teapot", CHANNEL_ID)
    record_property("figure", f"news of the gap told {len(world.posts())} time")
    record_property("limit", "once")
    assert "leading" in second.said


@pytest.mark.fault("F6")
async def test_a_restart_of_the_database_is_outlived(
    world: World, postgres_server: Server, migrated_postgres: str, record_property: Record
) -> None:
    world.database = migrated_postgres
    world.feeds.add("bulletin", BULLETIN)
    bot = await world.start()
    postgres_server.stop()
    world.feeds.publish("bulletin", "Teapot whistles at dawn")
    await asyncio.sleep(8)
    postgres_server.start()
    began = time.monotonic()
    await world.told("Teapot", CHANNEL_ID)
    seconds = time.monotonic() - began
    await eventually(lambda: bot.said.count("leading fence") > 1, said=lambda: bot.said)
    record_property("figure", f"8 s without PostgreSQL: told {seconds:.1f} s after its return")
    record_property("limit", "R<=30 s, L=0 D=0")
    assert (bot.running, len(world.posts()), seconds < 30) == (True, 1, True)


@pytest.mark.fault("F6")
async def test_a_replica_that_is_promoted_goes_on_where_the_primary_was(
    world: World, postgres_binaries: Path, record_property: Record
) -> None:
    with postgres.server(postgres_binaries) as primary, postgres.replica(primary) as replica:
        hosts = "&".join(f"host=127.0.0.1:{each.port}" for each in (primary, replica))
        writable = f"{hosts}&target_session_attrs=primary"
        world.database = f"postgresql://{primary.user}@/postgres?{writable}"
        world.feeds.add("bulletin", BULLETIN)
        world.feeds.channel = False
        await world.subscribed(CHATS)
        bot = await world.start()
        titles = headlines()
        stories = [next(titles) for _ in range(5)]
        for story in stories:
            world.feeds.publish("bulletin", story)
        await eventually(lambda: len(world.posts()) > 30, said=lambda: bot.said)
        primary.kill()
        await asyncio.sleep(3)
        cut_off = int(replica.sql("SELECT count(*) FROM delivery WHERE state = 'sending'"))
        before, began = len(world.posts()), time.monotonic()
        replica.sql("SELECT pg_promote()")
        world.feeds.publish("bulletin", "Teapot whistles at dawn")
        await eventually(lambda: len(world.posts()) > before, said=lambda: bot.said)
        seconds = time.monotonic() - began
        await world.told("Teapot", times=len(CHATS))
        told = Counter((c.chat_id, w) for c in world.posts() for w in stories if w in c.text)
        await world.end()
    lost, repeated = len(stories) * len(CHATS) - len(told), told.total() - len(told)
    record_property("figure", f"R={seconds:.1f} s after promotion, L={lost} D={repeated}")
    record_property("limit", f"R=30 s, L=0, D={cut_off}: sends whose commit was lost")
    assert (lost, repeated <= cut_off, seconds < 30) == (0, True, True)


@pytest.mark.fault("E5")
async def test_three_processes_on_postgresql_survive_the_leader(
    world: World, migrated_postgres: str, record_property: Record
) -> None:
    world.database = migrated_postgres
    world.feeds.add("bulletin", BULLETIN)
    world.feeds.channel = False
    await world.subscribed(CHATS)
    first = await world.start()
    others = [await standing_by(world) for _ in range(2)]
    titles = headlines()
    stories = [next(titles) for _ in range(5)]
    for story in stories:
        world.feeds.publish("bulletin", story)
    await eventually(lambda: len(world.posts()) > 15, said=lambda: first.said)
    began = time.monotonic()
    await first.kill()
    await eventually(lambda: any("leading" in each.said for each in others))
    seconds = time.monotonic() - began
    world.feeds.publish("bulletin", "Teapot whistles at dawn")
    wanted = {(chat, words) for chat in CHATS for words in (*stories, "Teapot")}

    def told() -> list[tuple[object, str]]:
        words = (*stories, "Teapot")
        return [(c.chat_id, w) for c in world.posts() for w in words if w in c.text]

    await eventually(lambda: wanted <= set(told()), within=90, said=lambda: len(told()))
    repeated = len(told()) - len(set(told()))
    sent = [sum(each.said.count("state=sent") for each in (bot,)) for bot in (first, *others)]
    refused = world.telegram.journal.answered("429")
    record_property(
        "figure", f"leader after {seconds:.1f} s; lost 0, repeated {repeated}; sent {sent}"
    )
    record_property("limit", "30 s, L=0, D <= sends cut off")
    assert (seconds < 30, repeated <= 5, refused) == (True, True, 0)
