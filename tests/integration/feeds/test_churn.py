"""Feeds that change guids, links and titles from poll to poll bring no entry twice."""

from pathlib import Path

import pytest

from tests.integration.feeds.churn import churning
from tests.integration.newsroom import BULLETIN, a_newsroom, promised
from tests.integration.promised import Figure

FEEDS, ITEMS, POLLS = 27, 5, 6


@pytest.mark.fault("C1")
@pytest.mark.parametrize("seed", [1, 2])
async def test_what_churns_from_poll_to_poll_is_told_once(
    tmp_path: Path, record_property: Figure, seed: int
) -> None:
    async with a_newsroom(tmp_path) as room:
        names = [f"feed{number}" for number in range(FEEDS)]
        for name in names:
            room.feeds.add(name, BULLETIN)
        async with room.opened() as intake:
            await room.poll(intake)
            feeds = [
                churning(each, room.titles, room.now, seed=seed, size=ITEMS) for each in names
            ]
            for _ in range(1 + POLLS):
                room.feeds.items |= {each.name: each.shown() for each in feeds}
                await room.poll(intake)
            told = len(await promised(intake.store))
    found = sum(each.new for each in room.polled if each.feed in names)
    wanted = FEEDS * ITEMS
    by_guid, by_link = sum(each.by_guid for each in feeds), sum(each.by_link for each in feeds)
    record_property(
        "figure",
        f"D={told - wanted} of {wanted}; by guid alone {by_guid}, by link alone {by_link}",
    )
    record_property("limit", "D=0")
    assert (told, found) == (wanted, wanted)
