"""Wrong clocks, and time zones other than UTC."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.core.delivery.outbox import FIRST_RETRY, GRACE, Later, Sent, Unknown
from bot.core.delivery.pacing import LIMITS
from bot.core.reading.poll_result import FeedState
from bot.core.reasons import verbatim
from bot.core.types import DeliveryState
from storage.outbox.delivery_rows import ATTEMPT
from storage.outbox.leases import Lease
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery, a_story
from tests.integration.promised import (
    Figure,
    a_lease,
    all_claimed,
    at,
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
async def test_what_was_promised_under_a_wrong_clock_is_sent_by_the_next_start(
    store: Store, year: int, record_property: Figure
) -> None:
    wrong = datetime(year, 1, 1, 12, tzinfo=UTC)
    await with_chats(store, 7, stories=stories(2))
    for each in posts([7], 2):
        await promise(store, replace(each, created=wrong, not_before=wrong, expires=wrong + DAY))
    await store.clamp_times(now=NOON)
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
    first = await claimed(store, before, limits=LIMITS)
    assert first is not None
    await record(store, first, Sent(1), before)
    later = NOON + jump
    await store.clamp_times(now=later)
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
async def test_an_attempt_cut_off_under_a_clock_ahead_is_found_soon_after_the_next_start(
    store: Store,
) -> None:
    ahead = NOON + 365 * DAY
    await with_chats(store, 7, stories=stories(1))
    await promise(
        store, at(posts([7], 1)[0], created=ahead, not_before=ahead, expires=ahead + DAY)
    )
    assert await claimed(store, await a_lease(store, now=ahead), now=ahead) is not None
    await store.clamp_times(now=NOON)
    soon = NOON + ATTEMPT
    assert await store.take_lease(store.sender_lease("me"), holder="other", now=soon) is not None
    assert await store.recover(now=soon) == 1
    (lost,) = await store.deliveries(DeliveryState.UNKNOWN)
    assert lost.not_before <= soon + GRACE


async def doubted(store: Store, *, promised: datetime, tried: datetime) -> Lease:
    """A post whose answer was lost under a wrong clock, at a start under the right one."""
    await with_chats(store, 7, stories=stories(1))
    post = at(posts([7], 1)[0], created=promised, not_before=promised, expires=promised + DAY)
    await promise(store, post)
    lease = await a_lease(store, now=tried)
    sending = await claimed(store, lease, now=tried)
    assert sending is not None
    await record(store, sending, Unknown(verbatim("reset")), lease, now=tried)
    await store.clamp_times(now=NOON)
    assert await store.last_doubt() == NOON
    return lease


@pytest.mark.fault("G1")
async def test_a_doubt_of_a_clock_ahead_ends_after_the_next_start(store: Store) -> None:
    ahead = NOON + 365 * DAY
    lease = await doubted(store, promised=ahead, tried=ahead)
    assert await claimed(store, lease, now=NOON + GRACE) is not None


@pytest.mark.fault("G1")
@pytest.mark.parametrize("year", [1970, 2099])
async def test_a_doubt_under_a_wrong_clock_waits_no_longer_for_the_age_of_its_promise(
    store: Store, year: int
) -> None:
    wrong = datetime(year, 1, 1, 12, tzinfo=UTC)
    await doubted(store, promised=wrong, tried=wrong + timedelta(hours=5))
    (post,) = await store.deliveries(DeliveryState.UNKNOWN)
    assert (post.not_before, post.expires) == (NOON + GRACE, NOON + DAY)


@pytest.mark.fault("G1")
async def test_what_was_tried_under_a_clock_ahead_is_tried_again_as_soon_as_ever(
    store: Store,
) -> None:
    await with_chats(store, 7, stories=stories(1))
    await promise(store, at(posts([7], 1)[0], expires=NOON + 30 * DAY))
    ahead = NOON + 10 * DAY
    lease = await a_lease(store, now=ahead)
    sending = await claimed(store, lease, now=ahead)
    assert sending is not None
    await record(store, sending, Later(verbatim("refused")), lease, now=ahead)
    await store.clamp_times(now=NOON)
    (waiting,) = await store.deliveries(DeliveryState.PENDING)
    assert waiting.not_before == NOON + FIRST_RETRY
    assert await store.clamp_times(now=NOON) == 0


@pytest.mark.fault("G1", "G2")
async def test_nothing_that_a_clock_years_ahead_has_stored_rests_for_years(store: Store) -> None:
    ahead = NOON + 365 * DAY
    await with_chats(store, 7)
    await store.record_polls([FeedState("tass", "u", ahead + DAY, last_poll=ahead)])
    await store.record_chat(a_chat(muted_until=ahead + DAY))
    await store.record_story(a_story(opened=ahead, updated=ahead))
    await promise(store, at(a_delivery(), created=ahead, not_before=ahead, expires=ahead + DAY))
    lease = await a_lease(store, now=ahead)
    sent = await claimed(store, lease, now=ahead)
    assert sent is not None
    await record(store, sent, Sent(1), lease, now=ahead)
    assert await store.clamp_times(now=NOON) > 0
    state, chat = (await store.feed_states())["tass"], await store.chat(7)
    (story,) = await store.open_stories()
    ((post,),) = (await store.messages([story.id]))[story.id].values()
    assert (state.next_poll, state.last_poll) == (NOON, NOON)
    assert chat == a_chat()
    assert (story.opened, story.updated, post.changed) == (NOON, NOON, NOON)
    assert await store.clamp_times(now=NOON) == 0


async def test_what_a_right_clock_has_stored_is_left_alone(store: Store) -> None:
    await with_chats(store, 7, stories=stories(1))
    held = at(posts([7], 1)[0], not_before=NOON + 20 * DAY, expires=NOON + 21 * DAY)
    await promise(store, held)
    await store.record_polls([FeedState("tass", "u", NOON + DAY, last_poll=NOON)])
    lease = await a_lease(store)
    await store.claim(lease, now=NOON, answered=NOON)
    assert await store.clamp_times(now=NOON) == 0
    (waiting,) = await store.deliveries(DeliveryState.PENDING)
    assert (waiting.created, waiting.not_before) == (held.created, held.not_before)


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
