"""People and the real process: in private, in groups and threads; by polling and by webhook."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.types import Alerts, Chat, ChatKind
from bot.local.server import GROUP_ID, PERSON_ID
from bot.local.update_queue import Webhook
from storage.store import Store
from tests.build import a_report, a_story
from tests.e2e.process import eventually
from tests.e2e.world import Record, World

LEAK = "Crew of the ISS fixes a leak in the Zvezda module"
DOCKING = "Soyuz docks at the International Space Station"
FORUM = -1001000000077
SMALL_GROUP = -4711


async def test_commands_are_answered_where_they_are_given(world: World) -> None:
    world.feeds.add("press")
    world.telegram.world.add_chat(
        FORUM, "supergroup", "Forum", forum=True, members={PERSON_ID: "creator"}
    )
    await world.start()
    people = world.telegram.people
    people.say(PERSON_ID, PERSON_ID, "/help")
    people.say(GROUP_ID, PERSON_ID, "/bind iss")
    thread = people.open_thread(FORUM, PERSON_ID, "News")
    people.say(FORUM, PERSON_ID, "/bind iss", thread_id=thread)
    for chat in (PERSON_ID, GROUP_ID, FORUM):
        await world.told("", chat)
    world.feeds.publish("press", LEAK)
    [here] = await world.told("fixes a leak", FORUM)
    await world.told("fixes a leak", GROUP_ID)
    assert here.thread_id == thread


@pytest.mark.fault("D7")
async def test_a_chat_that_threw_the_bot_out_is_left_alone_until_it_is_back(
    world: World, record_property: Record
) -> None:
    world.feeds.add("press")
    await world.subscribed([7001])
    await world.start()
    people = world.telegram.people
    people.set_status(7001, "kicked", by=7001)
    await eventually(lambda: not world.telegram.world.updates.pending)
    world.feeds.publish("press", LEAK)
    await world.told("fixes a leak", -1001000000001)
    calls = [call for call in world.telegram.journal.calls if call.chat_id == 7001]
    people.say(7001, 7001, "/start")
    await world.told("fixes a leak", 7001)
    record_property("figure", f"{len(calls)} calls while thrown out, 0 lost after the return")
    record_property("limit", "1 call, L=0")
    assert len(calls) <= 1


@pytest.mark.fault("D9")
async def test_a_group_that_moves_keeps_its_news(world: World, record_property: Record) -> None:
    world.feeds.add("press")
    world.telegram.world.add_chat(
        SMALL_GROUP, "group", "Club", bot="member", members={PERSON_ID: "creator"}
    )
    await world.start()
    world.telegram.people.say(SMALL_GROUP, PERSON_ID, "/bind iss")
    await eventually(lambda: world.posts(SMALL_GROUP), said=lambda: world.processes[0].said)
    new = world.telegram.people.migrate(SMALL_GROUP)
    world.feeds.publish("press", LEAK)
    await world.told("fixes a leak", new)
    world.feeds.publish("press", DOCKING)
    await world.told("Soyuz docks", new)
    copies = len(world.posts(new))
    record_property("figure", f"{copies} of 2 messages under the new id")
    assert copies == 2


@pytest.mark.fault("D8")
async def test_a_closed_thread_falls_back_and_tells_the_admins(world: World) -> None:
    world.feeds.add("press")
    world.telegram.world.add_chat(
        FORUM, "supergroup", "Forum", forum=True, members={PERSON_ID: "creator"}
    )
    await world.start()
    people = world.telegram.people
    thread = people.open_thread(FORUM, PERSON_ID, "News")
    people.say(FORUM, PERSON_ID, "/bind iss", thread_id=thread)
    people.say(FORUM, PERSON_ID, "/lang ru", thread_id=thread)
    await world.told("Язык: Русский", FORUM)
    people.close_thread(FORUM, PERSON_ID, thread)
    world.feeds.publish("press", LEAK)
    [post] = await world.told("fixes a leak", FORUM)
    [notice] = await world.told("закрыта или удалена", FORUM)
    assert (post.thread_id, notice.thread_id) == (0, 0)


async def test_a_digest_comes_at_its_hour_and_once(world: World) -> None:
    world.feeds.add("press")
    now = datetime.now(UTC)
    await world.subscribed([7001])
    async with await Store.open(world.database_url) as store:
        told = a_report(LEAK, at=now - timedelta(hours=2))
        await store.record_story(a_story(told, updated=told.at, number=None))
        hour = now.strftime("%H:%M")
        await store.record_chat(
            Chat(7001, ChatKind.PRIVATE, alerts=Alerts.DIGEST, digest=hour, language="ru")
        )
    bot = await world.start()
    [digest] = await world.told("Сводка с", 7001)
    assert LEAK in digest.text
    await bot.kill()
    await world.start()
    assert len(await world.told("Сводка с", 7001)) == 1


async def test_updates_come_by_webhook(world: World) -> None:
    world.feeds.add("press")
    secret = "webhook-secret-0123456789"
    bot = await world.start(WEBHOOK_URL="https://127.0.0.1/bot", WEBHOOK_SECRET=secret)
    updates = world.telegram.world.updates
    await eventually(lambda: updates.webhook is not None)
    assert updates.webhook == Webhook("https://127.0.0.1/bot/telegram", secret)
    updates.webhook = Webhook(f"http://127.0.0.1:{bot.port}/bot/telegram", secret)
    world.telegram.people.say(PERSON_ID, PERSON_ID, "/help")
    await eventually(lambda: world.posts(PERSON_ID), said=lambda: (bot.said, updates.last_error))
    assert secret not in bot.said
