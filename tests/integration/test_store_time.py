"""Clocks that were wrong, and zones that are not UTC."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.core.outbox import Later, Sent
from bot.core.schedule import FeedState
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery
from tests.integration.promised import (
    Figure,
    a_lease,
    all_claimed,
    claimed,
    posts,
    promise,
    record,
    stories,
    story_id,
    with_chats,
)

DAY = timedelta(days=1)


@pytest.mark.fault("G2")
@pytest.mark.parametrize("year", [1970, 2099])
async def test_what_was_promised_under_a_wrong_clock_is_sent_once_it_is_right(
    store: Store, year: int, record_property: Figure
) -> None:
    wrong = datetime(year, 1, 1, 12, tzinfo=UTC)
    await with_chats(store, 7, stories=stories(2))
    for each in posts([7], 2):
        await promise(store, replace(each, created=wrong, not_before=wrong, expires=wrong + DAY))
    lease = await a_lease(store)
    assert await store.expire(now=NOON) == ()
    told = []
    while delivery := await claimed(store, lease):
        told.append(delivery.story)
        await record(store, delivery, Sent(len(told)), lease)
    record_property("figure", f"L={2 - len(set(told))} D={len(told) - len(set(told))}")
    record_property("limit", "L=0 D=0")
    assert told == [story_id(1), story_id(2)]


@pytest.mark.fault("G1")
@pytest.mark.parametrize("jump", [DAY, -DAY, timedelta(hours=1), -timedelta(hours=1)])
async def test_a_clock_that_jumps_between_two_runs_doubles_and_loses_nothing(
    store: Store, jump: timedelta, record_property: Figure
) -> None:
    await with_chats(store, 7, stories=stories(3))
    life = 10 * DAY
    await promise(store, *(replace(each, expires=NOON + life) for each in posts([7], 3)))
    before = await a_lease(store)
    first = await claimed(store, before)
    assert first is not None
    await record(store, first, Sent(1), before)
    later = NOON + jump
    after = await store.take_lease(store.sender_lease("me"), holder="me", now=later)
    assert after is not None
    told = [first.story]
    for second in range(10):
        now = later + timedelta(seconds=second)
        for delivery in await all_claimed(store, after, now=now):
            told.append(delivery.story)
            await record(store, delivery, Sent(2), after, now=now)
    record_property("figure", f"D={len(told) - len(set(told))} L={3 - len(set(told))}")
    record_property("limit", "D=0 L=0 within 10 s")
    assert told == [story_id(1), story_id(2), story_id(3)]


@pytest.mark.fault("G1")
async def test_no_chat_rests_for_longer_than_a_day_whatever_it_was_told(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, replace(posts([7], 1)[0], expires=NOON + 900 * DAY))
    lease = await a_lease(store)
    first = await claimed(store, lease)
    assert first is not None
    await record(store, first, Later("429", after=timedelta(days=400)), lease)
    assert await claimed(store, lease, now=NOON + 2 * DAY) is not None


@pytest.mark.fault("G3")
async def test_times_of_any_zone_come_back_as_the_same_moment_in_utc(store: Store) -> None:
    moscow = NOON.astimezone(timezone(timedelta(hours=3)))
    await store.record_polls([FeedState("tass", "u", moscow, last_poll=moscow)])
    await store.record_chat(a_chat(muted_until=moscow))
    await promise(store, a_delivery(created=moscow))
    state = (await store.feed_states())["tass"]
    chat = await store.chat(7)
    assert chat is not None
    assert (state.next_poll, state.last_poll, chat.muted_until) == (NOON, NOON, NOON)
    assert state.next_poll.utcoffset() == timedelta()


@pytest.mark.fault("G3")
async def test_a_time_without_a_zone_is_a_bug_and_never_stored(store: Store) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(Exception, match="has no time zone"):
        await store.record_polls([FeedState("tass", "u", naive)])
    assert await store.feed_states() == {}


@pytest.mark.fault("G5")
@pytest.mark.parametrize("year", [1, 1969, 9999])
async def test_the_ends_of_time_can_be_stored(store: Store, year: int) -> None:
    end = datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    await store.record_polls([FeedState("tass", "u", end)])
    assert (await store.feed_states())["tass"].next_poll == end
