"""The editors' desk as its editors meet it, in both languages; the transcripts are snapshots."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.core.editing.editor_actions import with_event
from bot.core.ledger.editor_events import RULE, Act
from bot.core.reasons import verbatim
from bot.core.reasons.send_failures import SendFailure
from bot.core.types import (
    Chat,
    ChatKind,
    DeliveryState,
    Role,
    StoryEvent,
    Subscription,
    SubscriptionKind,
)
from storage.store import Store
from tests.build import NOON, a_delivery, a_report, a_story
from tests.conversation import EDITOR, MEMBER, Conversation
from tests.integration.told import CLAIM, IN_RUSSIAN, LANGUAGES, LEAK, NASA
from tests.sqlite_files import migrated

RUMOUR = a_report(
    "Space station may be sold to a hotel company",
    entry="e" * 32,
    outlet="Morning Paper",
    feed="tass",
    role=Role.PRESS,
    at=NOON + timedelta(hours=3),
    url="https://paper.example/hotel",
    origin="outlet:paper",
)
HELD = StoryEvent(NOON + timedelta(hours=3), Act.HELD, RULE, detail="hearsay, weak match")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """Set up three stories: 1 and 2 are published, 3 waits for an editor."""
    async with await Store.open(migrated(tmp_path / "isswire.db")) as opened:
        await opened.record_story(a_story(CLAIM, IN_RUSSIAN, number=None))
        await opened.record_story(a_story(LEAK, id="6" * 16, number=None))
        rumour = with_event(a_story(RUMOUR, id="7" * 16, number=None), HELD)
        await opened.record_story(rumour)
        await opened.record_chat(Chat(EDITOR, ChatKind.PRIVATE))
        await opened.subscribe(Subscription(EDITOR, 0, SubscriptionKind.TOPIC, "iss"))
        yield opened


def an_editor(store: Store, language: str = "en") -> Conversation:
    return Conversation(store, user_id=EDITOR, chat_id=98, language=language)


@LANGUAGES
async def test_holding_and_publishing(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    editor = an_editor(store, language)
    await editor.says("/publish 3")
    await editor.presses(editor.buttons[0].text)
    await editor.presses(editor.buttons[0].text)
    await editor.says("/hold 1")
    await editor.presses(editor.buttons[1].text)
    await editor.says("/publish 1")
    await editor.says("/hold 77")
    await editor.says("/hold")
    await editor.says("/publish everything")
    await editor.sends(f"d:undo:{'5' * 16}:0")
    await editor.sends(f"d:undo:{'5' * 16}:99")
    await editor.sends("d:nonsense:1:")
    assert editor.text == snapshot


@LANGUAGES
async def test_merging_and_splitting(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    editor = an_editor(store, language)
    await editor.says("/merge 2 1")
    await editor.says("/story 2")
    await editor.says("/split 1")
    await editor.presses(editor.buttons[1].text)
    await editor.presses(editor.buttons[2].text)
    await editor.presses(editor.buttons[3].text)
    await editor.presses(editor.buttons[0].text)
    await editor.says("/split 1 3")
    await editor.presses(editor.buttons[2].text)
    await editor.presses(editor.buttons[-1].text)
    await editor.presses(editor.buttons[2].text)
    await editor.presses(editor.buttons[0].text)
    await editor.presses(editor.buttons[0].text)
    await editor.says("/merge 1 3")
    await editor.says("/merge 1 1")
    await editor.says("/merge 1 77")
    await editor.says("/merge 77 1")
    await editor.says("/merge 1")
    await editor.says("/split 3 1")
    await editor.says("/split 3 two")
    await editor.says("/split")
    await editor.sends("d:into:1:nonsense")
    await editor.sends("d:part:1:nonsense")
    await editor.sends("d:split:1:-1")
    assert editor.text == snapshot


@LANGUAGES
async def test_a_status_set_by_hand(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    editor = an_editor(store, language)
    await editor.says("/status 1")
    await editor.presses(editor.buttons[3].text)
    await editor.says("/status 1 denied")
    await editor.says("/story 1")
    await editor.says("/why 1")
    await editor.says("/latest")
    await editor.says("/status 1")
    await editor.says("/status 1 computed")
    await editor.presses(editor.buttons[0].text)
    await editor.says("/status 1 ОПРОВЕРГНУТО")
    await editor.says("/status 1 спорно")
    await editor.says("/status 1 Несколько источников")
    await editor.says("/status 1 по правилам")
    await editor.says("/status 1 closed")
    await editor.says("/status")
    await editor.says("/status 77 denied")
    await editor.sends("d:set:1:nonsense")
    assert editor.text == snapshot


@LANGUAGES
async def test_single_developments(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    two = replace(CLAIM, entry="8" * 32), replace(NASA, entry="9" * 32)
    await store.record_story(a_story(*two, id="8" * 16, number=None))
    editor = an_editor(store, language)
    await editor.says("/retract 4")
    await editor.presses(editor.buttons[0].text)
    await editor.says("/story 4")
    await editor.says("/retract 4.2")
    await editor.sends(f"d:undo:{'8' * 16}:0")
    await editor.says("/status 4.2 denied")
    await editor.says("/status 4.2")
    await editor.presses(editor.buttons[-2].text)
    await editor.says("/story 4")
    await editor.says("/split #4.2")
    for about in ("", " 4.9", " 4.x", " 77.1"):
        await editor.says(f"/retract{about}")
    for wrong in ("/status 4.9", "/status 4.9 denied", "/split 4.9"):
        await editor.says(wrong)
    await editor.sends("d:back:4.9:")
    assert editor.text == snapshot


@LANGUAGES
async def test_two_developments_made_one(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    three = (
        replace(CLAIM, entry="8" * 32),
        replace(NASA, entry="9" * 32),
        replace(IN_RUSSIAN, entry="0" * 32, development=3),
    )
    await store.record_story(a_story(*three, id="8" * 16, number=None))
    editor = an_editor(store, language)
    await editor.says("/story 4")
    await editor.says("/merge 4.3 4.1")
    await editor.says("/story 4")
    for told in ("4.3 4.2", "4.2 4.3", "4.2 4.2", "4.2 4.9", "4.2 1.1", "4.2 77.1", "77.2 4.1"):
        await editor.says(f"/merge {told}")
    for wrong in ("4.2", "4.2 1", "4 1.1", "4.x 4.1", "4.2  4.1 4.3"):
        await editor.says(f"/merge {wrong}")
    await editor.says("/retract 4.3")
    await editor.says("/log")
    await editor.presses(editor.buttons[0].text)
    await editor.says("/story 4")
    await editor.says("/retract #4.2")
    await editor.says("/merge #4.3  #4.2")
    assert editor.text == snapshot


@LANGUAGES
async def test_pausing_and_muting_sources(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    editor = an_editor(store, language)
    await editor.says("/log")
    await editor.says("/pause")
    await editor.says("/pause")
    await editor.says("/queue")
    await editor.says("/resume")
    await editor.presses(editor.buttons[0].text)
    await editor.says("/resume")
    await editor.says("/resume")
    await editor.says("/mute_feed tass 7d")
    await editor.says("/feeds")
    await editor.says("/feed tass")
    await editor.says("/unmute_feed tass")
    await editor.says("/unmute_feed tass")
    await editor.says("/hold 1")
    await editor.presses(editor.buttons[5].text)
    await editor.presses(editor.buttons[2].text)
    await editor.says("/log")
    await editor.presses(editor.buttons[0].text)
    await editor.says("/log 3")
    await editor.says("/mute_feed tass 7 дней")
    await editor.says("/unmute_feed tass")
    await editor.says("/mute_feed nowhere")
    await editor.says("/mute_feed tass soon")
    await editor.says("/mute_feed tass 0d")
    await editor.says("/unmute_feed")
    await editor.says("/log much")
    await editor.sends("d:mute:nowhere:7d")
    await editor.sends("d:mute:tass:soon")
    await editor.sends("d:undo:bot:77")
    await editor.sends("d:undo:feed tass:-1")
    assert editor.text == snapshot


@LANGUAGES
async def test_the_queue_names_what_did_not_arrive(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    lost = a_delivery(state=DeliveryState.UNCERTAIN, error=SendFailure.SENDER_GONE())
    dead = a_delivery(chat_id=8, state=DeliveryState.DEAD, error=verbatim("Bad Request: too long"))
    await store.record_deliveries([lost, dead, a_delivery(chat_id=9)])
    editor = an_editor(store, language)
    await editor.says("/queue")
    await editor.says("/explain #1")
    await editor.says("/explain #77")
    assert editor.text == snapshot


@LANGUAGES
async def test_the_queue_says_since_when_telegram_does_not_answer(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    editor = an_editor(store, language)
    editor.silent_since = editor.now - timedelta(minutes=7)
    await editor.says("/queue")
    assert editor.text == snapshot


@LANGUAGES
async def test_the_last_days_in_figures(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    reader = Conversation(store)
    await reader.says("/why 1")
    await reader.presses("off topic")
    editor = an_editor(store, language)
    await editor.says("/stats")
    editor.pictures.append(b"\x89PNG")
    await editor.says("/stats")
    await editor.says("/hold 1")
    assert editor.text == snapshot


async def test_readers_do_not_meet_a_held_story(store: Store) -> None:
    reader = Conversation(store)
    for asked in ("/story 3", "/why 3", "/sources 3", "/track #3", "/start s3", "/preview 3"):
        await reader.says(asked)
    await reader.says("/latest")
    await reader.says("/search hotel")
    await reader.takes(reader._update(inline_id="1", inline_query="hotel"))
    assert "hotel company" not in reader.text


@pytest.mark.fault("I6")
@pytest.mark.parametrize(
    "wish",
    [
        "/hold 1",
        "/publish 3",
        "/merge 2 1",
        "/split 1 1",
        "/status 1 denied",
        "/pause",
        "/mute_feed tass",
    ],
)
async def test_strangers_change_nothing_on_the_desk(store: Store, wish: str) -> None:
    before = await store.stories(["5" * 16, "7" * 16])
    await Conversation(store, user_id=MEMBER).says(wish)
    await Conversation(store, user_id=0, chat_id=-100, chat_kind="supergroup").says(wish)
    assert await store.stories(["5" * 16, "7" * 16]) == before
    assert not any((await store.events_of(["bot", "feed tass"])).values())


@pytest.mark.fault("I6")
@pytest.mark.parametrize(
    "data",
    [
        "d:hold:1:",
        "d:pub:3:",
        f"d:undo:{'7' * 16}:0",
        "d:into:2:1",
        "d:part:1:1",
        "d:set:1:denied",
        "d:mute:tass:7d",
    ],
)
async def test_forged_presses_change_nothing_on_the_desk(store: Store, data: str) -> None:
    before = await store.stories(["5" * 16, "7" * 16])
    await Conversation(store, user_id=MEMBER).sends(data)
    assert await store.stories(["5" * 16, "7" * 16]) == before


async def test_what_one_follows_is_not_shown_while_it_is_held(store: Store) -> None:
    reader = Conversation(store)
    await reader.says("/track #1")
    await an_editor(store).says("/hold 1")
    await reader.says("/mine")
    assert [each.text for each in reader.buttons] == ["#2"]
    await an_editor(store).says("/publish 1")
    await reader.says("/mine")
    assert [each.text for each in reader.buttons] == ["✕ #1", "#2"]


async def test_a_muted_story_that_is_part_of_another_is_unmuted_by_its_number(
    store: Store,
) -> None:
    reader = Conversation(store)
    await reader.says("/mute #1")
    await an_editor(store).says("/merge 1 2")
    await reader.says("/mine")
    assert [each.text for each in reader.buttons] == ["Unmute #2"]


async def test_a_story_of_hundreds_of_reports_can_be_split(store: Store) -> None:
    reports = [a_report(f"Report {n}", entry=f"{n:032x}") for n in range(1, 301)]
    await store.record_story(a_story(*reports, id="8" * 16, number=None))
    editor = an_editor(store)
    await editor.says("/split 4")
    await editor.presses("☐ 300")
    await editor.presses("☐ 281")
    await editor.presses("split off")
    story, fresh = [await store.story_numbered(number) for number in (4, 5)]
    assert story is not None
    assert fresh is not None
    assert [each.title for each in fresh.own_reports] == ["Report 281", "Report 300"]
    assert len(story.own_reports) == 298
