"""Closed forum threads: their subscriptions go to their group."""

from dataclasses import replace
from functools import partial

from bot.core.delivery.outbox import Shut
from bot.core.reasons import verbatim
from bot.core.types import Chat, ChatKind, Subscription, SubscriptionKind
from storage.store import Store
from tests.build import a_chat, a_delivery
from tests.conversation import GROUP_ADMIN, Conversation
from tests.integration.promised import (
    a_lease,
    at,
    claimed,
    promise,
    record,
    stories,
    story_id,
    with_chats,
)

GROUP, THREAD = -100, 5
CHAT = a_chat(GROUP, kind=ChatKind.SUPERGROUP, language="ru")


def wishes(thread_id: int, *values: str) -> tuple[Subscription, ...]:
    kind = SubscriptionKind.TOPIC
    return tuple(Subscription(GROUP, thread_id, kind, each) for each in sorted(values))


async def shut(store: Store, *chats: Chat, topics: dict[int, tuple[str, ...]]) -> None:
    await with_chats(store, stories=stories(1))
    for chat in chats:
        await store.record_chat(chat)
    for thread_id, values in topics.items():
        for wish in wishes(thread_id, *values):
            await store.subscribe(wish)
    lease = await a_lease(store)
    await promise(store, at(a_delivery(story=story_id(1), chat_id=GROUP), thread_id=THREAD))
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, Shut(verbatim("TOPIC_CLOSED")), lease)


async def test_what_a_shut_thread_asked_for_is_its_groups(store: Store) -> None:
    chats = (CHAT, replace(CHAT, thread_id=THREAD))
    await shut(store, *chats, topics={0: ("iss",), THREAD: ("iss", "roscosmos")})
    assert await store.subscriptions(GROUP, 0) == wishes(0, "iss", "roscosmos")
    assert await store.subscriptions(GROUP, THREAD) == ()


async def test_a_group_that_was_not_known_gets_the_threads_settings(store: Store) -> None:
    await shut(store, replace(CHAT, thread_id=THREAD), topics={THREAD: ("iss",)})
    assert await store.chats() == (CHAT,)


async def test_two_commands_bring_the_news_back_to_a_thread_that_opens_again(
    store: Store,
) -> None:
    await shut(store, replace(CHAT, thread_id=THREAD), topics={THREAD: ("iss",)})
    admin = partial(
        Conversation, store, user_id=GROUP_ADMIN, chat_id=GROUP, chat_kind="supergroup"
    )
    await admin(thread_id=THREAD).says("/bind iss")
    await admin().says("/unbind")
    assert [chat.thread_id for chat, _ in await store.audience(["iss"])] == [THREAD]
