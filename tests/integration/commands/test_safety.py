"""Who may do what, and how often: strangers, groups, floods, and the life of a chat."""

import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands.services import PHRASES_PER_CHAT
from bot.core.alerts.admin_notices import GREETING_AFTER
from bot.core.delivery.messages import Update
from bot.core.delivery.outbox import Worded
from bot.core.reasons.notices import AdminNotice
from bot.core.types import (
    Alerts,
    Chat,
    ChatKind,
    DeliveryState,
    Localised,
    Subscription,
    SubscriptionKind,
    Topic,
)
from bot.locale.loading import load_texts
from bot.sender.compose import Composer
from storage.store import Store
from tests.build import NOON, a_delivery, a_report, a_story
from tests.conversation import (
    CATALOG,
    CHANNEL,
    EDITOR,
    GROUP_ADMIN,
    LATER,
    MEMBER,
    Conversation,
    Telegram,
    nothing_fails,
)
from tests.integration.promised import a_lease, claimed
from tests.sqlite_files import migrated

DAY = timedelta(days=1)
GROUP = Chat(id=-100, kind=ChatKind.SUPERGROUP, title="Space club")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(migrated(tmp_path / "isswire.db"))
    await opened.record_story(a_story(number=None), ())
    await opened.record_chat(GROUP)
    yield opened
    await opened.close()


def in_group(store: Store, user_id: int, telegram: Telegram | None = None) -> Conversation:
    return Conversation(store, telegram, user_id=user_id, chat_id=-100, chat_kind="supergroup")


async def kept(store: Store) -> tuple[Chat | None, tuple[Subscription, ...]]:
    return await store.chat(-100, 0), tuple(await store.subscriptions(-100, 0))


CHANGING = [
    "/track Soyuz MS-28",
    "/track #1",
    "/untrack #1",
    "/digest 08:00",
    "/mute 8h",
    "/lang ru",
    "/tz Europe/Moscow",
    "/settings quiet 23:00-07:00",
    "/stop",
    "/forget_me",
    "/bind",
    "/unbind",
    "/start bind",
]
PRESSED = ["c:important", "f:1", "m:1", "tr:Soyuz", "set::alerts:digest", "u::lang:ru", "b::iss"]


@pytest.mark.fault("I6")
@pytest.mark.parametrize("wish", CHANGING)
@pytest.mark.parametrize("user", [MEMBER, 0], ids=["member", "anonymous"])
async def test_in_a_group_only_a_named_admin_changes_anything(
    store: Store, wish: str, user: int
) -> None:
    before = await kept(store)
    answer = await in_group(store, user).says(wish)
    assert answer is not None
    assert await kept(store) == before


@pytest.mark.fault("I6")
@pytest.mark.parametrize("data", PRESSED)
async def test_a_press_is_checked_as_a_command_is(store: Store, data: str) -> None:
    before = await kept(store)
    answer = await in_group(store, MEMBER).sends(data)
    assert answer is not None
    assert answer.alert
    assert await kept(store) == before


@pytest.mark.fault("I6")
@pytest.mark.parametrize(
    "how",
    [{"is_edit": True}, {"is_forward": True}, {"chat_kind": "channel", "chat_id": CHANNEL}],
    ids=["edited", "forwarded", "channel post"],
)
@pytest.mark.parametrize("wish", [*CHANGING, "/latest", "/feeds"])
async def test_what_nobody_says_here_and_now_is_not_answered(
    store: Store, wish: str, how: dict[str, object]
) -> None:
    before = await kept(store)
    assert await in_group(store, GROUP_ADMIN).says(wish, **how) is None
    assert await kept(store) == before


@pytest.mark.fault("I6")
@pytest.mark.parametrize("wish", ["/feeds", "/feed tass", "/reload", "/queue"])
async def test_an_editor_s_command_is_refused_to_strangers_and_logged_once_a_minute(
    store: Store, wish: str, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = Conversation(store, user_id=5, chat_username="editor")
    with caplog.at_level(logging.WARNING):
        answers = [await stranger.says(wish) for _ in range(4)]
    said = {each.message.plain for each in answers if each and each.message}
    assert said == {"Only the bot's editors can do that."}
    assert len(caplog.records) == 1
    assert (await Conversation(store, user_id=EDITOR).says(wish)) is not None


@pytest.mark.fault("I6")
async def test_a_channel_is_set_only_by_its_own_admins(store: Store) -> None:
    await store.record_chat(Chat(id=CHANNEL, kind=ChatKind.CHANNEL, title="ISS news"))
    telegram = Telegram()
    person = Conversation(store, telegram)
    await person.sends(f"set:{CHANNEL}:alerts:digest")
    await person.sends(f"b:{CHANNEL}:iss")
    unchanged = await store.chat(CHANNEL, 0)
    assert unchanged is not None
    assert unchanged.alerts is Alerts.ALL
    assert tuple(await store.subscriptions(CHANNEL, 0)) == ()
    telegram.admins.add((CHANNEL, 7))
    await person.sends(f"set:{CHANNEL}:alerts:digest")
    changed = await store.chat(CHANNEL, 0)
    assert changed is not None
    assert changed.alerts is Alerts.DIGEST


@pytest.mark.fault("I8")
async def test_a_flood_is_answered_as_far_as_the_budget_goes(
    store: Store, record_property: Callable[[str, object], None]
) -> None:
    person = Conversation(store, pace=timedelta(milliseconds=10))
    answers = [await person.says("/latest") for _ in range(100)]
    answered = sum(each is not None for each in answers)
    record_property("figure", answered)
    record_property("limit", 6)
    assert answered <= 6


@pytest.mark.fault("I9")
async def test_a_chat_tracks_as_many_phrases_as_the_quota_allows(
    store: Store, record_property: Callable[[str, object], None]
) -> None:
    person = Conversation(store)
    for number in range(PHRASES_PER_CHAT + 5):
        await person.says(f"/track Soyuz MS-{number + 10}")
    phrases = await store.subscriptions(7, 0)
    record_property("figure", len(phrases))
    record_property("limit", PHRASES_PER_CHAT)
    assert len(phrases) == PHRASES_PER_CHAT
    assert "which is the limit" in person.text


@pytest.mark.fault("I9")
@pytest.mark.parametrize("words", ["<b>Soyuz</b> & co", "a" * 4000, "Soyuz{0}", ".*", "%s%n"])
async def test_a_phrase_is_words_and_nothing_else(store: Store, words: str) -> None:
    answer = await Conversation(store).says(f"/track {words}")
    assert answer is not None
    kinds = {each.kind for each in await store.subscriptions(7, 0)}
    assert kinds <= {SubscriptionKind.PHRASE}


async def test_the_weightiest_of_the_newest_stories_comes_first(store: Store) -> None:
    official = a_report("NASA says so", party="nasa", entry="2" * 32, origin="party:nasa")
    await store.record_story(a_story(official, id="6" * 16, number=None))
    late = a_report("A late word", entry="3" * 32, at=NOON + timedelta(hours=1))
    await store.record_story(a_story(late, id="7" * 16, number=None))
    person = Conversation(store)
    await person.says("/latest")
    assert [each.text for each in person.buttons] == ["#2", "#3", "#1"]


async def test_naming_no_topic_means_all_even_if_a_title_lacks_a_language(
    store: Store,
) -> None:
    topics = (
        Topic("iss", Localised({"en": "ISS", "ru": "МКС"})),
        Topic("roscosmos", Localised({"en": "Roscosmos"})),
    )
    leak = a_story(id="6" * 16, topics=("roscosmos",), number=None)
    await store.record_story(leak)
    admin = in_group(store, GROUP_ADMIN)
    admin.catalog = replace(CATALOG, topics=topics)
    await admin.says("/bind")
    await admin.says("/latest")
    assert "Space club gets: ISS, Roscosmos." in admin.text
    assert [each.text for each in admin.buttons] == ["#2", "#1"]


@pytest.mark.parametrize("named", ["roscosmos", "@elsewhere", "everything"])
async def test_an_unbind_that_names_something_else_ends_nothing(store: Store, named: str) -> None:
    admin = in_group(store, GROUP_ADMIN)
    await admin.says("/bind")
    before = await kept(store)
    await admin.says(f"/unbind {named}")
    assert await kept(store) == before
    assert "Like this: /unbind" in admin.text


async def test_a_thread_has_settings_of_its_own(store: Store) -> None:
    thread = Conversation(
        store, user_id=GROUP_ADMIN, chat_id=-100, chat_kind="supergroup", thread_id=3
    )
    await thread.says("/lang ru")
    here, there = await store.chat(-100, 3), await store.chat(-100, 0)
    assert here is not None
    assert there is not None
    assert (here.language, there.language) == ("ru", "en")


async def test_a_new_thread_starts_with_the_group_s_settings(store: Store) -> None:
    await store.record_chat(replace(GROUP, language="ru", zone="Europe/Moscow"))
    thread = Conversation(
        store, user_id=GROUP_ADMIN, chat_id=-100, chat_kind="supergroup", thread_id=3
    )
    await thread.says("/settings style full")
    here = await store.chat(-100, 3)
    assert here is not None
    assert (here.language, here.zone, here.style) == ("ru", "Europe/Moscow", "full")


async def test_a_chat_that_puts_the_bot_out_is_parked_and_comes_back(store: Store) -> None:
    waiting = a_delivery(chat_id=-100, created=LATER, not_before=LATER, expires=LATER + DAY)
    await store.record_story(a_story(number=None), [waiting])
    group = in_group(store, GROUP_ADMIN)
    assert await group.takes(_membership("kicked")) is None
    assert await store.queue_sizes() == {DeliveryState.PARKED: 1}
    await group.takes(_membership("administrator"))
    assert await store.queue_sizes() == {DeliveryState.PENDING: 1}


@pytest.mark.parametrize("words", ["/start", "/track Soyuz MS-28"])
async def test_a_parked_person_is_reachable_again_once_they_write(
    store: Store, words: str
) -> None:
    waiting = a_delivery(chat_id=7, created=LATER, not_before=LATER, expires=LATER + DAY)
    await store.record_story(a_story(number=None), [waiting])
    await store.park_chat(7, now=LATER, reason="bot can't initiate conversation with a user")
    assert await store.queue_sizes() == {DeliveryState.PARKED: 1}
    await Conversation(store).says(words)
    assert await store.queue_sizes() == {DeliveryState.PENDING: 1}
    assert await store.parked_chats() == {}


async def test_a_group_that_moves_keeps_everything(store: Store) -> None:
    topic = Subscription(-100, 0, SubscriptionKind.TOPIC, "iss")
    await store.subscribe(topic)
    moved = Update(id=1, chat_id=-100, chat_kind="group", migrated_to=-1009)
    assert await in_group(store, GROUP_ADMIN).takes(moved) is None
    assert await store.chat(-100, 0) is None
    assert [each.value for each in await store.subscriptions(-1009, 0)] == ["iss"]


async def test_a_group_bound_by_the_link_that_adds_the_bot_hears_one_message(
    store: Store,
) -> None:
    await store.forget_chat(-100, 0)
    group = in_group(store, GROUP_ADMIN)
    assert await group.takes(replace(_membership("member"), language="ru")) is None
    [hello] = await store.deliveries(DeliveryState.PENDING)
    bound = await group.says("/start bind")
    assert bound is not None
    assert bound.message is not None
    lease = await a_lease(store, now=group.now)
    assert await claimed(store, lease, now=group.now + GREETING_AFTER) is None
    [ended] = await store.deliveries(DeliveryState.CANCELLED)
    assert ended.id == hello.id


@pytest.mark.parametrize(("language", "button"), [("ru", "Всё о МКС"), ("en", "All ISS")])
async def test_a_group_that_nobody_binds_is_greeted(
    store: Store, language: str, button: str
) -> None:
    await store.forget_chat(-100, 0)
    group = in_group(store, GROUP_ADMIN)
    await group.takes(replace(_membership("member"), language=language))
    lease = await a_lease(store, now=group.now)
    assert await claimed(store, lease, now=group.now) is None
    later = group.now + GREETING_AFTER
    hello = await claimed(store, lease, now=later)
    assert hello is not None
    composer = Composer(
        store=store,
        catalog=lambda: CATALOG,
        texts=load_texts(),
        failing=nothing_fails,
        bot=lambda: "isswire_bot",
    )
    worded = await composer.worded(hello, later)
    assert isinstance(worded, Worded)
    assert worded.outgoing.message.buttons[0][0].text.startswith(button)


@pytest.mark.parametrize(
    "changes",
    [("member", "administrator"), ("member", "member"), ("member", "kicked", "member")],
)
async def test_a_group_is_greeted_once_however_often_its_bot_is_placed(
    store: Store, changes: tuple[str, ...]
) -> None:
    await store.forget_chat(-100, 0)
    group = in_group(store, GROUP_ADMIN)
    for change in changes:
        await group.takes(_membership(change))
        group.now += timedelta(seconds=10)
    assert await store.queue_sizes() == {DeliveryState.PENDING: 1}


async def test_adding_the_bot_to_a_channel_is_answered_in_private(
    store: Store,
) -> None:
    added = Update(
        id=1,
        chat_id=CHANNEL,
        chat_kind="channel",
        chat_title="Наш канал",
        user_id=7,
        language="ru",
        membership="administrator",
    )
    assert await Conversation(store).takes(added) is None
    [notice] = await store.deliveries(DeliveryState.PENDING)
    assert (notice.chat_id, notice.body) == (7, "ru")
    assert notice.says == (AdminNotice.CHANNEL(title="Наш канал", name=str(CHANNEL)),)


def _membership(status: str) -> Update:
    return Update(id=1, chat_id=-100, chat_kind="supergroup", membership=status)
