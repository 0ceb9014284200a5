"""What people do, as the bot's core sees it, and the answers that go back."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chats.telegram import talking
from bot.core.messages import Answer, Button, InlineResult, Message, Send, Update
from bot.core.types import ChatKind
from bot.errors import BotError, ConfigError
from bot.local import faults
from bot.local.server import CHANNEL_ID, GROUP_ID, PERSON_ID, serving
from tests.telegram import Line, a_line, eventually, polling

KEYS = ((Button("Follow", data="f1"),),)


async def heard(line: Line, count: int = 1) -> list[Update]:
    """The first updates, polled for."""
    async with polling(line):
        await eventually(lambda: len(line.updates) >= count)
    return line.updates


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


async def test_a_thread_and_a_reply_are_known() -> None:
    async with a_line() as line:
        forum = line.local.world.add_chat(-100777, "supergroup", "Forum", forum=True)
        thread = line.local.people.open_thread(forum.id, PERSON_ID, "ISS")
        line.local.people.say(forum.id, PERSON_ID, "one", thread_id=thread)
        line.local.people.say(forum.id, PERSON_ID, "/track", thread_id=thread, reply_to=2)
        opened, one, track = await heard(line, 3)
    assert (opened.thread_event, opened.thread_id) == ("created", thread)
    assert (one.thread_id, one.reply_to) == (thread, None)
    assert (track.thread_id, track.reply_to) == (thread, 2)


async def test_an_edited_message_is_marked() -> None:
    async with a_line() as line:
        line.local.people.say(PERSON_ID, PERSON_ID, "/latest")
        line.local.people.edit(PERSON_ID, 1, "/latest 5")
        first, second = await heard(line, 2)
    assert (first.is_edit, second.is_edit, second.arguments) == (False, True, "5")


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


async def test_a_pressed_button_is_answered_and_its_message_edited() -> None:
    async def answer(update: Update) -> Answer:
        if update.callback_data:
            done = Message("Following.", buttons=((Button("Undo", data="u1"),),))
            return Answer(done, edit=True, notice="Following #1", alert=True)
        return Answer(Message("Story #1", buttons=KEYS))

    async with a_line(answer) as line, polling(line):
        line.local.people.say(PERSON_ID, PERSON_ID, "/story 1")
        place = line.local.world.place(PERSON_ID)
        await eventually(lambda: len(place.messages) == 2)
        callback = line.local.people.press(PERSON_ID, 2, "f1", PERSON_ID)
        await eventually(lambda: place.messages[2].edits == 1)
    pressed = line.updates[-1]
    assert (pressed.callback_data, pressed.message_id, pressed.user_id) == ("f1", 2, PERSON_ID)
    assert line.local.world.callbacks[callback] == {"text": "Following #1", "alert": True}
    assert place.messages[2].text == "Following."


async def test_a_button_stops_waiting_also_without_an_answer() -> None:
    async with a_line() as line, polling(line):
        line.local.world.put(line.local.world.place(PERSON_ID), 123456, buttons=[[_key("x")]])
        callback = line.local.people.press(PERSON_ID, 1, "x", PERSON_ID)
        await eventually(lambda: line.local.world.callbacks[callback] is not None)


async def test_an_inline_query_is_offered_results() -> None:
    async def answer(update: Update) -> Answer:
        card = InlineResult("s1", "A leak", "reported", Message("<b>A leak</b>"))
        return Answer(results=(card,))

    async with a_line(answer) as line, polling(line):
        query = line.local.people.ask_inline(PERSON_ID, "leak")
        await eventually(lambda: line.local.world.inline[query] is not None)
    assert (line.updates[0].inline_id, line.updates[0].inline_query) == (query, "leak")
    results = line.local.world.inline[query] or []
    assert [result["text"] for result in results] == ["A leak"]


async def test_an_answer_in_a_group_replies_in_the_same_thread() -> None:
    async def answer(update: Update) -> Answer | None:
        return Answer(Message("here")) if update.command else None

    async with a_line(answer) as line, polling(line):
        forum = line.local.world.add_chat(-100777, "supergroup", "Forum", forum=True)
        thread = line.local.people.open_thread(forum.id, PERSON_ID, "ISS")
        line.local.people.say(forum.id, PERSON_ID, "/latest", thread_id=thread)
        await eventually(lambda: 3 in forum.messages)
    assert (forum.messages[3].thread_id, forum.messages[3].reply_to) == (thread, 2)


@pytest.mark.fault("I13")
async def test_an_update_nobody_can_read_is_acknowledged_and_holds_nothing_up(
    caplog: pytest.LogCaptureFixture, record_property: Callable[[str, object], None]
) -> None:
    async with a_line() as line:
        line.local.world.updates.push_raw({"message": {"message_id": "?", "chat": 7}})
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        began = time.monotonic()
        await heard(line)
        record_property("figure", f"commands delayed {time.monotonic() - began:.2f} s")
        record_property("limit", "10 s")
        assert line.local.world.updates.pending == []
        assert time.monotonic() - began < 10
    assert "update skipped" in caplog.text


@pytest.mark.fault("I13")
async def test_an_update_that_breaks_its_answer_is_tried_three_times() -> None:
    async def broken(update: Update) -> Answer:
        raise ValueError("a bug")

    async with a_line(broken) as line:
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        await heard(line, 3)
        assert len(line.updates) == 3
        assert line.local.world.updates.pending == []


async def test_one_slow_chat_does_not_hold_up_another() -> None:
    async def answer(update: Update) -> Answer:
        return Answer(Message("here"))

    async with a_line(answer) as line:
        line.local.world.add_person(5, "Boris")
        line.local.faults.add(replace(faults.slow(2.0), chat_id=PERSON_ID, method="sendMessage"))
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        line.local.people.say(5, 5, "/start")
        began = time.monotonic()
        async with polling(line):
            await eventually(lambda: len(line.local.world.place(5).messages) == 2)
            assert time.monotonic() - began < 1


async def test_updates_of_one_chat_are_answered_in_order() -> None:
    async def answer(update: Update) -> Answer:
        await asyncio.sleep(0.05 if update.text == "1" else 0)
        return Answer(Message(update.text))

    async with a_line(answer) as line:
        for number in range(1, 4):
            line.local.people.say(PERSON_ID, PERSON_ID, str(number))
        await heard(line, 3)
        texts = [call.text for call in line.local.journal.messages(PERSON_ID)]
    assert texts == ["1", "2", "3"]


async def test_what_was_taken_is_not_taken_again_after_a_restart() -> None:
    async with a_line() as line:
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        await heard(line)
        line.updates.clear()
        line.local.people.say(PERSON_ID, PERSON_ID, "/latest")
        assert [update.command for update in await heard(line)] == ["latest"]


async def test_stopping_does_not_wait_for_the_long_poll() -> None:
    async with a_line() as line:
        began = time.monotonic()
        async with polling(line):
            await eventually(lambda: line.local.world.updates.polled)
        assert time.monotonic() - began < 2


async def test_a_second_poller_ends_polling_with_one_clear_line() -> None:
    async with a_line() as line:
        line.local.faults.add(faults.refused(409, "Conflict: terminated by other getUpdates"))
        await line.telegram.poll(asyncio.Event())
    assert line.fatal == [
        "another process asks Telegram for updates with this token: stop one of them"
    ]


@pytest.mark.fault("E5")
async def test_a_second_poller_that_is_ending_is_waited_out() -> None:
    async with a_line() as line:
        line.local.faults.add(
            replace(faults.refused(409, "Conflict: terminated"), method="getUpdates")
        )
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        stop = asyncio.Event()
        patience = timedelta(seconds=30)
        task = asyncio.create_task(line.telegram.poll(stop, conflict_patience=patience))
        await eventually(lambda: len(line.updates) == 1)
        stop.set()
        await task
    assert line.fatal == []


@pytest.mark.fault("D13")
async def test_a_token_revoked_while_polling_is_told_once() -> None:
    async with a_line() as line:
        line.local.faults.add(replace(faults.unauthorized(), method="getUpdates", times=None))
        await line.telegram.poll(asyncio.Event())
    assert len(line.fatal) == 1
    assert "TELEGRAM_TOKEN" in line.fatal[0]


async def test_polling_outlasts_an_outage() -> None:
    async with a_line() as line:
        line.local.faults.add(replace(faults.dropped_before(), method="getUpdates"))
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        assert [update.command for update in await heard(line)] == ["start"]


async def test_a_refused_token_stops_the_start() -> None:
    async with serving() as local:
        with pytest.raises(ConfigError, match="TELEGRAM_TOKEN"):
            async with talking(
                token="1:wrong", api_url=local.url, on_update=_nobody, on_fatal=print
            ):
                pass


async def test_chats_and_admins_can_be_asked_for() -> None:
    async with a_line() as line:
        channel = await line.telegram.chat("@isswire")
        assert channel is not None
        assert (channel.id, channel.kind, channel.title) == (
            CHANNEL_ID,
            ChatKind.CHANNEL,
            "isswire",
        )
        assert await line.telegram.chat("@nowhere") is None
        assert await line.telegram.is_admin(CHANNEL_ID, PERSON_ID)
        assert not await line.telegram.is_admin(GROUP_ID, 404)
        assert not await line.telegram.is_admin(404, PERSON_ID)
        assert PERSON_ID in await line.telegram.administrators(CHANNEL_ID)
        line.local.faults.add(faults.dropped_before())
        with pytest.raises(BotError, match="cannot be asked"):
            await line.telegram.is_admin(CHANNEL_ID, PERSON_ID)


async def test_menus_are_set_by_scope_and_language() -> None:
    async with a_line() as line:
        commands = [("latest", "новости")]
        assert await line.telegram.set_commands(commands, scope="group admins", language="ru")
        assert await line.telegram.set_commands(commands, scope=PERSON_ID, language="")
        scopes = set(line.local.world.commands)
    assert scopes == {
        ('{"type": "all_chat_administrators"}', "ru"),
        (f'{{"chat_id": {PERSON_ID}, "type": "chat"}}', ""),
    }


async def test_a_webhook_brings_updates_to_the_same_door() -> None:
    async with a_line() as line:
        await line.telegram.use_webhook("http://127.0.0.1:1/hook", "s3cret")
        assert line.local.world.updates.webhook is not None
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        await line.telegram.feed_update(line.local.world.updates.pending[0])
        assert line.updates[0].command == "start"
        await line.telegram.drop_webhook()
        assert line.local.world.updates.webhook is None


@pytest.mark.fault("I4")
async def test_the_token_is_in_no_log_and_no_word(
    caplog: pytest.LogCaptureFixture, record_property: Callable[[str, object], None]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_line(read=0.2) as line:
        token = line.local.token
        for fault in (faults.dropped_before(), faults.hung_after(0.5), faults.unauthorized()):
            line.local.faults.add(fault)
            assert token not in repr(await line.telegram.send(Send(CHANNEL_ID, Message("x"))))
        assert token not in repr(line.telegram)
    ours = [record.getMessage() for record in caplog.records if "aiohttp" not in record.name]
    leaks = [words for words in ours if token in words]
    record_property("figure", f"occurrences {len(leaks)}")
    assert leaks == []


async def _nobody(update: object) -> None:
    return None


def _key(data: str) -> dict[str, str]:
    return {"text": "x", "callback_data": data}
