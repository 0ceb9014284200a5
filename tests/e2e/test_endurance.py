"""It goes on for long, with a twentieth of everything going wrong: bounded runs of J1 and J3."""

import os

import pytest

from tests.e2e.endurance import Chaos, Endurance, slope
from tests.e2e.world import Record, World

SECONDS = float(os.environ.get("ISSWIRE_SECONDS", "600"))
KILLS = int(os.environ.get("ISSWIRE_KILLS", "120"))


@pytest.mark.soak
@pytest.mark.timeout(SECONDS + 3000)
@pytest.mark.fault("J1")
async def test_ten_minutes_of_trouble_leave_no_trace(
    world: World, record_property: Record
) -> None:
    toll, samples = await Endurance(world, chats=30).last(SECONDS)
    steady = samples[len(samples) // 3 :]
    files = [each.files for each in steady]
    tasks = [each.tasks for each in steady]
    grown = steady[-1].megabytes - steady[0].megabytes
    record_property(
        "figure",
        f"{SECONDS:.0f} s: {slope(steady):.1f} MB/h ({samples[0].megabytes:.0f} MB at first, "
        f"{steady[0].megabytes:.0f} after a third, {steady[-1].megabytes:.0f} at last), "
        f"files {min(files)}-{max(files)}, tasks {min(tasks)}-{max(tasks)}, "
        f"threads {max(each.threads for each in steady)}; {toll}",
    )
    record_property("limit", "M<=64, files and tasks as at first; L=0, D<=amb, O=0")
    assert (toll.lost, toll.inversions) == (0, 0)
    assert toll.most_copies <= 2
    assert toll.repeated <= toll.ambiguous
    assert grown <= 64
    assert sum(files[-10:]) <= sum(files[:10]) * 1.25
    assert sum(tasks[-10:]) <= sum(tasks[:10]) * 1.25


@pytest.mark.soak
@pytest.mark.timeout(KILLS * 30)
@pytest.mark.fault("J3")
async def test_chaos_loses_nothing(world: World, record_property: Record) -> None:
    toll = await Chaos(world, chats=30, seed=3).run(kills=KILLS, deliveries=600)
    record_property("figure", str(toll))
    record_property("limit", "L=0, D<=amb+cut off, copies 2, O=0")
    assert (toll.lost, toll.inversions) == (0, 0)
    assert toll.most_copies <= 2
    assert toll.repeated <= toll.ambiguous + toll.cut_off
