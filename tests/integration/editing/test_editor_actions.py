"""The editors' desk on a real store: what is held, published, taken back, and what is promised."""

import signal
from datetime import timedelta
from functools import partial

import pytest

from bot.core.delivery.outbox import Later
from bot.core.editing import editor_actions as acts
from bot.core.editing import mute_pause as switches
from bot.core.editing.editor_actions import ActOutcome, Decide, Refusal
from bot.core.editing.mute_pause import BOT, subject_of
from bot.core.editing.undo import undo
from bot.core.ledger.editor_events import RULE, Act
from bot.core.reasons import verbatim
from bot.core.reasons.news import LeftOut
from bot.core.types import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Story,
    Subscription,
    SubscriptionKind,
)
from bot.ingest.ingest import Ingest
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery
from tests.integration.editing.edit_child import killed, publishing
from tests.integration.editing.newsdesk import (
    EDITOR,
    NASA,
    PAPER,
    a_newsdesk,
    polled,
    told,
)
from tests.integration.promised import Figure, a_lease, all_claimed, record

RUMOUR = "Space station ISS may be sold to a hotel company"


async def readers(store: Store) -> None:
    """One for the topic, one for a phrase."""
    for chat, kind, value in (
        (7, SubscriptionKind.TOPIC, "iss"),
        (8, SubscriptionKind.PHRASE, "hotel company"),
    ):
        await store.record_chat(a_chat(chat))
        await store.subscribe(Subscription(chat, 0, kind, value))


async def promised(store: Store) -> list[tuple[DeliveryKind, int]]:
    found = await store.deliveries(DeliveryState.PENDING)
    return sorted((each.kind, each.chat_id) for each in found)


async def the_story(store: Store) -> Story:
    found = await store.story_numbered(1)
    assert found is not None
    return found


async def edited(ingest: Ingest, story: Story, decide: Decide) -> ActOutcome | Refusal:
    return await ingest.edit(decide, stories=[story.id], now=NOON, telling=True)


def publish(story: Story) -> Decide:
    return partial(acts.publish, id=story.id, by=str(EDITOR))


async def test_a_rumour_goes_to_the_editors_alone(store: Store) -> None:
    await readers(store)
    await polled(a_newsdesk(store), PAPER, told(RUMOUR, PAPER))
    assert await promised(store) == [(DeliveryKind.CARD, EDITOR)]
    assert ((await the_story(store)).held, await store.latest_stories()) == (True, ())
    assert await store.search_stories("hotel") == ()


async def test_a_published_story_reaches_all_who_wish_for_it(store: Store) -> None:
    await readers(store)
    ingest = a_newsdesk(store)
    await polled(ingest, PAPER, told(RUMOUR, PAPER))
    story = await the_story(store)
    assert isinstance(await edited(ingest, story, publish(story)), ActOutcome)
    posts = [(DeliveryKind.POST, 7), (DeliveryKind.POST, 8)]
    assert await promised(store) == [(DeliveryKind.CARD, EDITOR), *posts]
    assert [each.held for each in await store.latest_stories()] == [False]


async def test_an_official_word_sets_a_held_story_free(store: Store) -> None:
    await readers(store)
    ingest = a_newsdesk(store)
    await polled(ingest, PAPER, told(RUMOUR, PAPER))
    denial = "NASA: no plan to sell the space station ISS to a hotel company"
    await polled(ingest, NASA, told(denial, NASA))
    posts = [(DeliveryKind.POST, 7), (DeliveryKind.POST, 8)]
    assert await promised(store) == [(DeliveryKind.CARD, EDITOR), *posts]
    assert [each.by for each in (await the_story(store)).events] == [RULE, RULE]


async def test_the_unsent_is_taken_back_and_promised_again(store: Store) -> None:
    await readers(store)
    ingest = a_newsdesk(store)
    await polled(ingest, PAPER, told(RUMOUR, PAPER))
    story = await the_story(store)
    await edited(ingest, story, publish(story))
    [one, *_] = await all_claimed(store, await a_lease(store), now=NOON)
    await edited(ingest, story, partial(undo, id=story.id, position=1, by=str(EDITOR)))
    left = await store.deliveries(DeliveryState.PENDING, DeliveryState.SENDING)
    assert DeliveryState.PENDING not in {each.state for each in left}
    assert one.id in {each.id for each in left}
    await edited(ingest, story, publish(story))
    keys = [_key(each) for each in await store.deliveries(*DeliveryState)]
    assert (len(keys), len(set(keys))) == (3, 3)


async def test_a_story_promised_to_very_many_can_be_held(store: Store) -> None:
    many = 32_768  # more than one statement takes parameters
    await store.record_deliveries(a_delivery(chat_id=each) for each in range(1, many + 1))
    withdrawing = ActOutcome(withdrawn=(a_delivery().story,))
    assert await store.record_acts(withdrawing, based_on=await store.placed())
    assert await store.queue_sizes() == {}


async def test_what_was_on_its_way_and_refused_is_taken_back_too(store: Store) -> None:
    await readers(store)
    ingest, lease = a_newsdesk(store), await a_lease(store)
    await polled(ingest, PAPER, told(RUMOUR, PAPER))
    story = await the_story(store)
    await edited(ingest, story, publish(story))
    begun = [each for each in await all_claimed(store, lease) if each.chat_id != EDITOR]
    await edited(ingest, story, partial(acts.hold, id=story.id, by=str(EDITOR)))
    for each in begun:
        await record(store, each, Later(verbatim("flood"), timedelta(seconds=1)), lease)
    later = NOON + timedelta(seconds=20)
    assert await all_claimed(store, lease, now=later) == []
    await edited(ingest, story, publish(story))
    again = await all_claimed(store, lease, now=later)
    assert [_key(each) for each in again] == [_key(each) for each in begun]


def _key(delivery: Delivery) -> tuple[int, DeliveryKind]:
    return delivery.chat_id, delivery.kind


async def test_a_poll_planned_before_an_act_is_planned_again(store: Store) -> None:
    await readers(store)
    first, second = a_newsdesk(store), a_newsdesk(store)
    await polled(first, PAPER, told(RUMOUR, PAPER))
    story = await the_story(store)
    await edited(second, story, partial(acts.hold, id=story.id, by=str(EDITOR)))
    await polled(first, PAPER, told(f"{RUMOUR}, says its director", PAPER))
    story = await the_story(store)
    kinds = [each.kind for each in story.events]
    assert (kinds, len(story.reports)) == ([Act.HELD, Act.HELD], 2)


async def test_the_log_says_who_did_what(store: Store) -> None:
    ingest = a_newsdesk(store)
    await polled(ingest, PAPER, told(RUMOUR, PAPER))
    story = await the_story(store)
    await ingest.edit(publish(story), stories=[story.id], now=NOON + timedelta(hours=1))
    log = await store.log()
    assert [(each.number, each.event.kind, each.event.by) for each in log] == [
        (1, Act.PUBLISHED, str(EDITOR)),
        (1, Act.HELD, RULE),
    ]


async def test_a_muted_source_is_read_and_told_nowhere(store: Store) -> None:
    await readers(store)
    ingest = a_newsdesk(store)
    muting = partial(switches.mute, feed=NASA.id, until=None, by=str(EDITOR))
    await ingest.edit(muting, stories=[subject_of(NASA.id)], now=NOON)
    entry = told("The space station ISS gets a new module", NASA)
    await polled(ingest, NASA, entry)
    unmuting = partial(switches.unmute, feed=NASA.id, by=str(EDITOR))
    await ingest.edit(unmuting, stories=[subject_of(NASA.id)], now=NOON)
    await polled(ingest, NASA, entry)
    assert (await promised(store), await store.latest_stories()) == ([], ())
    [kept] = await store.entries_known_by(entry.keys)
    assert kept.verdict.reasons == (LeftOut.MUTED(),)


async def test_a_pause_outlives_a_restart_and_ends_with_it_undone(database: str) -> None:
    async with await Store.open(database) as store:
        await readers(store)
        ingest = a_newsdesk(store)
        await ingest.edit(partial(switches.pause, by="99"), stories=[BOT], now=NOON)
        await polled(ingest, NASA, told("The space station ISS gets a new module", NASA))
    async with await Store.open(database) as store:
        lease = await a_lease(store)
        assert await all_claimed(store, lease, now=NOON) == []
        undoing = partial(switches.undo_switch, subject=BOT, position=0, by="98")
        await a_newsdesk(store).edit(undoing, stories=[BOT], now=NOON)
        assert [each.chat_id for each in await all_claimed(store, lease, now=NOON)] == [7]


@pytest.mark.fault("E1")
async def test_a_publication_killed_anywhere_is_whole_or_not_at_all(
    database: str, record_property: Figure
) -> None:
    async with await Store.open(database) as store:
        await readers(store)
        await polled(a_newsdesk(store), PAPER, told(RUMOUR, PAPER))
    states = []
    for point in range(200):
        ended = killed(database, point, publishing)
        async with await Store.open(database) as store:
            held = (await the_story(store)).held
            states.append((held, len(await promised(store))))
        if not held or ended == 0:
            break
        assert ended == -signal.SIGKILL
    record_property("figure", f"halves=0 of {len(states)} kills")
    record_property("limit", "halves=0")
    assert set(states[:-1]) == {(True, 1)}
    assert states[-1] == (False, 3)
