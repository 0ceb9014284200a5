"""What is typed is answered in the reader's words: no markup, no foreign words, and why."""

import re
from dataclasses import replace

import pytest

from bot.core.types import Chat, ChatKind
from bot.locale.loading import load_texts
from storage.store import Store
from tests.build import NOON
from tests.conversation import CATALOG, CHANNEL, EDITOR, Conversation, Telegram


def last(person: Conversation) -> str:
    return person.transcript[-1]


async def test_untrack_takes_exactly_what_track_took(store: Store) -> None:
    anna = Conversation(store)
    await anna.says("/track docking, undocking")
    await anna.says("/untrack docking, undocking")
    assert last(anna).startswith(
        "You no longer follow “docking”.\nYou no longer follow “undocking”."
    )
    await anna.says("/mine")
    assert "docking" not in last(anna)


async def test_untrack_names_what_was_not_followed(store: Store) -> None:
    anna = Conversation(store)
    await anna.says("/track docking")
    await anna.says("/untrack docking, tea")
    assert "You no longer follow “docking”." in last(anna)
    assert "You do not follow “tea”." in last(anna)


@pytest.mark.parametrize("typed", ["<b>docking</b>", "docking<br/>", "<a href='x'>docking</a>"])
async def test_markup_in_a_phrase_is_no_text(store: Store, typed: str) -> None:
    anna = Conversation(store)
    await anna.says(f"/track {typed}")
    assert "You follow “docking”" in last(anna)
    await anna.says(f"/untrack {typed}")
    assert "You no longer follow “docking”." in last(anna)


async def test_signs_that_are_no_markup_stay(store: Store) -> None:
    anna = Conversation(store)
    await anna.says("/track leak <2 kg")
    assert "“leak <2 kg”" in last(anna)


@pytest.mark.parametrize(
    "asked",
    [
        "/settings тихие часы никогда",
        "/settings quiet",
        "/digest 99",
        "/digest",
        "/settings zone",
        "/mute 99д",
        "/tz Нигде",
        "/settings вид громкий",
        "/lang хх",
        "/track и",
    ],
)
async def test_a_russian_hint_has_no_english_word(store: Store, asked: str) -> None:
    anna = Conversation(store, language="ru")
    await anna.says(asked)
    words = last(anna).partition("[")[0]
    bare = re.sub(r"/[a-z_]+|UTC|English", "", words)
    assert not re.findall("[A-Za-z]{2,}", bare), words


async def test_the_examples_of_russian_hints_do_what_they_say(store: Store) -> None:
    anna = Conversation(store, language="ru")
    for asked in ("/settings quiet", "/digest", "/settings zone", "/mute"):
        await anna.says(asked)
        for example in re.findall(r"/\w+(?: [^/,]+?)?(?= или |,|$)", last(anna), re.MULTILINE):
            await anna.says(example)
            assert "не подходит" not in last(anna), example
            assert "Я не знаю" not in last(anna), example


async def test_a_mute_that_cannot_be_says_how_long_it_may_be(store: Store) -> None:
    anna = Conversation(store)
    await anna.says("/mute 99d")
    assert last(anna) == "“99d” cannot be: at most 30 days, like /mute 3h or /mute 7d\n"


async def test_quiet_hours_have_an_en_dash(store: Store) -> None:
    anna = Conversation(store)
    await anna.says("/settings quiet 23:30-07:00")
    assert last(anna).startswith("Quiet hours: 23:30–07:00 (UTC)")
    await anna.says("/settings quiet 22:30–07:00")
    assert last(anna).startswith("Quiet hours: 22:30–07:00 (UTC)")


@pytest.mark.parametrize("asked", ["/feed xyz", "/mute_feed xyz 7d", "/unmute_feed xyz"])
async def test_an_unknown_feed_is_said_to_be_one(store: Store, asked: str) -> None:
    editor = Conversation(store, user_id=EDITOR)
    await editor.says(asked)
    command = asked.partition(" ")[0]
    assert last(editor) == f"There is no feed “xyz”. Like this: {command} tass\n"
    await editor.says(command)
    assert last(editor) == f"Like this: {command} tass\n"


async def test_statistics_of_no_alerts_say_nothing_of_how_late_they_were(store: Store) -> None:
    editor = Conversation(store, user_id=EDITOR)
    await editor.says("/stats")
    assert "within a minute" not in last(editor)


@pytest.mark.parametrize(
    ("language", "zone", "shown"),
    [
        ("en", "Europe/Moscow", "15:00 MSK"),
        ("ru", "Europe/Moscow", "15:00 МСК"),
        ("en", "Asia/Tokyo", "21:00 JST"),
        ("ru", "America/New_York", "08:00 EDT"),
        ("en", "Asia/Yekaterinburg", "17:00 UTC+5"),
        ("en", "Asia/Kathmandu", "17:45 UTC+5:45"),
        ("en", "Etc/GMT+3", "09:00 UTC-3"),
        ("ru", "UTC", "12:00 UTC"),
    ],
)
def test_a_time_has_its_zone_as_people_write_it(language: str, zone: str, shown: str) -> None:
    assert load_texts()[language].formats.zoned(NOON, zone).endswith(shown)


@pytest.mark.parametrize("said", ["story 1", "История 1", "why 1", "источники 1"])
async def test_a_command_with_a_number_needs_no_slash(told: Store, said: str) -> None:
    anna = Conversation(told)
    await anna.says(said)
    assert "#1" in last(anna)
    assert "What shall I do" not in last(anna)


async def test_an_empty_digest_says_why(store: Store) -> None:
    anna = Conversation(store)
    await anna.says("/digest now")
    assert "no feed has been read so far" in last(anna)


async def test_a_calendar_that_is_not_read_is_said_not_to_be(store: Store) -> None:
    anna = Conversation(store)
    anna.catalog = replace(CATALOG, feeds=CATALOG.feeds)
    await anna.says("/next")
    assert "No calendar is read here" in last(anna)
    await anna.says("/station")
    assert "No calendar is read here" in last(anna)


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        ("/ltest", "I don't know that command. Did you mean /latest? /help lists them all."),
        ("/Seach", "I don't know that command. Did you mean /search? /help lists them all."),
        ("/погода", "I don't know that command. /help lists them all."),
        ("/hold", "Only the bot's editors can do that."),
        ("/hodl", "I don't know that command. /help lists them all."),
    ],
)
async def test_a_mistyped_command_is_answered_with_the_one_it_is_like(
    store: Store, typed: str, answered: str
) -> None:
    anna = Conversation(store)
    await anna.says(typed)
    assert last(anna).strip() == answered


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        ("/помощь", "Команды"),
        ("/погода на МКС", "Такой команды нет."),
        ("/", "Такой команды нет."),
    ],
)
async def test_what_telegram_takes_for_no_command_is_answered_as_one(
    store: Store, typed: str, answered: str
) -> None:
    anna = Conversation(store, language="ru")
    await anna.says(typed, command="", arguments="")
    assert last(anna).startswith(answered)


async def test_a_channel_without_a_newest_story_is_told_why(store: Store) -> None:
    channel = Chat(id=CHANNEL, kind=ChatKind.CHANNEL, title="ISS news", username="issnews")
    telegram = Telegram(admins={(CHANNEL, 7)}, channels={"@issnews": channel}, writable={CHANNEL})
    anna = Conversation(store, telegram)
    await anna.says("/bind @issnews")
    await anna.presses("Post the newest story")
    assert "Nothing here yet: no feed has been read so far." in last(anna)
