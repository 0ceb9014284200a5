"""The outbox in the store: claims, results, order, and every way a chat may change."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery.outbox import (
    GRACE,
    Gone,
    Later,
    Moved,
    Never,
    Refused,
    Sent,
    Shut,
    Unknown,
    cancelled,
)
from bot.core.delivery.pacing import LIMITS
from bot.core.reasons import verbatim
from bot.core.reasons.notices import AdminNotice
from bot.core.reasons.send_failures import Unwanted
from bot.core.types import (
    ChatKind,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Subscription,
    SubscriptionKind,
)
from storage.outbox.claims import Wait
from storage.outbox.deliveries import Outcome
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery
from tests.integration.promised import (
    Figure,
    a_lease,
    all_claimed,
    at,
    begun,
    chat_of,
    claimed,
    posts,
    promise,
    record,
    recorded,
    reserved,
    stories,
    story_id,
    waits_until,
    with_chats,
)

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


async def test_a_delivery_is_stored_as_sending_before_its_request(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    delivery = await claimed(store, await a_lease(store))
    assert delivery is not None
    assert (delivery.state, delivery.attempts) == (DeliveryState.SENDING, 1)
    assert await store.deliveries(DeliveryState.SENDING) == (delivery,)


@pytest.mark.fault("E1")
async def test_a_row_that_was_only_reserved_when_its_process_died_is_simply_pending(
    store: Store,
) -> None:
    await with_chats(store, 7, stories=stories(2))
    await promise(store, *posts([7], 2))
    lease = await a_lease(store)
    waiting = await reserved(store, lease)
    assert isinstance(waiting, Delivery)
    assert isinstance(await reserved(store, lease), Wait)
    await store.give_lease(lease, now=NOON)
    assert await begun(store, waiting, lease) is None
    again = await claimed(store, await a_lease(store))
    assert again is not None
    assert (again.story, again.attempts, again.resent) == (story_id(1), 1, False)


async def test_a_promise_comes_back_as_it_was_made(store: Store) -> None:
    notice = a_delivery(
        kind=DeliveryKind.NOTICE,
        says=(AdminNotice.RECOVERED(feed="tass"), verbatim("it was down for a day")),
        silent=True,
        urgent=True,
        chat_id=-(10**12),
    )
    await promise(store, notice)
    (stored,) = await store.deliveries(DeliveryState.PENDING)
    assert stored == replace(notice, id=stored.id)


@pytest.mark.fault("D17")
async def test_a_promise_made_twice_is_kept_once(store: Store, record_property: Figure) -> None:
    await promise(store, *posts([7, 8], 2))
    added = await store.record_deliveries([*posts([7, 8], 3), *posts([7], 1)])
    record_property("figure", f"D={sum((await store.queue_sizes()).values()) - 6}")
    record_property("limit", "D=0")
    assert added == 2
    assert await store.queue_sizes() == {DeliveryState.PENDING: 6}


async def test_a_sent_delivery_is_not_promised_again(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    lease = await a_lease(store)
    delivery = await claimed(store, lease)
    assert delivery is not None
    assert await record(store, delivery, Sent(900), lease)
    await promise(store, *posts([7], 1))
    assert await store.queue_sizes() == {DeliveryState.SENT: 1}


async def test_one_row_per_chat_is_under_way(store: Store) -> None:
    await with_chats(store, 7, 8, stories=stories(3))
    await promise(store, *posts([7, 8], 3))
    lease = await a_lease(store)
    under_way = await all_claimed(store, lease)
    assert [(each.chat_id, each.story) for each in under_way] == [
        (7, story_id(1)),
        (8, story_id(1)),
    ]
    await record(store, under_way[1], Sent(1), lease)
    assert [(each.chat_id, each.story) for each in await all_claimed(store, lease)] == [
        (8, story_id(2))
    ]


async def test_an_unknown_row_holds_back_its_chat_alone(store: Store) -> None:
    await with_chats(store, 7, 8, stories=stories(2))
    await promise(store, *posts([7, 8], 2))
    lease = await a_lease(store)
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, Unknown(verbatim("read timeout")), lease)
    assert [each.chat_id for each in await all_claimed(store, lease)] == [8]
    assert await waits_until(store, lease) == NOON + GRACE


@pytest.mark.fault("D1")
async def test_a_lost_answer_is_sent_again_whenever_telegram_has_answered_since(
    store: Store,
) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    lease = await a_lease(store)
    now = NOON
    for _ in range(4):
        sending = await claimed(store, lease, now=now)
        assert sending is not None
        await record(store, sending, Unknown(verbatim("reset")), lease, now=now)
        (doubted,) = await store.deliveries(DeliveryState.UNKNOWN)
        soon, later, lost = now + GRACE / 2, doubted.not_before, now
        assert later >= now + GRACE
        assert await claimed(store, lease, now=soon, answered=soon) is None
        assert await claimed(store, lease, now=later, answered=now) is None
        now = later
    assert await store.last_doubt() == lost


@pytest.mark.fault("D1")
async def test_what_is_in_doubt_for_a_day_is_uncertain_and_the_admins_are_told(
    store: Store,
) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    lease = await a_lease(store)
    sending = await claimed(store, lease)
    assert sending is not None
    await record(store, sending, Unknown(verbatim("reset")), lease)
    day = NOON + DAY
    assert await claimed(store, lease, now=day) is None
    (listed,) = await store.expire(now=day, admins={98, 99})
    assert listed.state is DeliveryState.UNCERTAIN
    told = await store.deliveries(DeliveryState.PENDING)
    assert {each.chat_id for each in told} == {98, 99}
    assert {each.says for each in told} == {(AdminNotice.NEVER_ANSWERED(n=1),)}


async def test_a_retry_keeps_its_place(store: Store) -> None:
    await with_chats(store, 7, stories=stories(2))
    await promise(store, *posts([7], 2))
    lease = await a_lease(store)
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, Later(verbatim("connection refused")), lease)
    assert await claimed(store, lease) is None
    again = await claimed(store, lease, now=NOON + 2 * SECOND)
    assert again is not None
    assert again.story == story_id(1)


@pytest.mark.fault("D11")
async def test_a_message_telegram_will_never_take_does_not_block_its_chat(store: Store) -> None:
    await with_chats(store, 7, stories=stories(2))
    await promise(store, *posts([7], 2))
    lease = await a_lease(store)
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, Never(verbatim("message is too long")), lease)
    second = await claimed(store, lease)
    assert second is not None
    assert second.story == story_id(2)
    (dead,) = await store.deliveries(DeliveryState.DEAD)
    assert (dead.attempts, dead.error) == (1, verbatim("message is too long"))


async def test_urgent_goes_before_bulk_but_never_out_of_a_chats_order(store: Store) -> None:
    await with_chats(store, 7, 8, 9, stories=stories(3))
    await promise(
        store,
        *posts([7, 8], 1),
        a_delivery(story=story_id(2), chat_id=9, urgent=True),
        a_delivery(story=story_id(3), chat_id=7, urgent=True),
    )
    order = [(each.chat_id, each.story) for each in await all_claimed(store, await a_lease(store))]
    assert order == [(9, story_id(2)), (7, story_id(1)), (8, story_id(1))]


async def test_what_an_urgent_alert_waits_for_in_its_chat_is_urgent_too(store: Store) -> None:
    """Else it would wait for the chat's turn among ten thousand others."""
    chats = range(101, 201)
    await with_chats(store, *chats, stories=stories(3))
    await promise(store, *posts(chats, 2))
    await promise(store, a_delivery(story=story_id(3), chat_id=150, urgent=True))
    lease, told = await a_lease(store), []
    for _ in range(4):
        delivery = await claimed(store, lease)
        assert delivery is not None
        told.append((delivery.chat_id, delivery.story))
        await record(store, delivery, Sent(1), lease)
    assert told == [*((150, story_id(number)) for number in (1, 2, 3)), (101, story_id(1))]


async def test_an_edit_that_waits_does_not_hold_back_posts(store: Store) -> None:
    await with_chats(store, 7, stories=stories(2))
    edit = a_delivery(
        story=story_id(1), kind=DeliveryKind.EDIT, not_before=NOON + timedelta(minutes=10)
    )
    await promise(store, edit, a_delivery(story=story_id(2)))
    found = await claimed(store, await a_lease(store))
    assert found is not None
    assert found.story == story_id(2)


async def test_an_edit_never_goes_before_its_own_post(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    held = a_delivery(story=story_id(1), not_before=NOON + timedelta(hours=7))
    edit = a_delivery(story=story_id(1), kind=DeliveryKind.EDIT)
    await promise(store, held, edit)
    assert await claimed(store, await a_lease(store)) is None


async def test_an_alert_held_until_morning_does_not_hold_back_an_urgent_one(store: Store) -> None:
    await with_chats(store, 7, stories=stories(2))
    held = a_delivery(story=story_id(1), not_before=NOON + timedelta(hours=7))
    await promise(store, held, a_delivery(story=story_id(2), urgent=True))
    found = await claimed(store, await a_lease(store))
    assert found is not None
    assert found.story == story_id(2)


async def test_only_the_newest_edit_of_a_post_is_sent(store: Store) -> None:
    await with_chats(store, 7, 8, stories=stories(1))
    edit = a_delivery(story=story_id(1), kind=DeliveryKind.EDIT)
    await promise(store, replace(edit, revision=2), replace(edit, revision=2, chat_id=8))
    await promise(store, replace(edit, revision=3), replace(edit, revision=4))
    found = await all_claimed(store, await a_lease(store))
    assert [(each.chat_id, each.revision) for each in found] == [(8, 2), (7, 4)]
    assert (await store.queue_sizes())[DeliveryState.CANCELLED] == 2


@pytest.mark.fault("D4")
async def test_flood_control_stops_one_chat_for_as_long_as_it_says(
    store: Store, record_property: Figure
) -> None:
    await with_chats(store, 7, 8, stories=stories(2))
    await promise(store, *posts([7, 8], 2))
    lease = await a_lease(store)
    first, other = await all_claimed(store, lease)
    await record(store, first, Later(verbatim("429"), after=timedelta(seconds=43_838)), lease)
    await record(store, other, Sent(1), lease)
    inside = await all_claimed(store, lease, now=NOON + timedelta(seconds=43_838))
    record_property("figure", f"Q={sum(each.chat_id == 7 for each in inside)}")
    record_property("limit", "Q=0")
    assert [each.chat_id for each in inside] == [8]
    after = await all_claimed(store, lease, now=NOON + timedelta(seconds=43_840))
    assert [(each.chat_id, each.story) for each in after] == [(7, story_id(1))]


@pytest.mark.fault("D4")
async def test_flood_control_outlives_a_restart(store: Store) -> None:
    await with_chats(store, 7, stories=stories(2))
    await promise(store, *posts([7], 2))
    lease = await a_lease(store)
    (first,) = await all_claimed(store, lease)
    await record(store, first, Later(verbatim("429"), after=timedelta(hours=1)), lease)
    other = await a_lease(store, holder="me")
    assert await claimed(store, other, now=NOON + timedelta(minutes=59)) is None


async def test_a_chat_that_writes_to_us_keeps_its_rest(store: Store) -> None:
    await with_chats(store, 7, stories=stories(2))
    await promise(store, *posts([7], 2))
    lease = await a_lease(store)
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, Later(verbatim("flood"), timedelta(minutes=5)), lease)
    await store.resume_chat(7)
    assert await claimed(store, lease, now=NOON + timedelta(minutes=4)) is None


@pytest.mark.fault("D4")
async def test_three_chats_refused_within_seconds_stop_all(store: Store) -> None:
    await with_chats(store, 6, 7, 8, 9, stories=stories(1))
    await promise(store, *posts([6, 7, 8, 9], 1))
    lease = await a_lease(store)
    for _ in range(3):
        delivery = await claimed(store, lease)
        assert delivery is not None
        await record(store, delivery, Later(verbatim("429"), after=30 * SECOND), lease)
    assert await claimed(store, lease, now=NOON + 30 * SECOND) is None
    assert len(await all_claimed(store, lease, now=NOON + 32 * SECOND)) == 4


@pytest.mark.fault("D7")
async def test_a_chat_that_blocked_us_is_parked_until_it_returns(
    store: Store, record_property: Figure
) -> None:
    await with_chats(store, 7, stories=stories(4))
    await promise(store, *posts([7], 3))
    lease = await a_lease(store)
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, Gone(verbatim("bot was blocked by the user")), lease)
    await promise(store, *posts([7], 4))
    calls_after = len(await all_claimed(store, lease, now=NOON + timedelta(hours=5)))
    assert await store.queue_sizes() == {DeliveryState.PARKED: 4}
    await store.resume_chat(7)
    told = 0
    while delivery := await claimed(store, lease, now=NOON + timedelta(hours=6)):
        assert delivery.story == story_id(told + 1)
        await record(store, delivery, Sent(told), lease)
        told += 1
    record_property("figure", f"calls={calls_after} L={4 - told}")
    record_property("limit", "calls<=1 L=0")
    assert (calls_after, told) == (0, 4)


@pytest.mark.fault("D7")
async def test_what_a_parked_chat_missed_for_a_day_is_listed_and_no_more_is_promised(
    store: Store,
) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    await store.park_chat(7, now=NOON)
    expired = await store.expire(now=NOON + DAY)
    assert [(each.chat_id, each.story) for each in expired] == [(7, story_id(1))]
    assert await store.expire(now=NOON + DAY) == ()
    assert await store.audience(["iss"]) == ()
    await store.resume_chat(7)
    assert len(await store.audience(["iss"])) == 1


@pytest.mark.fault("D8")
async def test_a_chat_that_may_be_gone_is_left_alone_between_three_tries(
    store: Store, record_property: Figure
) -> None:
    await with_chats(store, 7, stories=stories(3))
    await promise(store, *posts([7], 3))
    lease = await a_lease(store)
    calls = 0
    for minute in range(0, 181, 5):
        now = NOON + timedelta(minutes=minute)
        for delivery in await all_claimed(store, lease, now=now):
            calls += 1
            doubt = Gone(verbatim("chat not found"), certain=False)
            await record(store, delivery, doubt, lease, now=now)
    record_property("figure", f"calls={calls} parked={len(await store.parked_chats())}")
    record_property("limit", "calls=3 parked=1")
    assert calls == 3
    assert await store.parked_chats() == {7: "chat not found"}


@pytest.mark.fault("D9")
async def test_a_group_that_became_a_supergroup_takes_everything_along(
    store: Store, record_property: Figure
) -> None:
    await with_chats(store, -7, stories=stories(51))
    await promise(store, *posts([-7], 50))
    lease = await a_lease(store)
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, Sent(1), lease)
    second = await claimed(store, lease)
    assert second is not None
    await record(store, second, Moved(-1007), lease)
    await store.move_chat(-7, -1007)
    await promise(store, a_delivery(story=story_id(51), chat_id=-7))
    told = []
    while delivery := await claimed(store, lease):
        assert delivery.chat_id == -1007
        told.append(delivery.story)
        await record(store, delivery, Sent(len(told)), lease)
    record_property("figure", f"L={50 - len(told)} D={len(told) - len(set(told))}")
    record_property("limit", "L=0 D=0")
    assert told == [story_id(number) for number in range(2, 52)]
    assert await store.chat(-7) is None
    moved = await store.chat(-1007)
    assert moved is not None
    assert moved.kind is ChatKind.SUPERGROUP
    assert await store.subscriptions(-7) == ()
    assert len(await store.subscriptions(-1007)) == 1
    assert (await store.messages([story_id(1)]))[story_id(1)].keys() == {(-1007, 0)}


async def test_a_move_into_a_chat_that_is_known_keeps_one_of_each(store: Store) -> None:
    await with_chats(store, -7, -1007, stories=stories(2))
    await promise(store, *posts([-7, -1007], 2))
    await store.move_chat(-7, -1007)
    assert [chat.id for chat in await store.chats()] == [-1007]
    assert await store.queue_sizes() == {DeliveryState.PENDING: 2}


@pytest.mark.fault("D8")
async def test_a_thread_that_is_shut_falls_back_on_its_group(
    store: Store, record_property: Figure
) -> None:
    await with_chats(store, stories=stories(2))
    thread = a_chat(-1007, kind=ChatKind.SUPERGROUP, thread_id=5, style="full")
    await store.record_chat(thread)
    await store.subscribe(Subscription(-1007, 5, SubscriptionKind.TOPIC, "iss"))
    await promise(store, *(at(each, thread_id=5) for each in posts([-1007], 2)))
    lease = await a_lease(store)
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, Shut(verbatim("TOPIC_CLOSED")), lease)
    told = []
    while delivery := await claimed(store, lease):
        told.append((delivery.thread_id, delivery.kind, delivery.story))
        await record(store, delivery, Sent(len(told)), lease)
    post, notice = DeliveryKind.POST, DeliveryKind.NOTICE
    record_property("figure", f"L={2 - sum(kind is post for _, kind, _ in told)}")
    record_property("limit", "L=0")
    assert told == [
        (0, post, story_id(1)),
        (0, post, story_id(2)),
        (0, notice, "thread 5 shut"),
    ]
    assert await store.chats() == (replace(thread, thread_id=0),)
    assert len(await store.subscriptions(-1007, 0)) == 1
    assert await store.subscriptions(-1007, 5) == ()


@pytest.mark.fault("D8")
async def test_a_shut_thread_leaves_its_groups_own_settings_alone(store: Store) -> None:
    await with_chats(store, stories=stories(1))
    group = a_chat(-1007, kind=ChatKind.SUPERGROUP, style="compact", active=False)
    for each in (group, replace(group, thread_id=5, style="full", active=True)):
        await store.record_chat(each)
        await store.subscribe(Subscription(-1007, each.thread_id, SubscriptionKind.TOPIC, "iss"))
    await promise(store, at(a_delivery(story=story_id(1), chat_id=-1007), thread_id=5))
    lease = await a_lease(store)
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, Shut(verbatim("TOPIC_CLOSED")), lease)
    assert await store.chats() == (replace(group, active=True),)
    assert len(await store.subscriptions(-1007, 0)) == 1


@pytest.mark.fault("D13")
async def test_a_refused_token_stops_everything_and_loses_nothing(
    store: Store, record_property: Figure
) -> None:
    chats = list(range(1, 11))
    await with_chats(store, *chats, stories=stories(1))
    await promise(store, *posts(chats, 1))
    lease = await a_lease(store)
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, Refused(verbatim("401")), lease)
    calls = 1
    for second in range(60):
        now = NOON + second * SECOND
        for delivery in await all_claimed(store, lease, now=now):
            calls += 1
            await record(store, delivery, Refused(verbatim("401")), lease, now=now)
    record_property("figure", f"calls/min={calls}")
    record_property("limit", "calls/min<=3")
    assert calls <= 3
    assert await store.queue_sizes() == {DeliveryState.PENDING: 10}
    told = 0
    while again := await claimed(store, lease, now=NOON + 120 * SECOND):
        await record(store, again, Sent(told), lease, now=NOON + 120 * SECOND)
        told += 1
    assert told == 10


@pytest.mark.fault("D13")
async def test_what_was_reserved_when_all_was_stopped_is_not_begun(store: Store) -> None:
    await with_chats(store, 7, 8, stories=stories(1))
    await promise(store, *posts([7, 8], 1))
    lease = await a_lease(store)
    waiting = await reserved(store, lease)
    asked = await claimed(store, lease)
    assert isinstance(waiting, Delivery)
    assert asked is not None
    await record(store, asked, Refused(verbatim("401")), lease)
    assert await begun(store, waiting, lease) is None
    later = NOON + 60 * SECOND
    assert len(await all_claimed(store, lease, now=later)) == 1


@pytest.mark.fault("D20")
@pytest.mark.parametrize("left", ["stopped", "unsubscribed", "forgotten", "muted"])
async def test_what_a_chat_no_longer_wants_is_not_sent(
    store: Store, left: str, record_property: Figure
) -> None:
    await with_chats(store, 7, 8, stories=stories(2))
    await promise(store, *posts([7, 8], 2))
    topic = Subscription(7, 0, SubscriptionKind.TOPIC, "iss")
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "stopped": lambda: store.record_chat(replace(chat_of(7), active=False)),
        "unsubscribed": lambda: store.unsubscribe(topic),
        "forgotten": lambda: store.forget_chat(7),
        "muted": lambda: store.subscribe(
            Subscription(7, 0, SubscriptionKind.MUTED_STORY, story_id(1))
        ),
    }
    await acts[left]()
    found = await all_claimed(store, await a_lease(store))
    mine = [each.story for each in found if each.chat_id == 7]
    record_property("figure", f"messages={mine.count(story_id(1))}")
    record_property("limit", "messages=0")
    assert story_id(1) not in mine
    assert [each.chat_id for each in found if each.chat_id == 8] == [8]


async def test_what_has_nothing_new_to_say_is_settled_without_a_call(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, a_delivery(story=story_id(1), kind=DeliveryKind.EDIT))
    lease = await a_lease(store)
    edit = await claimed(store, lease)
    assert edit is not None
    assert await recorded(store, Outcome(cancelled(edit, Unwanted.NOTHING_NEW())), lease)
    assert await store.queue_sizes() == {DeliveryState.CANCELLED: 1}


@pytest.mark.fault("D14")
async def test_alerts_older_than_a_day_are_listed_not_sent(store: Store) -> None:
    await with_chats(store, 7, stories=stories(2))
    old, new = posts([7], 2)
    await promise(store, old, replace(new, created=NOON + DAY, expires=NOON + 2 * DAY))
    lease = await a_lease(store)
    found = await claimed(store, lease, now=NOON + DAY)
    assert found is not None
    assert found.story == story_id(2)
    assert [each.story for each in await store.expire(now=NOON + DAY)] == [story_id(1)]
    assert [each.story for each in await store.deliveries(DeliveryState.EXPIRED)] == [story_id(1)]


async def test_pace_is_kept_by_the_store(store: Store) -> None:
    chats = list(range(1, 60))
    await with_chats(store, *chats, stories=stories(1))
    await promise(store, *posts(chats, 1))
    lease = await a_lease(store)
    sent, at_once = 0, replace(LIMITS, early=timedelta())
    for millisecond in range(0, 1000, 10):
        now = NOON + timedelta(milliseconds=millisecond)
        sent += len(await all_claimed(store, lease, now=now, limits=at_once))
    assert 28 <= sent <= 30


async def test_a_post_is_found_by_its_story_and_chat(store: Store) -> None:
    await with_chats(store, 7, 8, stories=stories(1))
    await promise(store, *posts([7, 8], 1))
    lease = await a_lease(store)
    while delivery := await claimed(store, lease):
        await record(store, delivery, Sent(900 + delivery.chat_id), lease)
    here = await store.messages_in(story_id(1), 8, 0)
    assert [each.message_id for each in here] == [908]
    assert here == (await store.messages([story_id(1)]))[story_id(1)][8, 0]
    assert await store.messages_in(story_id(1), 8, 5) == ()
    assert await store.messages_in(story_id(2), 8, 0) == ()


async def test_messages_of_developments_reply_to_the_first_of_their_episode(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    lease = await a_lease(store)
    told = ((1, 1, DeliveryKind.POST), (1, 2, DeliveryKind.REPLY), (2, 3, DeliveryKind.POST))
    for episode, number, kind in told:
        promised = a_delivery(story=story_id(1), kind=kind, revision=episode, development=number)
        await promise(store, promised, promised)
        delivery = await claimed(store, lease)
        assert delivery is not None
        await record(store, delivery, Sent(900 + number), lease)
    found = await store.messages_in(story_id(1), 7, 0)
    assert [(each.episode, each.development, each.replies_to) for each in found] == [
        (1, 1, 0),
        (1, 2, 901),
        (2, 3, 0),
    ]


async def test_a_newer_edit_overtakes_that_of_its_own_message_alone(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    edit = a_delivery(story=story_id(1), kind=DeliveryKind.EDIT, development=1)
    await promise(store, edit, replace(edit, development=2))
    await promise(store, replace(edit, revision=2))
    pending = await store.deliveries(DeliveryState.PENDING)
    assert {(each.development, each.revision) for each in pending} == {(1, 2), (2, 1)}


async def test_an_edit_changes_what_is_known_of_its_post(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    lease = await a_lease(store)
    post = await claimed(store, lease)
    assert post is not None
    sent = replace(post, state=DeliveryState.SENT, message_id=900)
    await recorded(store, Outcome(sent, "one outlet"), lease)
    await promise(store, a_delivery(story=story_id(1), kind=DeliveryKind.EDIT))
    edit = await claimed(store, lease)
    assert edit is not None
    edited = replace(edit, state=DeliveryState.SENT, message_id=900)
    later = NOON + SECOND
    await recorded(store, Outcome(edited, "two outlets"), lease, now=later)
    (found,) = (await store.messages([story_id(1)]))[story_id(1)][7, 0]
    assert (found.shown, found.sent, found.changed) == ("two outlets", NOON, later)


async def test_a_message_leads_to_its_story(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, *posts([7], 1))
    lease = await a_lease(store)
    for message, kind in ((900, DeliveryKind.POST), (901, DeliveryKind.REPLY)):
        number = 1 if kind is DeliveryKind.POST else 2
        await promise(store, a_delivery(story=story_id(1), kind=kind, development=number))
        delivery = await claimed(store, lease)
        assert delivery is not None
        assert delivery.kind is kind
        await record(store, delivery, Sent(message), lease)
    for message in (900, 901):
        found = await store.post_by_message(7, message)
        assert found is not None
        assert (found.story, found.message_id) == (story_id(1), message)
    assert await store.post_by_message(7, 902) is None
    assert await store.post_by_message(8, 900) is None
