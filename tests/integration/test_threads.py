"""Forum threads that are shut for a while: what they asked for goes to the group, and back."""

from dataclasses import replace

import pytest

from bot.core.acts import Acted
from bot.core.messages import Answer, Update
from bot.core.outbox import Sent, Shut
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

GROUP, THREAD, OTHER = -100, 5, 6
CHAT = a_chat(GROUP, kind=ChatKind.SUPERGROUP, language="ru")


def wishes(thread_id: int, *values: str) -> tuple[Subscription, ...]:
    kind = SubscriptionKind.TOPIC
    return tuple(Subscription(GROUP, thread_id, kind, each) for each in sorted(values))


async def shut(
    store: Store,
    *chats: Chat,
    topics: dict[int, tuple[str, ...]],
    threads: tuple[int, ...] = (THREAD,),
) -> None:
    await with_chats(store, stories=stories(len(threads)))
    for chat in chats:
        await store.record_chat(chat)
    for thread_id, values in topics.items():
        for wish in wishes(thread_id, *values):
            await store.subscribe(wish)
    lease = await a_lease(store)
    for n, thread_id in enumerate(threads, 1):
        post = a_delivery(story=story_id(n), chat_id=GROUP)
        await promise(store, at(post, thread_id=thread_id))
        first = await claimed(store, lease)
        assert first is not None
        assert first.thread_id == thread_id
        await record(store, first, Shut("TOPIC_CLOSED"), lease)
        while here := await claimed(store, lease):
            await record(store, here, Sent(n), lease)


async def reopened(store: Store, thread_id: int = THREAD) -> Answer | None:
    event = Update(1, GROUP, "supergroup", thread_id=thread_id, thread_event="reopened")
    return await Conversation(store).takes(event)


async def test_a_thread_that_opens_again_gets_its_binding_back(store: Store) -> None:
    await shut(store, replace(CHAT, thread_id=THREAD), topics={THREAD: ("iss",)})
    assert await store.subscriptions(GROUP, 0) == wishes(0, "iss")
    answer = await reopened(store)
    assert answer is not None
    assert answer.message is not None
    assert answer.message.plain == "Теперь в эту тему приходят новости: МКС."
    assert await store.subscriptions(GROUP, THREAD) == wishes(THREAD, "iss")
    assert await store.subscriptions(GROUP, 0) == ()
    thread = await store.chat(GROUP, THREAD)
    assert (thread and thread.language) == "ru"


async def test_what_the_group_had_asked_for_itself_stays_with_it(store: Store) -> None:
    chats = (CHAT, replace(CHAT, thread_id=THREAD))
    await shut(store, *chats, topics={0: ("iss",), THREAD: ("iss", "roscosmos")})
    assert await store.subscriptions(GROUP, 0) == wishes(0, "iss", "roscosmos")
    await reopened(store)
    assert await store.subscriptions(GROUP, THREAD) == wishes(THREAD, "iss", "roscosmos")
    assert await store.subscriptions(GROUP, 0) == wishes(0, "iss")


async def test_what_was_ended_meanwhile_does_not_come_back(store: Store) -> None:
    await shut(store, replace(CHAT, thread_id=THREAD), topics={THREAD: ("iss",)})
    group = Conversation(store, user_id=GROUP_ADMIN, chat_id=GROUP, chat_kind="supergroup")
    await group.says("/unbind")
    assert await reopened(store) is None
    assert await store.subscriptions(GROUP, THREAD) == ()


@pytest.mark.parametrize("times", [1, 2])
async def test_a_thread_that_was_never_shut_is_no_news(store: Store, times: int) -> None:
    await store.record_chat(CHAT)
    for _ in range(times):
        assert await reopened(store) is None
    assert await store.chats() == (CHAT,)


async def test_what_two_threads_asked_for_stays_the_groups_for_the_one_that_is_shut(
    store: Store,
) -> None:
    both = (THREAD, OTHER)
    chats = [replace(CHAT, thread_id=each) for each in both]
    await shut(store, *chats, topics=dict.fromkeys(both, ("iss",)), threads=both)
    await reopened(store)
    assert await store.subscriptions(GROUP, THREAD) == wishes(THREAD, "iss")
    assert await store.subscriptions(GROUP, 0) == wishes(0, "iss")
    await reopened(store, OTHER)
    assert await store.subscriptions(GROUP, OTHER) == wishes(OTHER, "iss")
    assert await store.subscriptions(GROUP, 0) == ()


async def test_what_a_merge_brought_a_thread_ends_in_its_group_with_the_merge(
    store: Store,
) -> None:
    gone, home = story_id(8), story_id(9)
    mute = Subscription(GROUP, THREAD, SubscriptionKind.MUTED_STORY, gone)
    await store.subscribe(mute)
    await store.record_acts(Acted(followed=((gone, home),)), based_on=await store.placed())
    await shut(store, replace(CHAT, thread_id=THREAD), topics={THREAD: ("iss",)})
    assert replace(mute, thread_id=0, value=home) in await store.subscriptions(GROUP, 0)
    await store.record_acts(Acted(parted=((gone, home),)), based_on=await store.placed())
    kept = (replace(mute, thread_id=0), *wishes(0, "iss"))
    assert await store.subscriptions(GROUP, 0) == kept


async def test_what_waits_in_the_group_goes_on_to_a_thread_that_opens_again(store: Store) -> None:
    chats = (CHAT, replace(CHAT, thread_id=THREAD))
    await shut(store, *chats, topics={THREAD: ("iss",)})
    late = a_delivery(story=story_id(2), chat_id=GROUP)
    await store.record_story(stories(2)[1])
    await promise(store, late)
    await reopened(store)
    first = await claimed(store, await a_lease(store))
    assert first is not None
    assert (first.story, first.thread_id) == (late.story, THREAD)
