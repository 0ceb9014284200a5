"""What is new in a story since a person has last looked at it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.chat.looks import KEPT, with_look
from bot.core.types import Role
from storage.store import Store
from tests.build import NOON, a_chat, a_report, a_story
from tests.conversation import GROUP_ADMIN, Conversation

OFFICIAL = a_report(
    "NASA confirms: the ISS partners were told",
    entry="e" * 32,
    feed="nasa",
    outlet="NASA blog",
    role=Role.OFFICIAL,
    party="nasa",
    at=NOON + timedelta(hours=7),
    origin="party:nasa",
)


async def something_comes(store: Store) -> None:
    story = await store.story_numbered(2)
    assert story is not None
    later = replace(OFFICIAL, about=story.reports[0].about)
    grown = replace(story, reports=(*story.reports, later), updated=later.at)
    await store.record_story(grown)


def marks(person: Conversation) -> list[str]:
    return [line for line in person.transcript[-1].splitlines() if line.startswith("+")]


@pytest.mark.parametrize(
    ("language", "mark"),
    [
        ("en", "+1 report since you looked · ⚪ was: Reported · one source"),
        ("ru", "+1 сообщение с прошлого раза · ⚪ было: Сообщается · один источник"),
    ],
)
async def test_what_has_come_is_marked_until_one_looks(
    told: Store, language: str, mark: str
) -> None:
    anna = Conversation(told, language=language)
    await anna.says("/start")
    await anna.presses("all news")
    await anna.says("/story 2")
    assert marks(anna) == []
    await anna.says("/latest")
    assert marks(anna) == []
    await something_comes(told)
    for asked in ("/latest", "/search coolant", "/story 2"):
        await anna.says(asked)
        assert marks(anna) == [mark], asked
    await anna.says("/story 2")
    assert marks(anna) == []
    await anna.says("/latest")
    assert marks(anna) == []


async def test_to_open_a_story_is_to_look(told: Store) -> None:
    anna = Conversation(told)
    await anna.says("/start")
    await anna.presses("all news")
    await anna.says("/latest")
    await anna.presses("#2")
    await something_comes(told)
    await anna.says("/latest")
    assert len(marks(anna)) == 1


async def test_an_earlier_day_is_no_look_and_a_stranger_is_not_remembered(told: Store) -> None:
    anna = Conversation(told)
    await anna.says("/story 2")
    assert await anna.chat() is None
    await anna.says("/start")
    await anna.presses("all news")
    await anna.says("/story 2 at 2022-07-26")
    chat = await anna.chat()
    assert chat is not None
    assert chat.looked == ()


async def test_a_group_is_not_one_reader(told: Store) -> None:
    admin = Conversation(told, chat_id=-100, chat_kind="supergroup", user_id=GROUP_ADMIN)
    await admin.says("/bind iss")
    await admin.says("/story 2")
    chat = await admin.chat()
    assert chat is not None
    assert chat.looked == ()


async def test_forget_me_forgets_it(told: Store) -> None:
    anna = Conversation(told)
    await anna.says("/start")
    await anna.presses("all news")
    await anna.says("/story 2")
    await anna.says("/forget_me")
    assert await anna.chat() is None


def test_the_last_ones_are_remembered() -> None:
    chat = a_chat()
    stories = [replace(a_story(OFFICIAL), id=f"{number:016}") for number in range(KEPT + 5)]
    for story in (*stories, stories[10]):
        chat = with_look(chat, story)
    kept = [id for id, _ in chat.looked]
    assert kept[:2] == [stories[10].id, stories[-1].id]
    assert len(kept) == len(set(kept)) == KEPT
