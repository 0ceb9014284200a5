"""Databases of earlier versions, opened by this one with everything in them."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.reading.poll_result import FeedState
from bot.core.reasons import verbatim
from bot.core.types import (
    DeliveryState,
    Placement,
    Relation,
    StoryEvent,
    Subscription,
    SubscriptionKind,
)
from bot.errors import StorageError
from storage.db.engine import database_url, make_engine
from storage.db.migrate import alembic_config
from storage.db.transactions import Database
from storage.store import Store
from tests.build import NOON, a_report, a_story
from tests.integration.promised import Figure

STORY = (
    "INSERT INTO story (id, number, topics, opened, updated, closed, more)"
    " VALUES (:id, 1, '[\"iss\"]', :at, :at, NULL, :more)"
)
REPORT = "INSERT INTO report (story, position, entry, told) VALUES (:id, 0, '00', :told)"
TOLD = (
    '{"entry":"00000000000000000000000000000000","feed":"tass","outlet":"TASS",'
    '"role":"state-media","title":"Russia to leave the ISS after 2024",'
    '"at":"2022-07-26T12:00:00+00:00","language":"en","origin":"outlet:tass"}'
)
EVENTS = (
    '{"episode":2,"events":[{"at":"2022-07-26T12:00:00+00:00","kind":"closed","detail":"quiet"},'
    '{"at":"2022-07-26T15:00:00+03:00","kind":"reopened"}]}'
)


@pytest.fixture(params=["sqlite", "postgresql"])
def unmade(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database without any table, on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'isswire.db'}"
    url: str = request.getfixturevalue("empty_postgres")
    return url


async def _at_version(url: str, version: str) -> None:
    def upgrade(connection: Connection) -> None:
        command.upgrade(alembic_config(connection), version)

    at = NOON.replace(tzinfo=None) if url.startswith("sqlite") else NOON
    async with Database(make_engine(database_url(url))) as database:
        await database.run_change(lambda db: db.run_sync(upgrade))
        row = {"id": "5" * 16, "at": at, "more": EVENTS, "told": TOLD}
        await database.run_change(lambda db: db.execute(text(STORY), row))
        await database.run_change(lambda db: db.execute(text(REPORT), row))


@pytest.mark.fault("F9")
async def test_what_happened_to_stories_is_kept_by_the_second_schema(
    unmade: str, record_property: Figure
) -> None:
    await _at_version(unmade, "0001")
    async with await Store.open(unmade) as store:
        found = await store.stories(["5" * 16])
    events = (StoryEvent(NOON, "closed", detail="quiet"), StoryEvent(NOON, "reopened"))
    record_property("figure", "lost=0")
    record_property("limit", "lost=0")
    assert found["5" * 16] == a_story(a_report(), number=1, episode=2, events=events)


@pytest.mark.fault("F9")
async def test_a_merged_story_of_the_second_schema_leads_on_in_the_third(
    unmade: str,
) -> None:
    await _at_version(unmade, "0002")
    async with Database(make_engine(database_url(unmade))) as database:
        await database.run_change(lambda db: db.execute(text(MERGED)))
    async with await Store.open(unmade) as store:
        found = await store.story_numbered(2)
        readable = await store.latest_stories()
    assert found is not None
    assert (found.number, [each.number for each in readable]) == (1, [1])


MERGED = (
    "INSERT INTO story (id, number, topics, opened, updated, closed, held, merged_into, more)"
    " SELECT '6666666666666666', 2, topics, opened, updated, closed, held, id, '{}' FROM story"
)


@pytest.mark.fault("F9")
async def test_overtaken_edits_of_the_third_schema_have_an_end_in_the_fourth(
    unmade: str,
) -> None:
    await _at_version(unmade, "0003")
    async with Database(make_engine(database_url(unmade))) as database:
        await database.run_change(lambda db: db.execute(text(OVERTAKEN)))
    async with await Store.open(unmade) as store:
        await store.prune(NOON + timedelta(days=29))
        kept = (await store.stats())["delivery"]
        await store.prune(NOON + timedelta(days=31))
        assert (kept, (await store.stats())["delivery"]) == (2, 1)


OVERTAKEN = (
    "INSERT INTO delivery SELECT at, id, 7, 0, 'edit', at, state, false, opened, opened, opened,"
    " 0, NULL, '', '', '{}', '', NULL, NULL FROM story,"
    " (SELECT 1 AS at, 'cancelled' AS state UNION ALL SELECT 2, 'pending') AS edits"
)


@pytest.mark.fault("F9")
async def test_wishes_carried_in_the_sixth_schema_stay_where_they_are_in_the_seventh(
    unmade: str,
) -> None:
    await _at_version(unmade, "0006")
    async with Database(make_engine(database_url(unmade))) as database:
        await database.run_change(lambda db: db.execute(text(FOLLOWS)))
        await database.run_change(lambda db: db.execute(text(CARRIED)))
    async with await Store.open(unmade) as store:
        assert await store.subscriptions(7) == (
            Subscription(7, 0, SubscriptionKind.STORY, "5" * 16),
        )
        assert "carried" not in await store.stats()


FOLLOWS = "INSERT INTO subscription SELECT 7, 0, 'story', id FROM story"
CARRIED = "INSERT INTO carried SELECT 7, 0, 'story', id, '6666666666666666', 0, false FROM story"


@pytest.mark.fault("F9")
async def test_feeds_that_were_shared_in_the_seventh_schema_are_read_by_one_in_the_eighth(
    unmade: str,
) -> None:
    await _at_version(unmade, "0007")
    async with Database(make_engine(database_url(unmade))) as database:
        await database.run_change(lambda db: db.execute(text(READ_ELSEWHERE)))
    async with await Store.open(unmade) as store:
        await store.record_polls([FeedState("tass", "https://tass.example/rss", NOON)])
        for asked in (text("SELECT * FROM feed_claim"), text("SELECT * FROM host")):
            with pytest.raises(StorageError, match=r"no such table|relation .* does not exist"):
                await store.run_question(partial(AsyncConnection.execute, statement=asked))
        assert list(await store.feed_states()) == ["tass"]


READ_ELSEWHERE = "INSERT INTO feed_claim SELECT 'tass', 'elsewhere/1/2', opened FROM story"


@pytest.mark.fault("F9")
async def test_reasons_of_the_eighth_schema_are_told_in_their_words(unmade: str) -> None:
    await _at_version(unmade, "0008")
    at = NOON.replace(tzinfo=None) if unmade.startswith("sqlite") else NOON
    async with Database(make_engine(database_url(unmade))) as database:
        await database.run_change(lambda db: db.execute(text(FAILING), {"at": at, "no": b""}))
        await database.run_change(lambda db: db.execute(text(PLACED), {"at": at}))
    async with await Store.open(unmade) as store:
        state = (await store.feed_states())["tass"]
        (entry,) = await store.story_entries("5" * 16)
    assert (state.error, state.article_error) == (
        verbatim("it answers 503"),
        verbatim("no article"),
    )
    assert (state.failures, state.error_kind) == (2, "http_503")
    assert entry.verdict.reasons == (verbatim('iss: "ISS" (strong, title)'),)
    assert entry.placement == Placement("5" * 16, Relation.NEW, reasons=(verbatim("opens it"),))


@pytest.mark.fault("F9")
async def test_a_notice_of_the_ninth_schema_is_told_in_its_words(unmade: str) -> None:
    await _at_version(unmade, "0009")
    async with Database(make_engine(database_url(unmade))) as database:
        await database.run_change(lambda db: db.execute(text(NOTICE)))
    async with await Store.open(unmade) as store:
        (notice,) = await store.deliveries(DeliveryState.PENDING)
    assert (notice.says, notice.body) == ((verbatim("refused:"), verbatim("line 3: é")), "")
    assert notice.silent


NOTICE = (
    "INSERT INTO delivery SELECT 1, 'feeds.yaml', 7, 0, 'notice', 1, 'pending', false, opened,"
    """ opened, opened, 0, NULL, '', 'refused:\nline 3: é', '{"silent": true}', '', NULL, NULL"""
    " FROM story"
)


@pytest.mark.fault("F9")
async def test_why_a_delivery_of_the_tenth_schema_failed_is_told_in_its_words(unmade: str) -> None:
    await _at_version(unmade, "0010")
    async with Database(make_engine(database_url(unmade))) as database:
        await database.run_change(lambda db: db.execute(text(REFUSED)))
    async with await Store.open(unmade) as store:
        (dead,) = await store.deliveries(DeliveryState.DEAD)
    assert (dead.error, dead.silent) == (verbatim("message is too long"), True)


REFUSED = (
    "INSERT INTO delivery SELECT 1, id, 7, 0, 'post', 1, 'dead', false, opened, opened, opened,"
    """ 0, NULL, 'message is too long', '', '{"silent": true}', '', NULL, NULL FROM story"""
)


@pytest.mark.fault("F9")
async def test_what_the_twelfth_schema_told_is_one_development_and_is_not_told_again(
    unmade: str,
) -> None:
    await _at_version(unmade, "0012")
    async with Database(make_engine(database_url(unmade))) as database:
        for statement in map(text, (TOLD_TWICE, POSTED, PROMISED)):
            await database.run_change(partial(AsyncConnection.execute, statement=statement))
    async with await Store.open(unmade) as store:
        (message,) = await store.messages_in("5" * 16, 7, 0)
        edit, reply = reversed(await store.deliveries(DeliveryState.PENDING))
        story = (await store.stories(["5" * 16]))["5" * 16]
        again = await store.record_deliveries([replace(reply, id=None), replace(edit, id=None)])
    assert (message.episode, message.development, message.replies_to) == (1, 1, 0)
    assert (edit.development, reply.development, reply.revision) == (1, 2, 1)
    assert [report.development for report in story.reports] == [1, 2]
    assert again == 0


TOLD_TWICE = (
    "INSERT INTO report SELECT story, 1, 'second', replace(told, 'Russia', 'NASA') FROM report"
    " WHERE position = 0"
)
POSTED = "INSERT INTO post SELECT id, 7, 0, 1, 900, opened, opened, 'f00', '{}' FROM story"
PROMISED = (
    "INSERT INTO delivery (id, story, chat_id, thread_id, kind, revision, state, urgent, created,"
    " not_before, expires, attempts, body, more, sender) SELECT at, id, 7, 0, kind, 2, 'pending',"
    " false, opened, opened, opened, 0, '', '{}', '' FROM story,"
    " (SELECT 1 AS at, 'edit' AS kind UNION ALL SELECT 2, 'reply') AS promised"
)


FAILING = (
    "INSERT INTO feed_state (feed, url, next_poll, failures, error, etag, modified, body_hash,"
    " item_hashes, more) VALUES ('tass', 'https://tass.example', :at, 2, 'it answers 503',"
    """ :no, :no, :no, :no, '{"error_kind":"http_503","article_error":"no article"}')"""
)
PLACED = (
    "INSERT INTO entry (id, feed, title, summary, text, seen, more, topics, reasons, sequence,"
    " story, relation, placement) VALUES ('00', 'tass', 'ISS', '', '', :at, '{}', '[\"iss\"]',"
    """ '["iss: \\"ISS\\" (strong, title)"]', 1, '5555555555555555', 'new',"""
    """ '{"story":"5555555555555555","relation":"new","reasons":["opens it"]}')"""
)
