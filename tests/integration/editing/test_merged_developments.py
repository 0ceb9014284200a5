"""Two developments made one: what stands in chats, where later news goes, also after a restart."""

from dataclasses import replace
from functools import partial

import pytest

from bot.core.delivery.messages import Send
from bot.core.delivery.outbox import Sent, settle
from bot.core.editing.editor_actions import ActOutcome, Decide, retract
from bot.core.editing.merge_split import merge_developments
from bot.core.editing.undo import undo
from bot.core.ledger.developments import developments
from bot.core.types import DeliveryKind, DeliveryState, Story, Subscription, SubscriptionKind
from bot.ingest.ingest import Ingest
from bot.locale.loading import load_texts
from bot.sender.compose import Composer
from storage.outbox.deliveries import Outcome
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery, a_feed
from tests.integration.editing.newsdesk import CATALOG, a_newsdesk, polled, told
from tests.integration.editing.test_merge_split import edited_texts, numbered
from tests.integration.promised import a_lease, claimed, recorded

WIRE = a_feed("tass")
LAUNCH = "Progress MS-30 cargo ship launches to the International Space Station"
DOCKING = "Progress MS-30 cargo ship docks with the International Space Station"
AGAIN = "Cargo ship Progress MS-30 docks with the International Space Station on Saturday"


async def a_flight(store: Store) -> tuple[Ingest, Story]:
    """A story of two developments: chat 7 has 71 and 72 for them, chat 8 only 82."""
    ingest = a_newsdesk(store)
    await polled(ingest, WIRE, told(LAUNCH, WIRE))
    await polled(ingest, WIRE, told(DOCKING, WIRE))
    story = await numbered(store, 1)
    assert headlines(story) == {1: [LAUNCH], 2: [DOCKING]}
    for chat, development in ((7, 1), (7, 2), (8, 2)):
        await store.record_chat(a_chat(chat))
        await store.subscribe(Subscription(chat, 0, SubscriptionKind.TOPIC, "iss"))
        await sent(store, story, chat, development)
    return ingest, story


async def sent(store: Store, story: Story, chat: int, development: int) -> None:
    kind = DeliveryKind.REPLY if chat == 7 and development == 2 else DeliveryKind.POST
    changes = {"chat_id": chat, "development": development, "urgent": True, "kind": kind}
    await store.record_deliveries([a_delivery(story=story.id, **changes)])
    lease = await a_lease(store)
    sending = await claimed(store, lease)
    assert sending is not None
    settled = settle(sending, Sent(chat * 10 + development), now=NOON)
    assert await recorded(store, Outcome(settled, "as it was"), lease)


def headlines(story: Story) -> dict[int, list[str]]:
    return {each.number: [it.title for it in each.reports] for each in developments(story)}


async def acted(ingest: Ingest, story: Story, decide: Decide) -> ActOutcome:
    done = await ingest.edit(decide, stories=[story.id], now=NOON, telling=True)
    assert isinstance(done, ActOutcome)
    return done


async def merged(ingest: Ingest, story: Story) -> ActOutcome:
    decide = partial(merge_developments, id=story.id, number=2, into=1, by="99")
    return await acted(ingest, story, decide)


async def undone(ingest: Ingest, story: Story) -> ActOutcome:
    return await acted(ingest, story, partial(undo, id=story.id, position=0, by="98"))


async def test_its_message_becomes_the_others_or_points_to_it(store: Store) -> None:
    ingest, story = await a_flight(store)
    done = await merged(ingest, story)
    assert {each.kind for each in done.deliveries} == {DeliveryKind.EDIT}
    texts = await edited_texts(store)
    assert sorted(texts) == [71, 72, 82]
    assert f"part of #1.1: {LAUNCH}" in texts[72]
    assert DOCKING in texts[72]
    assert [LAUNCH in texts[id] for id in (71, 82)] == [True, True]
    assert "part of" not in texts[71] + texts[82]


async def test_what_is_taken_back_afterwards_is_so_in_the_messages_of_both(store: Store) -> None:
    ingest, story = await a_flight(store)
    await merged(ingest, story)
    await acted(ingest, story, partial(retract, id=story.id, number=1, by="99"))
    texts = await edited_texts(store)
    assert {id: text.splitlines()[0] for id, text in texts.items()} == {
        71: f"✖ {LAUNCH}",
        72: f"✖ {LAUNCH}",
        82: f"✖ {LAUNCH}",
    }


async def test_undoing_it_gives_every_message_its_words_back(store: Store) -> None:
    ingest, story = await a_flight(store)
    await merged(ingest, story)
    await undone(ingest, story)
    texts = await edited_texts(store)
    found = {id: text.splitlines()[0].partition(" ")[2] for id, text in texts.items()}
    assert found == {71: LAUNCH, 72: DOCKING, 82: DOCKING}


@pytest.mark.parametrize("restarted", [False, True])
async def test_later_news_of_either_is_of_the_one_they_are(store: Store, restarted: bool) -> None:
    ingest, story = await a_flight(store)
    await merged(ingest, story)
    ingest = a_newsdesk(store) if restarted else ingest
    before = await messages_promised(store)
    await polled(ingest, WIRE, told(AGAIN, WIRE))
    assert headlines(await numbered(store, 1)) == {1: [LAUNCH, DOCKING, AGAIN]}
    assert await messages_promised(store) == before
    await undone(ingest, story)
    assert headlines(await numbered(store, 1)) == {1: [LAUNCH, AGAIN], 2: [DOCKING]}


async def messages_promised(store: Store) -> int:
    pending = await store.deliveries(DeliveryState.PENDING)
    return sum(each.kind is not DeliveryKind.EDIT for each in pending)


async def test_a_promise_of_the_first_tells_the_other_once(store: Store) -> None:
    ingest, story = await a_flight(store)
    await store.record_chat(a_chat(9))
    waiting = replace(a_delivery(story=story.id, chat_id=9, development=2), silent=True)
    await store.record_deliveries([waiting, replace(waiting, chat_id=7, kind=DeliveryKind.REPLY)])
    await merged(ingest, story)
    composer = Composer(
        store, lambda: CATALOG, load_texts(), _nothing_fails, lambda: "isswire_bot"
    )
    there = await composer.worded(replace(waiting, chat_id=7, kind=DeliveryKind.REPLY), NOON)
    fresh = await composer.worded(waiting, NOON)
    assert there is None
    assert fresh is not None
    assert isinstance(fresh.outgoing, Send)
    assert LAUNCH in fresh.outgoing.message.plain


async def _nothing_fails() -> frozenset[str]:
    return frozenset()
