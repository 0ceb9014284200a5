"""A disk that fails, fills up or is read-only: nothing is sent that is not written down first."""

import resource
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.core.types import DeliveryState
from bot.local.faults import slow
from storage.store import Store
from tests.disks import filled, mounted, on_ext4
from tests.e2e.feeds import headlines
from tests.e2e.process import Process, eventually
from tests.e2e.world import Record, World
from tests.machine import Machine

BULLETIN = "role: press\n    topics: [iss]"
CHATS = range(6001, 6021)
WANTED = len(CHATS)
"""Copies of a story."""


def writes_fail(bot: Process, *, fail: bool = True) -> None:
    """Every write to a file fails in the bot's process (EFBIG), as EIO would make it."""
    limit = 0 if fail else resource.RLIM_INFINITY
    resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))


@pytest.mark.fault("E11")
async def test_loops_that_die_of_a_disk_error_are_started_again(
    world: World, record_property: Record
) -> None:
    world.feeds.add("bulletin", BULLETIN)
    bot = await world.start()
    writes_fail(bot)
    await eventually(lambda: "loop died" in bot.said, said=lambda: bot.said)
    writes_fail(bot, fail=False)
    mended = time.monotonic()
    said = await bot.health()
    world.feeds.publish("bulletin", "Teapot whistles at dawn")
    await world.told("Teapot")
    record_property("figure", f"R={time.monotonic() - mended:.1f} s, /health {said.status}")
    record_property("limit", "R=5 s, /health 503")
    assert (bot.running, said.status) == (True, 503)
    assert any("died and was started again" in reason for reason in said.reasons)
    assert "Traceback" not in bot.said


@pytest.mark.fault("F3")
async def test_a_disk_that_fails_for_good_ends_the_process_and_sends_nothing(
    world: World, record_property: Record
) -> None:
    bot = await begin(world)
    writes_fail(bot)
    committed = await _committed(world)
    code = await bot.ended()
    sent = len(world.posts())
    record_property("figure", f"{sent} sent, {committed} committed before EIO, exit {code}")
    record_property("limit", "no more sent than committed, exit 1")
    assert (sent <= committed < WANTED, code) == (True, 1), bot.said
    assert bot.said.splitlines()[-1] == "database: disk I/O error; check the disk"


@pytest.mark.fault("F3")
async def test_nothing_is_sent_that_fsync_has_not_kept(
    world: World, tmp_path: Path, record_property: Record
) -> None:
    machine = Machine(tmp_path)
    begun = await begin(world, **machine.environment)
    machine.break_disk()
    await _die_and_come_back(world, begun, machine.mend_disk, record_property)


@pytest.mark.fault("F3")
async def test_nothing_is_sent_when_the_kernel_makes_the_disk_read_only(
    world: World, tmp_path: Path, record_property: Record
) -> None:
    with on_ext4(tmp_path / "disk") as disk:
        world.database = f"sqlite:///{disk.place / 'isswire.db'}"
        begun = await begin(world)
        disk.turn_read_only()
        await _die_and_come_back(world, begun, disk.mount_again, record_property)
        await world.end()


async def begin(world: World, **environment: str) -> Process:
    """A bot in the midst of telling 20 chats."""
    world.feeds.add("bulletin", BULLETIN)
    world.feeds.channel = False
    await world.subscribed(CHATS)
    bot = await world.start(**environment)
    wait = slow(0.3)
    wait.times, wait.method = None, "sendMessage"
    world.telegram.faults.add(wait)
    world.feeds.publish("bulletin", "Teapot whistles at dawn")
    await eventually(lambda: len(world.posts()) > 3, said=lambda: bot.said)
    return bot


async def _die_and_come_back(
    world: World, bot: Process, mend: Callable[[], None], record_property: Record
) -> None:
    await eventually(lambda: "loop died" in bot.said, said=lambda: bot.said)
    said = await bot.health()
    code = await bot.ended()
    sent = len(world.posts())
    mend()
    committed = await _committed(world)
    await world.process(**bot.environment).start()
    await world.told("Teapot", times=WANTED)
    copies = Counter(call.chat_id for call in world.posts())
    lost, repeated = WANTED - len(copies), max(copies.values()) - 1
    record_property("figure", f"{sent} sent, {committed} committed; L={lost} D={repeated}")
    record_property("limit", "no more sent than committed; L=0 D=0")
    assert (sent <= committed < WANTED, said.status, code) == (True, 503, 1), bot.said
    assert (lost, repeated) == (0, 0)


@pytest.mark.fault("F2")
async def test_on_a_full_disk_sending_goes_on_and_polling_waits(
    world: World, tmp_path: Path, record_property: Record
) -> None:
    with mounted(tmp_path / "disk") as disk:
        await _outlive_a_full_disk(world, disk, record_property)


async def _outlive_a_full_disk(world: World, disk: Path, record_property: Record) -> None:
    world.database = f"sqlite:///{disk / 'isswire.db'}"
    world.feeds.add("bulletin", BULLETIN)
    world.feeds.channel = False
    await world.subscribed(CHATS)
    bot = await world.start()
    titles = headlines()
    for _ in range(2):
        world.feeds.publish("bulletin", next(titles))
    await eventually(lambda: len(world.posts()) > 5, said=lambda: bot.said)
    with filled(disk):
        await eventually(lambda: "nothing is polled" in bot.said, said=lambda: bot.said)
        said = await bot.health()  # by then what was asked before has arrived
        asked = world.feeds.asked["bulletin"]
        await eventually(lambda: len(world.posts()) >= 2 * WANTED, said=lambda: bot.said)
        late = world.feeds.asked["bulletin"] - asked
    began = time.monotonic()
    world.feeds.publish("bulletin", "Teapot whistles at dawn")
    await world.told("Teapot")
    recovered = time.monotonic() - began
    await world.told("Teapot", times=WANTED)
    bot.signal(signal.SIGTERM)
    assert await bot.ended() == 0
    copies = Counter((call.chat_id, call.text) for call in world.posts())
    whole = sqlite3.connect(disk / "isswire.db").execute("PRAGMA integrity_check")
    record_property("figure", f"L=0 D={max(copies.values()) - 1} R={recovered:.1f} s polls {late}")
    record_property("limit", "L=0 D=0 R=60 s polls 0")
    assert (len(copies), max(copies.values()), late) == (3 * WANTED, 1, 0)
    assert (said.status, "the disk is nearly full, feeds are not polled" in said.reasons) == (
        503,
        True,
    )
    assert whole.fetchone() == ("ok",)
    assert await _states(world) == {DeliveryState.SENT: 3 * WANTED}


async def _committed(world: World) -> int:
    """How many copies have been sent, or are being sent, by what the database keeps."""
    return WANTED - (await _states(world)).get(DeliveryState.PENDING, 0)


async def _states(world: World) -> dict[DeliveryState, int]:
    async with await Store.open(world.database_url) as store:
        return await store.queue_sizes()
