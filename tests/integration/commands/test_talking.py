"""Every command and button over HTTP: the strict stand-in accepts each answer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands import Commands
from bot.core.delivery.messages import Answer, Update
from bot.local.server import GROUP_ID, PERSON_ID
from bot.local.world import Message
from storage.store import Store
from tests.build import NOON, a_story
from tests.conversation import services
from tests.integration.told import CLAIM, IN_RUSSIAN, LEAK, NASA
from tests.sqlite_files import migrated
from tests.telegram import Line, a_line, eventually, polling

ASKED = (
    "/start",
    "/start s1",
    "/start k_Soyuz_MS-28",
    "/help",
    "/latest",
    "/latest iss 1",
    "/story 1",
    "/story 1 at 2022-07-26",
    "/story 99",
    "/track",
    "/track Soyuz MS-28",
    "/track #1",
    "/untrack",
    "/mine",
    "/search coolant",
    "/sources",
    "/sources 1",
    "/why 1",
    "/digest",
    "/digest now",
    "/digest 07:30",
    "/settings",
    "/mute 8h",
    "/lang ru",
    "/tz Europe/Moscow",
    "/privacy",
    "/stop",
    "/forget_me",
    "/bind",
    "/preview",
    "/nonsense",
    "coolant",
)
PRESSED = 3
"""Buttons tried under each answer; one chat's pace lets no more through at once."""


@asynccontextmanager
async def talking(tmp_path: Path) -> AsyncIterator[Line]:
    """Set up everything that answers, with two stories to talk about."""
    store = await Store.open(migrated(tmp_path / "isswire.db"))
    async with store:
        await store.record_story(a_story(CLAIM, IN_RUSSIAN, NASA, number=None))
        leak = a_story(LEAK, id="6" * 16, topics=("iss", "roscosmos"), number=None)
        await store.record_story(leak)
        lines: list[Line] = []

        async def is_admin(chat_id: int, user_id: int) -> bool:
            return await lines[0].telegram.is_admin(chat_id, user_id)

        commands = Commands(services(store, is_admin=is_admin, now=lambda: NOON))

        async def answer(update: Update) -> Answer | None:
            return await commands.answer(update)

        async with a_line(answer) as line, polling(line):
            lines.append(line)
            yield line


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_every_answer_and_button_passes_the_strict_bot_api(
    tmp_path: Path, language: str
) -> None:
    async with talking(tmp_path) as line:
        people = range(2000, 2000 + len(ASKED))
        async with asyncio.TaskGroup() as group:
            for person, asked in zip(people, ASKED, strict=True):
                line.local.world.add_person(person, f"P{person}", language=language)
                group.create_task(_talk(line, person, asked))
        refused = [call for call in line.local.journal.calls if call.answered != "200"]
        assert [call.error for call in refused if "not modified" not in call.error] == []
        assert all(said is not None for said in line.local.world.callbacks.values())


async def test_a_group_is_answered_in_its_thread_and_only_its_admin_changes_it(
    tmp_path: Path,
) -> None:
    async with talking(tmp_path) as line:
        line.local.world.add_person(2000, "Boris")
        forum = line.local.world.add_chat(
            -100777, "supergroup", "Forum", forum=True, members={PERSON_ID: "creator"}
        )
        thread = line.local.people.open_thread(forum.id, PERSON_ID, "ISS")
        line.local.people.say(forum.id, 2000, "/lang ru", thread_id=thread)
        await eventually(lambda: len(_said(line, forum.id)) == 1)
        line.local.people.say(forum.id, PERSON_ID, "/lang ru", thread_id=thread)
        await eventually(lambda: len(_said(line, forum.id)) == 2)
        refusal, done = _said(line, forum.id)
        assert refusal.text == "Only admins of this chat can change that."
        assert done.text == "Язык: Русский"
        assert {refusal.thread_id, done.thread_id} == {thread}


async def test_inline_cards_are_offered(tmp_path: Path) -> None:
    async with talking(tmp_path) as line:
        query = line.local.people.ask_inline(PERSON_ID, "coolant")
        await eventually(lambda: line.local.world.inline[query] is not None)
        offered = line.local.world.inline[query] or []
        assert [each["title"] for each in offered] == [LEAK.title]
        shared = line.local.people.choose_inline(query, offered[0]["id"], GROUP_ID, PERSON_ID)
        assert LEAK.title in shared.text
        query = line.local.people.ask_inline(PERSON_ID, "zebra")
        await eventually(lambda: line.local.world.inline[query] == [])
        above = line.local.world.above_inline[query]
        assert above == {
            "text": "No story has “zebra”. Follow them?",
            "start_parameter": "k_zebra",
        }


async def _talk(line: Line, person: int, asked: str) -> None:
    """Ask, and press the first buttons of the answer."""
    line.local.people.say(person, person, asked)
    await eventually(lambda: len(_said(line, person)) == 1, within=20)
    answer = _said(line, person)[0]
    data = [
        key["callback_data"] for row in answer.buttons for key in row if "callback_data" in key
    ]
    for each in data[:PRESSED]:
        if any(key.get("callback_data") == each for row in answer.buttons for key in row):
            callback = line.local.people.press(person, answer.id, each, person)
            await eventually(_answered(line, callback), within=20)


def _answered(line: Line, callback: str) -> Callable[[], bool]:
    return lambda: line.local.world.callbacks[callback] is not None


def _said(line: Line, chat_id: int) -> list[Message]:
    """Return what the bot has said there."""
    place = line.local.world.place(chat_id)
    bot = line.local.world.bot.id
    return [each for each in place.messages.values() if each.sender == bot]


async def test_one_who_asks_too_fast_is_told_so_once_a_minute(store: Store) -> None:
    clock = [NOON]
    commands = Commands(services(store, now=lambda: clock[0]))
    asked = [Update(id, 7, "private", user_id=7, command="help") for id in range(9)]
    refused = [update for update in asked if not commands.admits(update)]
    answers = [commands.turned_away(update) for update in refused]
    assert [bool(answer) for answer in answers] == [True, False, False, False]
    clock[0] += timedelta(minutes=2)
    assert commands.turned_away(refused[-1]) is not None
