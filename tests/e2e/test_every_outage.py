"""Telegram away in every way it can be, under the real process: nothing lost, copies explained."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.types import DeliveryState
from tests.e2e.telegram_away import Outage
from tests.e2e.world import Record, World
from tests.integration.outages import OUTAGES
from tests.machine import Machine

WAYS = sorted(OUTAGES)
KILLED = pytest.mark.parametrize("kills", [False, True], ids=["alive", "killed"])

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]


async def _hold(outage: Outage, record_property: Record) -> None:
    ledger = await outage.run()
    record_property("figure", f"{ledger}, {outage.killed} kills, cut off {outage.cut_off}")
    record_property("limit", "L=0 D<=amb+cut off O=0 429=0, red within 15 s")
    assert (ledger.lost, ledger.inversions, ledger.too_fast) == (0, 0, 0), str(ledger)
    assert ledger.unexplained.total() <= outage.cut_off, str(ledger)
    assert ledger.states.keys() <= {DeliveryState.SENT, DeliveryState.CANCELLED}
    assert outage.kills or ledger.red_after <= 15, str(ledger)


@pytest.mark.fault("D14")
@KILLED
@pytest.mark.parametrize("seconds", [60, 180, 600])
@pytest.mark.parametrize("how", WAYS)
async def test_no_outage_loses_anything(
    world: World,
    record_property: Record,
    database: str,
    how: str,
    seconds: int,
    kills: bool,
) -> None:
    world.database = database
    await _hold(Outage(world, how, seconds, kills), record_property)


@pytest.mark.fault("D14")
@KILLED
@pytest.mark.parametrize("how", WAYS)
async def test_six_hours_lose_nothing(
    world: World, tmp_path: Path, record_property: Record, how: str, kills: bool
) -> None:
    """On SQLite: PostgreSQL's own clock cannot be carried (see test_line_watch.py for it)."""
    outage = Outage(world, how, 60, kills, carried=timedelta(hours=6), machine=Machine(tmp_path))
    await _hold(outage, record_property)
