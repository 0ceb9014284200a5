"""Every command in both languages against a real store; the transcripts are kept as snapshots."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.core.reading.poll_result import FeedState
from bot.core.types import (
    Aboard,
    Chat,
    ChatKind,
    Docked,
    EventKind,
    EventStatus,
    MissionEvent,
    Precision,
    StationPart,
)
from storage.store import Store
from tests import buttons
from tests.build import NOON
from tests.conversation import CHANNEL, EDITOR, GROUP_ADMIN, MEMBER, Conversation, Telegram
from tests.integration.told import LANGUAGES


@cache
def shown(language: str) -> frozenset[str]:
    """Return every button of the kept transcripts in this language."""
    kept = (Path(__file__).parent / "__snapshots__").glob(f"*/*[[]{language}[]].txt")
    lines = [line for each in kept for line in each.read_text("utf-8").splitlines()]
    found = (re.findall(r"\[(.*?)(?: -> \S+)?\](?= \[|$)", line) for line in lines)
    return frozenset(name for names in found for name in names)


def named(name: str, button: buttons.Words) -> bool:
    pattern = re.escape(button.name).replace(re.escape("{}"), ".+")
    return re.fullmatch(f"(.+: |✓ )?{pattern}( in [a-z]+)?", name) is not None


def test_a_button_without_a_name_is_of_no_language() -> None:
    nameless = [
        {
            name
            for name in shown(language)
            if not any(named(name, each) for each in buttons.table())
        }
        for language in buttons.LANGUAGES
    ]
    assert nameless[0] == nameless[1]


@pytest.mark.parametrize("button", buttons.table(), ids=lambda each: each.name)
def test_a_named_button_is_in_a_transcript(button: buttons.Words) -> None:
    assert any(named(name, button) for name in shown("en") | shown("ru"))


@LANGUAGES
async def test_start_and_choosing(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language)
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
async def test_help_and_privacy(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language)
    await person.says("/help")
    await person.says("/privacy")
    await person.says("/nonsense")
    assert person.text == snapshot


@LANGUAGES
async def test_deep_links(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language)
    await person.says("/start s1")
    await person.says("/start s999")
    await person.says("/start k_Soyuz_MS-28")
    await person.presses(person.buttons[0].text)
    await person.says("/start nothing_known")
    assert person.text == snapshot


@LANGUAGES
async def test_latest(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language)
    await person.says("/latest")
    await person.says("/latest iss 1")
    await person.presses(person.buttons[-1].text)
    await person.presses(person.buttons[0].text)
    await person.says("/latest Роскосмос")
    await person.says("/latest moon")
    assert person.text == snapshot


@LANGUAGES
async def test_story(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language)
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
async def test_tracking(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language)
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


@pytest.mark.parametrize(
    ("tracked", "untracked"),
    [
        ('"Nauka module"', '"Nauka module"'),
        ('"Nauka module"', "nauka module"),
        ("Nauka module", '"Nauka  module".'),
        ("«модуль Наука»", "модуль Наука"),
        ("Звёздный городок", "звездный городок"),
    ],
)
async def test_untrack_reads_words_as_track_does(
    told: Store, tracked: str, untracked: str
) -> None:
    person = Conversation(told)
    await person.says(f"/track {tracked}")
    before = await told.subscriptions(7)
    await person.says(f"/untrack {untracked}")
    assert len(before) == 1
    assert await told.subscriptions(7) == ()


async def test_untrack_of_other_words_ends_nothing(told: Store) -> None:
    person = Conversation(told)
    await person.says("/track Soyuz MS-28")
    await person.says("/untrack Soyuz MS-27")
    assert len(await told.subscriptions(7)) == 1


async def test_only_what_moved_of_late_and_is_not_followed_is_developing(told: Store) -> None:
    person = Conversation(told)
    await person.says("/track #1")
    await person.says("/mine")
    assert [each.text for each in person.buttons] == ["✕ #1", "#2"]
    person.now += timedelta(days=4)
    await person.says("/mine")
    assert [each.text for each in person.buttons] == ["✕ #1"]


@LANGUAGES
async def test_the_buttons_of_a_story(
    told: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    person = Conversation(told, language=language)
    await person.sends("p:1")
    await person.sends("f:1")
    await person.sends("m:1")
    await person.sends("p:1")
    await person.sends("uf:1")
    await person.sends("um:1")
    await person.sends("f:77")
    await person.sends("forged")
    await person.sends("d:hold:1:")
    assert person.text == snapshot


@LANGUAGES
async def test_search_and_plain_words(
    told: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    person = Conversation(told, language=language)
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
async def test_sources_and_why(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language)
    await person.says("/sources")
    await person.says("/sources 1")
    await person.says("/sources x")
    await person.says("/why 1")
    await person.presses(person.buttons[-1].text)
    await person.says("/why 77")
    await person.says("/why")
    assert person.text == snapshot


@LANGUAGES
async def test_digest(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language)
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
async def test_settings(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language)
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
async def test_leaving(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language)
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
async def test_a_group(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    group = Conversation(
        told,
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
    await group.says("/preview one", user_id=GROUP_ADMIN)
    await group.says("/nonsense")
    await group.says("just talking")
    assert group.text == snapshot


@LANGUAGES
async def test_a_thread(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    thread = Conversation(
        told,
        user_id=GROUP_ADMIN,
        language=language,
        chat_id=-100,
        chat_kind="supergroup",
        chat_title="Space club",
        thread_id=3,
    )
    await thread.says("/start bind")
    await thread.presses("undo")
    await thread.says("/bind iss")
    assert thread.text == snapshot


@LANGUAGES
async def test_talking_without_commands(
    told: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    person = Conversation(told, language=language)
    for words in ("#1", "1", "help", "помощь", "latest", "новости"):
        await person.says(words)
    await person.says("/story1")
    await person.says("/story")
    await person.says("/why")
    await person.says("look", links=("https://tass.example/leave",))
    await person.says("look", links=("https://elsewhere.example/",))
    await person.says("Something nobody wrote", is_forward=True)
    await person.says("/latest", is_forward=True, links=("https://tass.example/leave",))
    await person.says("", is_media=True)
    await person.says("stop")
    assert person.text == snapshot


@LANGUAGES
async def test_refusals_say_why(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    editor = Conversation(told, user_id=EDITOR, language=language)
    asked = ("/mute 99d", "/tz foo", "/feed xyz", "/settings foo", "/settings quiet never")
    for words in (*asked, "/digest soon", "/lang tlh", "/latest Artemis 2", "/latest iss 1"):
        await editor.says(words)
    await editor.says("/track spacewalk, undocking")
    await editor.says("/digest 07:30")
    assert editor.text == snapshot


@LANGUAGES
async def test_a_channel_from_private(
    told: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    channel = Chat(id=CHANNEL, kind=ChatKind.CHANNEL, title="ISS news", username="issnews")
    telegram = Telegram(channels={"@issnews": channel})
    person = Conversation(told, telegram, language=language)
    await person.says("/bind")
    await person.says("/unbind")
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
    await person.presses(person.buttons[2].text)
    await person.presses(person.buttons[0].text)
    await person.presses(person.buttons[1].text)
    await person.says("/settings @issnews")
    await person.presses(person.buttons[3].text)
    await person.says("/settings @issnews quiet 23:30-07:00")
    await person.presses(person.buttons[0].text)
    await person.says("/settings @issnews style fancy")
    await person.says("/unbind @issnews")
    await person.presses(person.buttons[0].text)
    await person.presses(person.buttons[3].text)
    assert person.text == snapshot


@LANGUAGES
async def test_the_editors(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    editor = Conversation(told, user_id=EDITOR, language=language)
    await editor.says("/feeds")
    await editor.says("/feed tass")
    await editor.says("/feed nowhere")
    await editor.says("/reload")
    await editor.says("/queue")
    await editor.says("/stats")
    await editor.says("/explain https://tass.example/leave")
    await editor.says("/explain https://elsewhere.example/")
    await editor.says("/explain the leak")
    reader = Conversation(told, language=language)
    await reader.sends("ob:1:LABEL")
    await reader.sends("ob:1:LABEL")
    await reader.sends("ob:1:FORGED")
    await editor.says("/objections")
    await editor.says("/feeds", user_id=7)
    assert editor.text == snapshot


@LANGUAGES
async def test_inline(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language, chat_id=0, chat_kind="")
    await person.says("@isswire_bot coolant", inline_id="1", inline_query="coolant")
    await person.says("@isswire_bot", inline_id="2", inline_query="")
    await person.says("@isswire_bot zebra", inline_id="3", inline_query="zebra")
    await person.says("@isswire_bot x", inline_id="4", inline_query="zebra " * 20)
    assert person.text == snapshot


async def test_a_member_may_read_in_reply_to_a_message_too(told: Store) -> None:
    member = Conversation(told, user_id=MEMBER, chat_id=-100, chat_kind="supergroup")
    for asked in ("/digest now", "/untrack"):
        await member.says(asked, reply_to=31337)
    assert "Only admins" not in member.text
    await member.says("/track", reply_to=31337)
    assert "Only admins" in member.text


@LANGUAGES
async def test_a_reply_to_a_post_follows_its_story(
    told: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    person = Conversation(told, language=language)
    await person.says("/track", reply_to=31337)
    assert person.text == snapshot


def an_event(id: str, name: str, at: timedelta, **changes: object) -> MissionEvent:
    event = MissionEvent(
        id=id,
        feed="launches",
        kind=EventKind.DOCKING,
        name=name,
        start=NOON + timedelta(hours=8) + at,
        precision=Precision.MINUTE,
        status=EventStatus.GO,
        topics=("iss",),
    )
    return replace(event, **changes)  # type: ignore[arg-type]  # field names are the caller's


EVENTS = (
    an_event("event 1", "Progress MS-35 Docking", timedelta(minutes=40), place="Poisk"),
    an_event(
        "launch a",
        "Falcon 9 | Crew-13",
        timedelta(hours=5),
        kind=EventKind.LAUNCH,
        webcast="https://video.example/live",
        status=EventStatus.HOLD,
        was=NOON - timedelta(days=1),
        moves=(NOON, NOON, NOON),
    ),
    an_event("event 2", "Russian EVA-70", timedelta(days=3), kind=EventKind.SPACEWALK),
    an_event(
        "launch b",
        "Soyuz MS-31",
        timedelta(days=9),
        precision=Precision.DAY,
        topics=("roscosmos",),
    ),
    an_event("launch c", "Progress MS-40", timedelta(days=200), precision=Precision.LATER),
    an_event("event 3", "Soyuz MS-30 Undocking", timedelta(days=30), kind=EventKind.UNDOCKING),
)
STATION = StationPart(
    "station",
    NOON - timedelta(hours=1),
    aboard=(
        Aboard("Oleg Kononenko", "RFSA", NOON - timedelta(days=90)),
        Aboard("Jessica Watkins"),
    ),
    docked=(Docked("Soyuz MS-30", "Rassvet nadir", NOON - timedelta(days=90)),),
    expedition="Expedition 75",
)


@LANGUAGES
async def test_coming_events(told: Store, snapshot: SnapshotAssertion, language: str) -> None:
    person = Conversation(told, language=language)
    await person.says("/next")
    await person.says("/station")
    state = FeedState(feed="launches", url="https://ll.example/", next_poll=NOON)
    await told.record_calendar(state, events=EVENTS, part=STATION, now=NOON)
    await person.says("/next")
    await person.presses(person.buttons[0].text)
    await person.says("/next")
    await person.presses(person.buttons[0].text)
    await person.says("/next")
    await person.presses(person.buttons[-1].text)
    await person.says("/next roscosmos")
    await person.says("/next progress")
    await person.says("/next apollo")
    await person.says("/station")
    assert person.text == snapshot


@LANGUAGES
async def test_reminders_are_listed_and_dropped(
    told: Store, snapshot: SnapshotAssertion, language: str
) -> None:
    state = FeedState(feed="launches", url="https://ll.example/", next_poll=NOON)
    await told.record_calendar(state, events=EVENTS, now=NOON)
    person = Conversation(told, language=language)
    await person.says("/next")
    await person.presses(person.buttons[0].text)
    await person.says("/mine")
    await person.presses(person.buttons[0].text)
    dropped = await told.subscriptions(7)
    await person.presses(person.buttons[-1].text)
    assert (len(dropped), len(await told.subscriptions(7))) == (0, 1)
    assert person.text == snapshot
