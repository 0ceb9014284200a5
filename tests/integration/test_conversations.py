"""Every command in both languages against a real store; the transcripts are kept as snapshots."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from bot.core.identity import entry_keys
from bot.core.planner import Plan, PlannedEntry
from bot.core.reasons.news import Matched, Placed
from bot.core.schedule import FeedState
from bot.core.types import Chat, ChatKind, Fact, Modality, Placement, Relation, Role, Verdict
from storage.store import Store
from tests.build import NOON, a_report, a_story, an_entry
from tests.conversation import CHANNEL, EDITOR, GROUP_ADMIN, MEMBER, Conversation, Telegram

HOUR = timedelta(hours=1)
CLAIM = a_report(
    "Russia to leave the ISS after 2024",
    entry="a" * 32,
    url="https://tass.example/leave",
    summary="The head of Roscosmos told the president that the decision has been made.",
    facts=(Fact("end date", "after 2024", "after 2024"),),
    origin="agency:tass",
    firsthand=True,
    modality=Modality.DECIDED,
    modality_words="has been made",
)
IN_RUSSIAN = a_report(
    "Россия уйдёт с МКС после 2024 года",
    entry="b" * 32,
    feed="ria",
    outlet="РИА Новости",
    language="ru",
    at=NOON + HOUR,
    url="https://ria.example/leave",
    summary="Глава Роскосмоса доложил президенту о принятом решении.",
    origin="agency:tass",
    origin_words="сообщает ТАСС",
    modality=Modality.DECIDED,
)
NASA = a_report(
    "NASA has received no notice from its partner",
    entry="c" * 32,
    feed="nasa",
    outlet="NASA blog",
    role=Role.OFFICIAL,
    party="nasa",
    at=NOON + 5 * HOUR,
    url="https://nasa.example/no-notice",
    origin="party:nasa",
    modality=Modality.UNCONFIRMED,
    modality_words="has received no notice",
)
LEAK = a_report(
    "Progress MS-21 loses coolant at the station",
    entry="d" * 32,
    outlet="Space Press",
    feed="press",
    role=Role.TRADE,
    at=NOON + 2 * HOUR,
    url="https://press.example/leak",
    origin="outlet:press",
)


STRONG = Matched.STRONG(words="ISS", place=Matched.TITLE())
POLLED = FeedState(feed="tass", url="https://tass.example/rss", next_poll=NOON)
KNOWN = Plan(
    entries=(
        PlannedEntry(
            an_entry(
                id=CLAIM.entry,
                url=CLAIM.url,
                keys=entry_keys(feed="tass", guid=None, url=CLAIM.url, title="", at=NOON)[:1],
            ),
            Verdict(("iss",), (Matched.ABOUT(topic="iss", why=STRONG),)),
            Placement("5" * 16, Relation.NEW, reasons=(Placed.FIRST(),)),
        ),
    )
)


class Transcript(SingleFileSnapshotExtension):
    """Plain text files, read in review like a chat."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Transcript)


async def a_filled_store(tmp_path: Path) -> Store:
    """Two stories, and why the first report is one of ours."""
    opened = await Store.open(f"sqlite:///{tmp_path}/isswire.db")
    await opened.record_story(a_story(CLAIM, IN_RUSSIAN, NASA, number=None), ())
    leak = a_story(LEAK, id="6" * 16, topics=("iss", "roscosmos"), number=None)
    await opened.record_story(leak, ())
    assert await opened.record_poll(POLLED, KNOWN, now=NOON)
    return opened


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await a_filled_store(tmp_path)
    yield opened
    await opened.close()


LANGUAGES = pytest.mark.parametrize("language", ["en", "ru"])


@LANGUAGES
async def test_start_and_choosing(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    person = Conversation(store, language=language)
    await person.says("/start")
    await person.presses(person.buttons[0].text)
    await person.says("/start")
    await person.presses(person.buttons[1].text)
    await person.says("/start")
    await person.presses(person.buttons[2].text)
    await person.says("/start")
    await person.presses(person.buttons[3].text)
    assert person.text == snapshot


@LANGUAGES
async def test_help_and_privacy(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(store, language=language)
    await person.says("/help")
    await person.says("/privacy")
    await person.says("/nonsense")
    assert person.text == snapshot


@LANGUAGES
async def test_deep_links(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(store, language=language)
    await person.says("/start s1")
    await person.says("/start s999")
    await person.says("/start k_Soyuz_MS-28")
    await person.presses(person.buttons[0].text)
    await person.says("/start nothing_known")
    assert person.text == snapshot


@LANGUAGES
async def test_latest(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(store, language=language)
    await person.says("/latest")
    await person.says("/latest iss 1")
    await person.presses(person.buttons[-1].text)
    await person.presses(person.buttons[0].text)
    await person.says("/latest Роскосмос")
    await person.says("/latest moon")
    assert person.text == snapshot


@LANGUAGES
async def test_story(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(store, language=language)
    await person.says("/story 1")
    await person.presses(person.buttons[1].text)
    await person.presses(person.buttons[2].text)
    await person.says("/story #1 at 2022-07-25")
    await person.says("/story #1 at 26.07.2022")
    await person.says("/story 1 26.07.2022")
    await person.says("/story 1 at someday")
    await person.says("/story 77")
    await person.says("/story")
    assert person.text == snapshot


@LANGUAGES
async def test_tracking(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(store, language=language)
    await person.says("/track")
    await person.says("/track Soyuz MS-28")
    await person.says("/track #1")
    await person.says("/mine")
    await person.says("/untrack soyuz ms-28")
    await person.presses(person.buttons[0].text)
    await person.says("/untrack #1")
    await person.presses(person.buttons[0].text)
    await person.says("/mute #1")
    await person.says("/mine")
    await person.presses(person.buttons[1].text)
    await person.presses(person.buttons[-1].text)
    await person.says("/mute #77")
    await person.says("/mute #one")
    await person.says("/track 1")
    await person.says("/untrack 1")
    await person.says("/untrack Vostok")
    await person.says("/track the")
    await person.says("/track space")
    await person.says("/track !!!")
    await person.says("/track " + "orbit " * 40)
    await person.says("/track #77")
    await person.says("/untrack")
    await person.presses(person.buttons[0].text)
    assert person.text == snapshot


async def test_only_what_moved_of_late_and_is_not_followed_is_developing(store: Store) -> None:
    person = Conversation(store)
    await person.says("/track #1")
    await person.says("/mine")
    assert [each.text for each in person.buttons] == ["✕ #1", "#2"]
    person.now += timedelta(days=4)
    await person.says("/mine")
    assert [each.text for each in person.buttons] == ["✕ #1"]


@LANGUAGES
async def test_the_buttons_of_a_story(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    person = Conversation(store, language=language)
    await person.sends("p:1")
    await person.sends("f:1")
    await person.sends("m:1")
    await person.sends("p:1")
    await person.sends("uf:1")
    await person.sends("um:1")
    await person.sends("f:77")
    await person.sends("forged")
    assert person.text == snapshot


@LANGUAGES
async def test_search_and_plain_words(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    person = Conversation(store, language=language)
    await person.says("/search coolant")
    await person.says("/search zeppelin")
    await person.says("/search")
    await person.says("утечка теплоносителя на грузовом корабле")
    await person.says("coolant " * 20)
    await person.says("coolant")
    await person.presses(person.buttons[0].text)
    await person.says("coolant")
    await person.presses(person.buttons[1].text)
    assert person.text == snapshot


@LANGUAGES
async def test_sources_and_why(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(store, language=language)
    await person.says("/sources")
    await person.says("/sources 1")
    await person.says("/sources x")
    await person.says("/why 1")
    await person.presses(person.buttons[-1].text)
    await person.says("/why 77")
    await person.says("/why")
    assert person.text == snapshot


@LANGUAGES
async def test_digest(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(store, language=language)
    await person.says("/digest")
    await person.says("/digest now")
    await person.presses(person.buttons[-1].text)
    await person.says("/digest 7:30")
    await person.presses(person.buttons[0].text)
    await person.says("/digest weekly 18:00")
    await person.says("/digest off")
    await person.says("/digest whenever")
    assert person.text == snapshot


@LANGUAGES
async def test_settings(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(store, language=language)
    await person.says("/settings")
    await person.presses(person.buttons[2].text)
    await person.presses(person.buttons[1].text)
    await person.presses(person.buttons[-1].text)
    await person.says("/settings quiet 23:30-07:00")
    await person.says("/settings quiet never")
    await person.says("/settings zone")
    await person.says("/settings colour")
    await person.says("/mute 8h")
    await person.presses(person.buttons[0].text)
    await person.says("/mute for ever")
    await person.says("/tz Москва")
    await person.says("/tz UTC+3")
    await person.says("/tz Atlantis")
    await person.says("/lang en" if language == "ru" else "/lang ru")
    await person.presses(person.buttons[0].text)
    await person.says("/lang xx")
    assert person.text == snapshot


@LANGUAGES
async def test_leaving(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(store, language=language)
    await person.says("/start")
    await person.presses(person.buttons[0].text)
    await person.says("/stop")
    await person.presses(person.buttons[0].text)
    await person.says("/stop")
    await person.says("/start")
    await person.says("/start")
    await person.says("/forget_me")
    assert await person.chat() is None
    assert person.text == snapshot


@LANGUAGES
async def test_a_group(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    group = Conversation(
        store,
        user_id=MEMBER,
        language=language,
        chat_id=-100,
        chat_kind="supergroup",
        chat_title="Space club",
    )
    await group.says("(added)", membership="member")
    await group.says("/latest iss 1")
    await group.says("/track Soyuz MS-28")
    await group.says("/track Soyuz MS-28", user_id=0)
    await group.says("/track")
    await group.says("/digest now")
    await group.says("/digest 08:00")
    await group.says("/bind", user_id=MEMBER)
    await group.says("/bind iss", user_id=GROUP_ADMIN)
    await group.presses(group.buttons[1].text, user_id=GROUP_ADMIN)
    await group.presses(group.buttons[0].text, user_id=GROUP_ADMIN)
    await group.says("/bind moon", user_id=GROUP_ADMIN)
    await group.sends("set::style:full", user_id=MEMBER)
    await group.says("/unbind", user_id=GROUP_ADMIN)
    await group.presses(group.buttons[0].text, user_id=GROUP_ADMIN)
    await group.says("/preview", user_id=GROUP_ADMIN)
    await group.says("/nonsense")
    await group.says("just talking")
    assert group.text == snapshot


@LANGUAGES
async def test_a_channel_from_private(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    channel = Chat(id=CHANNEL, kind=ChatKind.CHANNEL, title="ISS news", username="issnews")
    telegram = Telegram(channels={"@issnews": channel})
    person = Conversation(store, telegram, language=language)
    await person.says("/bind")
    await person.says("/bind @issnews")
    telegram.admins.add((CHANNEL, 7))
    await person.says("/settings @issnews")
    await person.says("/bind @issnews iss")
    telegram.writable.add(CHANNEL)
    await person.says("/bind @issnews moon")
    await person.says("/bind @issnews iss")
    await person.presses(person.buttons[0].text)
    await person.presses(person.buttons[0].text)
    await person.presses(person.buttons[1].text)
    await person.says("/settings @issnews")
    await person.presses(person.buttons[3].text)
    await person.says("/settings @issnews quiet 23:30-07:00")
    await person.presses(person.buttons[0].text)
    await person.says("/settings @issnews style fancy")
    await person.says("/unbind @issnews")
    await person.presses(person.buttons[0].text)
    await person.presses(person.buttons[1].text)
    assert person.text == snapshot


@LANGUAGES
async def test_the_editors(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    editor = Conversation(store, user_id=EDITOR, language=language)
    await editor.says("/feeds")
    await editor.says("/feed tass")
    await editor.says("/feed nowhere")
    await editor.says("/reload")
    await editor.says("/queue")
    await editor.says("/stats")
    await editor.says("/explain https://tass.example/leave")
    await editor.says("/explain https://elsewhere.example/")
    await editor.says("/explain the leak")
    reader = Conversation(store, language=language)
    await reader.sends("ob:1:LABEL")
    await reader.sends("ob:1:LABEL")
    await reader.sends("ob:1:FORGED")
    await editor.says("/objections")
    await editor.says("/feeds", user_id=7)
    assert editor.text == snapshot


@LANGUAGES
async def test_inline(store: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(store, language=language, chat_id=0, chat_kind="")
    await person.says("@isswire_bot coolant", inline_id="1", inline_query="coolant")
    await person.says("@isswire_bot", inline_id="2", inline_query="")
    assert person.text == snapshot


async def test_a_member_may_read_in_reply_to_a_message_too(store: Store) -> None:
    member = Conversation(store, user_id=MEMBER, chat_id=-100, chat_kind="supergroup")
    for asked in ("/digest now", "/untrack"):
        await member.says(asked, reply_to=31337)
    assert "Only admins" not in member.text
    await member.says("/track", reply_to=31337)
    assert "Only admins" in member.text


@LANGUAGES
async def test_a_reply_to_a_post_follows_its_story(
    store: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    person = Conversation(store, language=language)
    await person.says("/track", reply_to=31337)
    assert person.text == snapshot
