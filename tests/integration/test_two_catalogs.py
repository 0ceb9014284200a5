"""Two processes that each have another feeds.yaml, for good."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.app.intake import Intake, edition_of
from bot.app.polls import Polls
from bot.catalog import parse_catalog
from bot.newsdesk import Newsdesk
from bot.rules.inflections import inflections
from tests.integration.newsroom import Newsroom, a_newsroom
from tests.integration.promised import Figure


@contextmanager
def statements(intake: Intake) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    heard: list[str] = []

    def hear(_: object, __: object, statement: str, *___: object) -> None:
        heard.append(statement)

    engine = intake.store._engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def with_another_catalog(intake: Intake, room: Newsroom) -> Polls:
    """Of another process, which knows the feed by another address."""
    text = room.feeds.catalog("10m").replace("/bulletin.xml", "/bulletin.xml?moved")
    catalog = parse_catalog(text, name="other.yaml", allow_private=True)
    newsdesk = Newsdesk(edition_of(catalog), intake.store, inflect=inflections, holder="other")
    return Polls(
        dict(intake.polls.states),
        store=intake.store,
        holder="other",
        newsdesk=newsdesk,
        read=intake.polls._read,
        read_articles=intake.polls._read_articles,
        clock=intake.clock,
        polled=room.polled.append,
    )


async def read_by(polls: Polls) -> list[str]:
    """The feeds it is given to read just now, and has read."""
    feeds = await polls.claim()
    await polls.poll(feeds)
    return [feed.url.rpartition("/")[2] for feed in feeds]


@pytest.mark.fault("C12")
async def test_a_feed_that_another_process_reads_elsewhere_is_left_to_it(
    migrated_postgres: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    record_property: Figure,
) -> None:
    async with a_newsroom(tmp_path, migrated_postgres) as room, room.opened() as intake:
        ours = intake.polls
        room.forward(seconds=1)
        other = with_another_catalog(intake, room)
        room.forward(minutes=15)
        assert await read_by(other) == ["bulletin.xml?moved"]
        assert await read_by(ours) == []
        for _ in range(2):
            await ours.recall()
        with statements(intake) as asked:
            assert [await read_by(ours) for _ in range(10)] == [[]] * 10
        assert ours.others == {"bulletin"}
        room.forward(hours=1)
        await ours.recall()
        assert await read_by(ours) == ["bulletin.xml"]
    said = [record.message for record in caplog.records if "feeds.yaml" in record.message]
    record_property("figure", f"{len(asked)} statements in 10 beats, logged {len(said)} time")
    record_property("limit", "0, once; read when the other has gone")
    assert asked == []
    assert said == ["another process has another feeds.yaml, and reads feeds=bulletin"]


async def test_an_edit_of_our_own_takes_the_feed_back(
    migrated_postgres: str, tmp_path: Path
) -> None:
    async with a_newsroom(tmp_path, migrated_postgres) as room, room.opened() as intake:
        room.forward(seconds=1)
        other = with_another_catalog(intake, room)
        room.forward(minutes=15)
        await read_by(other)
        await intake.polls.recall()
        room.forward(minutes=15)
        intake.polls.withdraw()
        assert await read_by(intake.polls) == ["bulletin.xml"]
        assert not intake.polls.others
