"""A bug or a cancellation in one poll or alert costs that one and no other."""

import asyncio
import logging
import re
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app.feed_polls import Polls
from bot.app.intake import Intake
from bot.core.delivery.outbox import Never
from bot.core.reading.poll_result import FeedState, PollResult
from bot.core.reasons.send_failures import SendFailure
from bot.core.types import Delivery, DeliveryState, Feed, Relation
from storage.store import Store
from tests.integration.newsroom import Newsroom, a_newsroom, promised
from tests.integration.promised import Figure, posts, promise, stories, with_chats
from tests.integration.pushed import (
    Telegram,
    Words,
    fresh,
    pushing,
    settled,
    worded,
)


def polls_that_break(intake: Intake, room: Newsroom) -> Polls:
    """Make polls like intake's own, with a bug triggered by one of the feeds."""

    async def read(feed: Feed, state: FeedState, now: datetime) -> PollResult:
        if feed.id == "breaking":
            raise ZeroDivisionError
        return await intake.polls._read(feed, state, now)

    return Polls(
        dict(intake.polls.states),
        store=intake.store,
        ingest=intake.ingest,
        calendar=intake.calendar,
        read=read,
        read_articles=intake.polls._read_articles,
        clock=intake.clock,
        polled=room.polled.append,
    )


@pytest.mark.fault("E11")
async def test_a_poll_that_breaks_us_is_one_feeds_failure(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, record_property: Figure
) -> None:
    async with a_newsroom(tmp_path) as room:
        room.feeds.add("breaking")
        async with room.opened() as intake:
            polls = polls_that_break(intake, room)
            for _ in range(2):
                room.publish()
                room.now += timedelta(hours=1)
                await polls.poll(intake.catalog.feeds)
            state = (await intake.store.feed_states())["breaking"]
            told = len(await promised(intake.store))
    broken = [each for each in caplog.records if each.levelno >= logging.ERROR]
    record_property("figure", f"others told {told} of 2, logged {len(broken)} of 2")
    record_property("limit", "L=0")
    assert (told, [each.message for each in broken]) == (2, ["poll broke feed=breaking"] * 2)
    assert (state.error_kind, state.failures, state.next_poll > room.now) == ("bug", 2, True)


@pytest.mark.fault("E11")
async def test_an_alert_that_cannot_be_worded_is_dead_and_holds_nobody_up(store: Store) -> None:
    async def breaking(deliveries: Sequence[Delivery]) -> Words:
        broken = Never(SendFailure.NOT_WORDED())
        fine = await worded(deliveries)
        pairs = zip(deliveries, fine, strict=True)
        return [broken if each.story.endswith("2") else words for each, words in pairs]

    await with_chats(store, 7, stories=stories(3))
    await promise(store, *(fresh(each) for each in posts([7], 3)))
    telegram = Telegram()
    async with pushing(store, telegram, breaking):
        await settled(store, 3)
    (dead,) = await store.deliveries(DeliveryState.DEAD)
    assert len(telegram.took) == 2
    assert dead.error == SendFailure.NOT_WORDED()


async def cut_off(room: Newsroom, intake: Intake) -> None:
    """Plan a poll and cancel it before it is recorded."""
    other = sqlite3.connect(room.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    polling = asyncio.create_task(room.poll(intake))
    await asyncio.sleep(1)
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    other.execute("ROLLBACK")
    other.close()


@pytest.mark.fault("H3")
async def test_a_poll_cut_off_while_it_is_recorded_is_told_when_it_is_repeated(
    tmp_path: Path, record_property: Figure
) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        room.publish(2)
        await cut_off(room, intake)
        cut = len(await promised(intake.store))
        await room.poll(intake)
        told = await promised(intake.store)
        known = await intake.store.stories([each.story for each in told])
    record_property("figure", f"L={2 - len(told)}, D=0, {cut} told by the one cut off")
    record_property("limit", "L=0 D=0")
    assert (cut, len(told), len(known)) == (0, 2, 2)


@pytest.mark.fault("H3")
async def test_what_was_planned_and_not_recorded_is_not_remembered(tmp_path: Path) -> None:
    """The item is gone when the poll is repeated; the one in its place is no copy of it."""
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        room.publish()
        await cut_off(room, intake)
        items = room.feeds.items["bulletin"]
        items[0] = re.sub("[0-9a-f]{12}", "2" * 12, items[0])  # guid and address of another
        await room.poll(intake)
        [post] = await promised(intake.store)
        [entry] = await intake.store.story_entries(post.story)
    assert entry.placement is not None
    assert (entry.placement.relation, entry.placement.duplicate_of) == (Relation.NEW, None)


async def test_a_poll_that_is_cut_before_it_begins_is_due_again(tmp_path: Path) -> None:
    async with a_newsroom(tmp_path) as room, room.opened() as intake:
        room.now += timedelta(hours=1)
        feeds = intake.catalog.feeds
        async with asyncio.TaskGroup() as tasks:
            intake.polls.start(feeds, tasks)
            intake.polls.halt()
        assert set(intake.polls.due()) == set(feeds)


async def test_feeds_never_polled_are_due_at_once_by_a_clock_that_ticks(tmp_path: Path) -> None:
    async with a_newsroom(tmp_path) as room:
        room.feeds.add("new")
        async with room.opened() as intake:

            def ticking() -> datetime:
                room.now += timedelta(microseconds=1)
                return room.now

            intake.polls._clock = ticking
            assert "new" in {feed.id for feed in intake.polls.all_due()}
