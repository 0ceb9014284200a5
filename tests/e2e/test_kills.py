"""Wherever the process is killed: nothing lost, no copy but of what was cut off or unanswered."""

import os

import pytest

from tests.e2e.killing import Killing
from tests.e2e.toll import Toll
from tests.e2e.world import Record, World

KILLS = int(os.environ.get("ISSWIRE_KILLS", "500"))
"""Of the long runs; each takes two or three seconds."""


def _hold(toll: Toll, record_property: Record) -> None:
    record_property("figure", str(toll))
    record_property("limit", "lost 0, repeated <= ambiguous + sends cut off, order 0")
    assert (toll.lost, toll.inversions) == (0, 0)
    assert toll.repeated <= toll.ambiguous + toll.cut_off


@pytest.mark.fault("E1")
async def test_kills_lose_nothing_on_sqlite(world: World, record_property: Record) -> None:
    toll = await Killing(world, chats=10, ahead=3).run(kills=5, deliveries=60)
    _hold(toll, record_property)


@pytest.mark.fault("E1")
async def test_kills_lose_nothing_on_postgresql(
    world: World, migrated_postgres: str, record_property: Record
) -> None:
    world.database = migrated_postgres
    toll = await Killing(world, chats=10, ahead=3).run(kills=3, deliveries=60)
    _hold(toll, record_property)


@pytest.mark.fault("C12")
@pytest.mark.fault("E1")
async def test_kills_beside_another_process_lose_nothing(
    world: World, migrated_postgres: str, record_property: Record
) -> None:
    world.database = migrated_postgres
    killing = Killing(world, chats=10, ahead=3, beside_another=True)
    _hold(await killing.run(kills=3, deliveries=60), record_property)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.fault("E2")
async def test_a_hundred_kills_beside_another_process_lose_nothing(
    world: World, migrated_postgres: str, record_property: Record
) -> None:
    world.database = migrated_postgres
    killing = Killing(world, chats=30, beside_another=True)
    _hold(await killing.run(kills=min(KILLS, 100), deliveries=600), record_property)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.fault("E2")
async def test_five_hundred_kills_lose_nothing_on_sqlite(
    world: World, record_property: Record
) -> None:
    toll = await Killing(world, chats=30).run(kills=KILLS, deliveries=600)
    _hold(toll, record_property)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.fault("E2")
async def test_five_hundred_kills_lose_nothing_on_postgresql(
    world: World, migrated_postgres: str, record_property: Record
) -> None:
    world.database = migrated_postgres
    toll = await Killing(world, chats=30).run(kills=KILLS, deliveries=600)
    _hold(toll, record_property)
