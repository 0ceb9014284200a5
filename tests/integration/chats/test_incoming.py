"""What people do, as core sees it."""

import pytest

from bot.local.server import CHANNEL_ID, GROUP_ID, PERSON_ID
from tests.telegram import a_line, heard


async def test_a_command_has_a_name_and_arguments() -> None:
    async with a_line() as line:
        line.local.people.say(PERSON_ID, PERSON_ID, "/Latest@isswire_bot  iss 5 ")
        (update,) = await heard(line)
    assert (update.command, update.arguments) == ("latest", "iss 5")
    assert (update.chat_id, update.chat_kind, update.user_id) == (PERSON_ID, "private", PERSON_ID)
    assert (update.chat_title, update.language, update.message_id) == ("Anna", "en", 1)


@pytest.mark.parametrize(
    ("text", "command", "arguments"),
    [
        ("hello", "", ""),
        ("/track Soyuz\nMS-28", "track", "Soyuz\nMS-28"),
        ("/start", "start", ""),
        ("say /start", "", ""),
        ("/", "", ""),
        ("/привет", "", ""),
    ],
)
async def test_only_a_leading_slash_makes_a_command(
    text: str, command: str, arguments: str
) -> None:
    async with a_line() as line:
        line.local.people.say(PERSON_ID, PERSON_ID, text)
        (update,) = await heard(line)
    assert (update.command, update.arguments, update.text) == (command, arguments, text)


async def test_a_command_for_another_bot_is_not_ours() -> None:
    async with a_line() as line:
        line.local.people.say(GROUP_ID, PERSON_ID, "/latest@other_bot")
        line.local.people.say(GROUP_ID, PERSON_ID, "/latest@ISSwire_bot")
        (update,) = await heard(line)
    assert update.message_id == 2


@pytest.mark.parametrize("kind", ["message", "edited_message"])
async def test_what_another_bot_says_is_not_ours_to_answer(kind: str) -> None:
    """Two bots answering each other would never stop."""
    bot = {"id": 4242, "is_bot": True, "first_name": "Echo", "username": "echo_bot"}
    said = {"message_id": 1, "date": 0, "chat": {"id": 4242, "type": "private"}, "from": bot}
    async with a_line() as line:
        line.local.world.updates.push_raw({kind: {**said, "text": "/start"}})
        line.local.people.say(PERSON_ID, PERSON_ID, "/latest")
        (update,) = await heard(line)
    assert (update.chat_id, update.command) == (PERSON_ID, "latest")


async def test_a_thread_and_a_reply_are_known() -> None:
    async with a_line() as line:
        forum = line.local.world.add_chat(-100777, "supergroup", "Forum", forum=True)
        thread = line.local.people.open_thread(forum.id, PERSON_ID, "ISS")
        line.local.people.say(forum.id, PERSON_ID, "one", thread_id=thread)
        line.local.people.say(forum.id, PERSON_ID, "/track", thread_id=thread, reply_to=3)
        opened, one, track = await heard(line, 3)
    assert (opened.text, opened.thread_id) == ("", thread)
    assert (one.thread_id, one.reply_to) == (thread, None)
    assert (track.thread_id, track.reply_to) == (thread, 3)


async def test_general_is_the_forum_without_a_thread() -> None:
    async with a_line() as line:
        forum = line.local.world.add_chat(-100777, "supergroup", "Forum", forum=True)
        line.local.people.say(
            forum.id, PERSON_ID, "/latest", message_thread_id=1, is_topic_message=True
        )
        (latest,) = await heard(line)
    assert latest.thread_id == 0


async def test_an_edited_message_is_marked() -> None:
    async with a_line() as line:
        line.local.people.say(PERSON_ID, PERSON_ID, "/latest")
        line.local.people.edit(PERSON_ID, 1, "/latest 5")
        first, second = await heard(line, 2)
    assert (first.is_edit, second.is_edit, second.arguments) == (False, True, "5")


async def test_a_forwarded_message_is_marked() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "X", "date": 1658826720}
    async with a_line() as line:
        line.local.people.say(PERSON_ID, PERSON_ID, "/stop", forward_origin=origin)
        (update,) = await heard(line)
    assert (update.command, update.is_forward) == ("stop", True)


async def test_nobody_stands_behind_an_anonymous_admin() -> None:
    async with a_line() as line:
        line.local.world.add_person(1087968824, "Group")
        line.local.people.say(GROUP_ID, 1087968824, "/settings")
        (update,) = await heard(line)
    assert (update.user_id, update.command) == (0, "settings")


async def test_a_channels_own_posts_are_no_commands() -> None:
    async with a_line() as line:
        line.local.people.say(CHANNEL_ID, PERSON_ID, "/stop")
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        updates = await heard(line)
    assert [update.chat_id for update in updates] == [PERSON_ID]


async def test_membership_and_migration_are_told() -> None:
    async with a_line() as line:
        old = -4242
        line.local.world.add_chat(old, "group", "Old club", members={PERSON_ID: "creator"})
        line.local.people.set_status(old, "administrator", by=PERSON_ID)
        new = line.local.people.migrate(old)
        membership, *moves = await heard(line, 3)
    assert (membership.membership, membership.user_id) == ("administrator", PERSON_ID)
    assert [(move.chat_id, move.migrated_to) for move in moves] == [(old, new), (old, new)]
