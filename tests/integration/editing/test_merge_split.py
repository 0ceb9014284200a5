"""Merged and split stories afterwards: where news goes, also after a restart; what posts say."""

import asyncio
import re
import signal
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from bot.core.delivery.messages import Edit
from bot.core.delivery.outbox import Sent, settle
from bot.core.editing import merge_split as regrouping
from bot.core.editing.editor_actions import ActOutcome, Decide, Refusal
from bot.core.editing.undo import stories_involved, undo
from bot.core.ledger.editor_events import Act
from bot.core.types import DeliveryState, Story, Subscription, SubscriptionKind
from bot.ingest.ingest import Ingest
from bot.locale.loading import load_texts
from bot.sender.compose import Composer
from storage.outbox.deliveries import Outcome
from storage.store import Store
from tests.build import NOON, a_chat, a_delivery, a_feed
from tests.conversation import Conversation
from tests.integration.editing.edit_child import killed, merging
from tests.integration.editing.newsdesk import CATALOG, a_newsdesk, polled, told
from tests.integration.promised import (
    Figure,
    a_lease,
    claimed,
    recorded,
)

WIRE = a_feed("tass")
LEAK = "Progress MS-21 cargo ship loses coolant at the International Space Station"
MORE_LEAK = "Coolant leak of Progress MS-21 at the International Space Station still unexplained"
LEAVE = "Russia decides to leave the International Space Station after 2024, Roscosmos says"
LANDING = "Soyuz MS-25 lands in Kazakhstan with three of the International Space Station's crew"
MORE_LEAVE = "Roscosmos: Russia will leave the International Space Station after 2024"


async def acted(ingest: Ingest, decide: Decide, stories: Sequence[str]) -> ActOutcome:
    done = await ingest.edit(decide, stories=stories, now=NOON, telling=True)
    assert isinstance(done, ActOutcome)
    return done


async def merged(ingest: Ingest, gone: Story, home: Story) -> ActOutcome:
    decide = partial(regrouping.merge, id=gone.id, into=home.id, by="99")
    return await acted(ingest, decide, [gone.id, home.id])


async def undone(ingest: Ingest, store: Store, number: int, *, nth: int = -1) -> ActOutcome:
    """Undo one of the story's merges, the last where nothing else is said."""
    story = await numbered(store, number)
    place = [at for at, each in enumerate(story.events) if each.kind == Act.TOOK_IN][nth]
    decide = partial(undo, id=story.id, position=place, by="98")
    return await acted(ingest, decide, stories_involved(story, place))


async def numbered(store: Store, number: int) -> Story:
    found = await store.story_numbered(number)
    assert found is not None
    return found


async def two_stories(store: Store) -> tuple[Ingest, Story, Story]:
    ingest = a_newsdesk(store)
    await polled(ingest, WIRE, told(LEAK, WIRE))
    await polled(ingest, WIRE, told(LEAVE, WIRE))
    return ingest, await numbered(store, 1), await numbered(store, 2)


async def homes(store: Store) -> dict[int, list[str]]:
    """By number: the headlines of each story that stands by itself."""
    stories = await store.latest_stories(limit=10)
    return {
        each.number or 0: sorted(report.title for report in each.own_reports) for each in stories
    }


async def test_two_editors_who_merge_two_stories_either_way_at_once_make_no_circle(
    store: Store,
) -> None:
    ingest, one, two = await two_stories(store)
    ways = ((one, two), (two, one))
    done = await asyncio.gather(
        *(
            ingest.edit(
                partial(regrouping.merge, id=gone.id, into=home.id, by="99"),
                stories=[gone.id, home.id],
                now=NOON,
            )
            for gone, home in ways
        )
    )
    assert [type(each) for each in done] == [ActOutcome, Refusal]
    async with asyncio.timeout(10):
        assert await numbered(store, 1) == await numbered(store, 2)


@pytest.mark.parametrize("restarted", [False, True])
async def test_later_news_joins_the_story_its_reports_were_moved_to(
    store: Store, restarted: bool
) -> None:
    ingest, leak, leave = await two_stories(store)
    await merged(ingest, leak, leave)
    await polled(a_newsdesk(store) if restarted else ingest, WIRE, told(MORE_LEAK, WIRE))
    assert await homes(store) == {2: sorted([LEAK, LEAVE, MORE_LEAK])}


@pytest.mark.parametrize("restarted", [False, True])
async def test_news_goes_to_the_story_that_was_split_off(store: Store, restarted: bool) -> None:
    ingest, leak, leave = await two_stories(store)
    await merged(ingest, leak, leave)
    home = await numbered(store, 2)
    entries = {each.entry for each in home.own_reports if each.title == LEAK}
    decide = partial(regrouping.split, id=home.id, entries=entries, by="99")
    await acted(ingest, decide, [home.id])
    ingest = a_newsdesk(store) if restarted else ingest
    await polled(ingest, WIRE, told(MORE_LEAK, WIRE))
    await polled(ingest, WIRE, told(MORE_LEAVE, WIRE))
    assert await homes(store) == {2: sorted([LEAVE, MORE_LEAVE]), 3: sorted([LEAK, MORE_LEAK])}


@pytest.mark.parametrize("restarted", [False, True])
async def test_news_goes_back_when_a_merge_is_undone(store: Store, restarted: bool) -> None:
    ingest, leak, leave = await two_stories(store)
    await merged(ingest, leak, leave)
    await undone(ingest, store, 2)
    await polled(a_newsdesk(store) if restarted else ingest, WIRE, told(MORE_LEAK, WIRE))
    assert await homes(store) == {1: sorted([LEAK, MORE_LEAK]), 2: [LEAVE]}


async def test_a_changed_headline_changes_the_story_its_report_is_in_now(store: Store) -> None:
    ingest, leak, leave = await two_stories(store)
    await merged(ingest, leak, leave)
    entry = told(LEAK, WIRE)
    again = told(f"{LEAK}, Roscosmos says", WIRE, id=entry.id, keys=entry.keys)
    await polled(ingest, WIRE, again)
    assert await homes(store) == {2: sorted([LEAVE, again.title])}


async def test_an_old_number_leads_to_the_merged_story(store: Store) -> None:
    ingest, leak, leave = await two_stories(store)
    await merged(ingest, leak, leave)
    assert (await numbered(store, 1)).number == 2
    await undone(ingest, store, 2)
    assert (await numbered(store, 1)).number == 1


async def test_followers_follow_the_merged_story(store: Store) -> None:
    ingest, leak, leave = await two_stories(store)
    await store.record_chat(a_chat(7))
    await store.subscribe(Subscription(7, 0, SubscriptionKind.STORY, leak.id))
    await merged(ingest, leak, leave)
    followers = await store.audience([], [leave.id])
    assert [chat.id for chat, _ in followers] == [7]


MUTED, FOLLOWED = SubscriptionKind.MUTED_STORY, SubscriptionKind.STORY


async def asked(store: Store, chat: int, kind: SubscriptionKind) -> list[str]:
    return sorted(each.value for each in await store.subscriptions(chat) if each.kind is kind)


async def test_muting_a_merged_story_mutes_the_other_except_for_its_followers(
    store: Store,
) -> None:
    ingest, leak, leave = await two_stories(store)
    for chat, kind, story in ((7, MUTED, leak), (8, MUTED, leak), (8, FOLLOWED, leave)):
        await store.subscribe(Subscription(chat, 0, kind, story.id))
    await merged(ingest, leak, leave)
    assert await asked(store, 7, MUTED) == sorted([leak.id, leave.id])
    assert await asked(store, 8, MUTED) == [leak.id]


async def test_objections_to_a_merged_story_wait_until_it_stands_by_itself(store: Store) -> None:
    ingest, leak, leave = await two_stories(store)
    label = Subscription(7, 0, SubscriptionKind.OBJECTION, f"{leak.id} wrong label")
    await store.subscribe(label)
    await merged(ingest, leak, leave)
    assert await store.objections() == ()
    await undone(ingest, store, 2)
    assert await store.objections() == (label,)


async def test_after_an_undone_merge_both_stories_are_followed_and_mine_says_so(
    store: Store,
) -> None:
    ingest, leak, leave = await two_stories(store)
    reader = Conversation(store, chat_id=7)
    await reader.says("/track #1")
    await merged(ingest, leak, leave)
    assert await _followed(reader) == {"#2"}
    await undone(ingest, store, 2)
    assert await _followed(reader) == {"#1", "#2"}
    assert await asked(store, 7, FOLLOWED) == sorted([leak.id, leave.id])


async def _followed(reader: Conversation) -> set[str]:
    answer = await reader.says("/mine")
    assert answer is not None
    assert answer.message is not None
    return set(re.findall(r"#\d+", answer.message.plain.partition("Developing now")[0]))


async def test_a_merged_storys_post_becomes_the_others_or_says_so(
    store: Store,
) -> None:
    ingest, leak, leave = await two_stories(store)
    await standing_posts(store, (leak, 7), (leak, 8), (leave, 8))
    await merged(ingest, leak, leave)
    texts = await edited_texts(store)
    assert sorted(texts) == [70, 80, 81]
    assert [words in texts[70] for words in ("1 more story", "#2", LEAK)] == [True] * 3
    assert "1 more story" in texts[81]
    assert f"part of #2: {LEAVE}" in texts[80]


async def test_undoing_a_merge_puts_every_post_back(store: Store) -> None:
    ingest, leak, leave = await two_stories(store)
    await standing_posts(store, (leak, 7), (leak, 8), (leave, 8))
    await merged(ingest, leak, leave)
    await undone(ingest, store, 2)
    texts = await edited_texts(store)
    found = [(id, "#1" in text, LEAK in text, LEAVE in text) for id, text in texts.items()]
    assert sorted(found) == [
        (70, True, True, False),
        (80, True, True, False),
        (81, False, False, True),
    ]


@pytest.mark.fault("E1")
async def test_a_merge_killed_anywhere_is_whole_or_not_at_all(
    tmp_path: Path, record_property: Figure
) -> None:
    database = f"sqlite:///{tmp_path / 'isswire.db'}"
    async with await Store.open(database) as store:
        _, leak, leave = await two_stories(store)
    halves = (leak.id, {leak.id: [LEAK], leave.id: [LEAVE]})
    whole = (leave.id, {leave.id: sorted([LEAK, LEAVE])})
    states = []
    for point in range(100):
        ended = killed(database, point, merging)
        async with await Store.open(database) as store:
            home = (await store.story_ids([leak.reports[0].entry]))[leak.reports[0].entry]
            told = {each.id: each for each in await store.latest_stories()}
            states.append(
                (
                    home,
                    {id: sorted(r.title for r in each.own_reports) for id, each in told.items()},
                )
            )
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    record_property("figure", f"halves=0 of {len(states)} kills")
    record_property("limit", "halves=0")
    assert [each for each in states if each not in (halves, whole)] == []
    assert (states[0], states[-1]) == (halves, whole)


async def standing_posts(store: Store, *standing: tuple[Story, int]) -> None:
    """Message ids: chat 7 has 70; chat 8 has 80 for the first story and 81 for the second."""
    for story, chat in standing:
        await store.record_chat(a_chat(chat))
        await store.subscribe(Subscription(chat, 0, SubscriptionKind.TOPIC, "iss"))
        await _sent(store, story, chat, message_id=chat * 10 + (story.number == 2))


async def _sent(store: Store, story: Story, chat: int, *, message_id: int) -> None:
    post = a_delivery(story=story.id, chat_id=chat, urgent=True)
    await store.record_deliveries([post])
    lease = await a_lease(store)
    sending = await claimed(store, lease)
    assert sending is not None
    settled = settle(sending, Sent(message_id), now=NOON)
    assert await recorded(store, Outcome(settled, "as it was"), lease)


async def edited_texts(store: Store) -> dict[int, str]:
    """What each message is edited to say, by the newest edits promised."""
    pending = await store.deliveries(DeliveryState.PENDING)
    composer = Composer(
        store, lambda: CATALOG, load_texts(), _nothing_fails, lambda: "isswire_bot"
    )
    texts: dict[int, str] = {}
    for delivery in pending:
        worded = await composer.worded(delivery, NOON)
        if worded and isinstance(worded.outgoing, Edit):
            texts[worded.outgoing.message_id] = worded.outgoing.message.plain
    return texts


async def _nothing_fails() -> frozenset[str]:
    return frozenset()
