"""One process reads at a time: what the next leader knows, and what a late one may do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.intake import Intake
from bot.app.leading import take_lead
from storage.outbox.leases import LEASE
from tests.integration.newsroom import Newsroom, a_newsroom, promised
from tests.integration.promised import Figure

AT_ONCE = timedelta()


@dataclass
class Two:
    """Two processes on one database; `old` leads."""

    room: Newsroom
    old: Intake
    new: Intake


@asynccontextmanager
async def two_processes(folder: Path, database: str) -> AsyncIterator[Two]:
    async with (
        a_newsroom(folder, database) as room,
        room.opened() as old,
        room.opened() as new,
    ):
        new.holder = "elsewhere/1/2"
        room.forward(minutes=15)
        assert await take_lead(old)
        yield Two(room, old, new)


async def overtaken(two: Two) -> None:
    """Suspend the leader for longer than its lease, and let the other lead."""
    two.room.now += LEASE
    assert await take_lead(two.new)


@pytest.mark.fault("C12")
@pytest.mark.fault("E5")
async def test_the_next_leader_asks_no_feed_early(
    tmp_path: Path, database: str, record_property: Figure
) -> None:
    async with two_processes(tmp_path, database) as two:
        await two.room.poll(two.old, after=AT_ONCE)
        stale = len(two.new.polls.all_due())
        assert await take_lead(two.new) is None
        await overtaken(two)
        early = len(two.new.polls.due())
    record_property("figure", f"Q too_early={early} of {stale} that seemed due")
    record_property("limit", "Q too_early=0 of 1")
    assert (early, stale) == (0, 1)


@pytest.mark.fault("E6")
@pytest.mark.fault("C12")
async def test_news_that_a_process_reads_when_another_leads_is_not_recorded(
    tmp_path: Path, database: str, record_property: Figure
) -> None:
    async with two_processes(tmp_path, database) as two:
        await overtaken(two)
        two.room.publish()
        before = await two.new.store.feed_states()
        polls = len(two.room.polled)
        await two.old.polls.poll(two.old.catalog.feeds)
        stale = len(two.room.polled) - polls, await two.new.store.feed_states() != before
        assert not await two.old.polls.may_read()
        await two.room.poll(two.new, after=AT_ONCE)
        told = len(await promised(two.new.store))
    record_property("figure", f"stale commits={sum(stale)}, told {told} time")
    record_property("limit", "stale commits=0, once")
    assert (sum(stale), told) == (0, 1)


@pytest.mark.fault("E6")
async def test_a_quiet_poll_that_ends_when_another_leads_is_not_recorded(
    tmp_path: Path, database: str
) -> None:
    async with two_processes(tmp_path, database) as two:
        await overtaken(two)
        await two.room.poll(two.new, after=AT_ONCE)
        after = await two.new.store.feed_states()
        await two.room.poll(two.old, after=AT_ONCE)
        assert await two.new.store.feed_states() == after


async def test_a_poll_not_recorded_yet_is_not_repeated_by_the_same_leader(
    tmp_path: Path, database: str
) -> None:
    async with two_processes(tmp_path, database) as two:
        (feed,) = two.old.catalog.feeds
        await two.old.polls._poll(feed)
        assert await take_lead(two.old)
        assert two.old.polls.due() == ()
        await two.old.polls.remember()
        stored = await two.new.store.feed_states()
        assert stored[feed.id].last_poll == two.room.now


async def test_an_older_poll_replaces_no_later_one_of_another_process(
    tmp_path: Path, database: str
) -> None:
    async with two_processes(tmp_path, database) as two:
        (feed,) = two.old.catalog.feeds
        await two.old.polls._poll(feed)
        await overtaken(two)
        await two.room.poll(two.new, after=AT_ONCE)
        later = await two.new.store.feed_states()
        two.room.now += LEASE
        assert await take_lead(two.old)
        await two.old.polls.remember()
        assert await two.new.store.feed_states() == later
