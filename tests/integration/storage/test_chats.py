"""Chats and what they asked for."""

from dataclasses import replace
from datetime import timedelta

from bot.core.types import Chat, ChatKind, DeliveryKind, Subscription, SubscriptionKind
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery

BIG = -1_002_147_483_648_123
TOPIC = Subscription(7, 0, SubscriptionKind.TOPIC, "iss")


async def test_a_chat_comes_back_as_it_was_stored(store: Store) -> None:
    chat = a_chat(
        BIG,
        kind=ChatKind.SUPERGROUP,
        thread_id=2**40,
        title="Станция 🚀",
        quiet=(23 * 60, 7 * 60),
        muted_until=NOON,
        active=False,
    )
    await store.record_chat(chat)
    assert await store.chat(BIG, 2**40) == chat
    assert await store.chat(BIG) is None


async def test_recording_a_chat_again_changes_it(store: Store) -> None:
    await store.record_chat(a_chat(language="ru"))
    await store.record_chat(a_chat(language="en"))
    assert await store.chats() == (a_chat(language="en"),)


async def test_threads_of_one_group_are_chats_of_their_own(store: Store) -> None:
    threads = [a_chat(-7, thread_id=thread) for thread in (0, 3, 5)]
    for chat in threads:
        await store.record_chat(chat)
        await store.subscribe(replace(TOPIC, chat_id=-7, thread_id=chat.thread_id))
    assert len(await store.audience(["iss"])) == 3
    await store.forget_chat(-7, 3)
    assert [chat.thread_id for chat in await store.chats()] == [0, 5]
    assert await store.subscriptions(-7, 3) == ()
    await store.forget_chat(-7)
    assert await store.chats() == ()


async def test_a_wish_is_remembered_once(store: Store) -> None:
    await store.record_chat(a_chat())
    assert [await store.subscribe(TOPIC), await store.subscribe(TOPIC)] == [True, False]
    assert await store.subscriptions(7) == (TOPIC,)
    assert [await store.unsubscribe(TOPIC), await store.unsubscribe(TOPIC)] == [True, False]
    assert await store.subscriptions(7) == ()


async def test_the_audience_is_who_is_active_and_asked(store: Store) -> None:
    chats = [a_chat(1), a_chat(2), a_chat(3, active=False), a_chat(4)]
    for chat in chats:
        await store.record_chat(chat)
    wishes = [
        replace(TOPIC, chat_id=1),
        replace(TOPIC, chat_id=1, value="roscosmos"),
        replace(TOPIC, chat_id=2, value="roscosmos"),
        replace(TOPIC, chat_id=3),
        replace(TOPIC, chat_id=4, value="mars"),
    ]
    for wish in wishes:
        await store.subscribe(wish)
    assert await store.audience(["iss", "roscosmos"]) == (
        (chats[0], wishes[0]),
        (chats[0], wishes[1]),
        (chats[1], wishes[2]),
    )
    assert await store.audience([]) == ()


async def test_phrases_and_followers_are_asked_for_by_kind(store: Store) -> None:
    await store.record_chat(a_chat())
    phrase = replace(TOPIC, kind=SubscriptionKind.PHRASE, value="Союз МС-28")
    follows = replace(TOPIC, kind=SubscriptionKind.STORY, value="5" * 16)
    mutes = replace(TOPIC, kind=SubscriptionKind.MUTED_STORY, value="5" * 16)
    other = replace(TOPIC, kind=SubscriptionKind.STORY, value="6" * 16)
    for wish in (phrase, follows, mutes, other):
        await store.subscribe(wish)
    assert await store.phrases() == ((a_chat(), phrase),)
    assert {wish for _, wish in await store.audience([], ["5" * 16])} == {follows, mutes}


async def test_forgetting_a_chat_leaves_nothing_of_it(store: Store) -> None:
    await store.record_chat(Chat(7, ChatKind.PRIVATE))
    await store.subscribe(TOPIC)
    await store.record_deliveries([a_delivery(), a_delivery(chat_id=8)])
    await store.park_chat(7, now=NOON, reason="blocked")
    await store.forget_chat(7)
    assert await store.parked_chats() == {}
    counts = await store.stats()
    assert {name: counts[name] for name in ("chat", "subscription", "delivery")} == {
        "chat": 0,
        "subscription": 0,
        "delivery": 1,
    }


async def test_chats_are_found_by_a_field_that_is_set(store: Store) -> None:
    daily, odd = a_chat(1, digest="08:00"), a_chat(2, username='x"digest":')
    for each in (daily, odd, a_chat(3)):
        await store.record_chat(each)
    assert await store.chats_with("digest") == (daily,)


async def test_when_a_digest_was_last_promised_is_known_by_its_chat(store: Store) -> None:
    hour = timedelta(hours=1)
    for revision, chat in ((1, 7), (2, 7), (3, 8)):
        made = a_delivery(story="digest", chat_id=chat, kind=DeliveryKind.DIGEST)
        await store.record_deliveries(
            [replace(made, revision=revision, created=NOON + revision * hour)]
        )
    assert await store.last_promised("digest", 7, 0) == NOON + 2 * hour
    assert await store.last_promised("digest", 9, 0) is None
