"""What newer versions of the Bot API send: right or refused, never answered in the wrong chat."""

from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.commands import Commands
from bot.core.delivery.messages import Answer, Button, Message, Update
from bot.local import faults
from bot.local.server import GROUP_ID, PERSON_ID
from storage.store import Store
from tests.conversation import services
from tests.telegram import Line, a_line, eventually, heard, polling

ANNA = {"id": PERSON_ID, "is_bot": False, "first_name": "Anna"}
GROUP = {"id": GROUP_ID, "type": "supergroup", "title": "Space club"}


def a_press(**more: Any) -> dict[str, Any]:
    return {
        "callback_query": {"id": "7", "from": ANNA, "chat_instance": "1", "data": "t:1:0"} | more
    }


async def test_a_press_under_an_inline_message_is_answered_over_the_chat_alone(
    store: Store,
) -> None:
    async with a_line(Commands(services(store)).answer) as line:
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        line.local.world.callbacks["7"] = None
        line.local.world.updates.push_raw(a_press(inline_message_id="AAAA"))
        async with polling(line):
            await eventually(lambda: line.local.world.callbacks["7"] is not None)
        sent = [call.text for call in line.local.journal.messages()]
    answered = line.local.world.callbacks["7"] or {}
    assert answered["text"] == "This button no longer works."
    assert len(sent) == 1


async def said_only_to_me(update: Update) -> Answer:
    pressed = bool(update.callback_id)
    button = Button("More", data="l:0:0")
    return Answer(Message("Again" if pressed else "Here", ((button,),)), edit=pressed)


async def test_what_only_one_person_sees_is_answered_to_that_person_alone() -> None:
    command = {"message_id": 0, "ephemeral_message_id": 4, "date": 0, "chat": GROUP, "from": ANNA}
    async with a_line(said_only_to_me) as line:
        line.local.world.updates.push_raw({"message": {**command, "text": "/latest"}})
        async with polling(line):
            await eventually(lambda: bool(line.local.world.ephemeral))
            shown = {
                **command,
                "ephemeral_message_id": 1,
                "from": {"id": 123456, "is_bot": True, "first_name": "b"},
            }
            line.local.world.callbacks["7"] = None
            line.local.world.updates.push_raw(a_press(message=shown))
            await eventually(
                lambda: [each.text for each in line.local.world.ephemeral.values()] == ["Again"]
            )
    assert list(line.local.world.ephemeral) == [(GROUP_ID, PERSON_ID, 1)]
    assert not line.local.world.place(GROUP_ID).messages


def pressed_in_the_group(line: Line) -> None:
    line.local.world.callbacks["7"] = None
    line.local.world.put(line.local.world.place(GROUP_ID), line.local.world.bot.id, text="A post")
    message = {"message_id": 1, "date": 1, "chat": GROUP, "text": "A post"}
    line.local.world.updates.push_raw(a_press(message=message))


async def for_me(update: Update) -> Answer:
    return Answer(Message("The timeline"), only_to_asker=True)


async def test_what_one_reads_by_a_button_in_a_group_the_others_do_not_see() -> None:
    async with a_line(for_me) as line, polling(line):
        pressed_in_the_group(line)
        await eventually(lambda: bool(line.local.world.ephemeral))
    assert list(line.local.world.ephemeral) == [(GROUP_ID, PERSON_ID, 1)]
    assert list(line.local.world.place(GROUP_ID).messages) == [1]


async def test_where_telegram_cannot_show_it_to_one_person_alone_all_see_it() -> None:
    async with a_line(for_me) as line, polling(line):
        refused = faults.refused(400, "Bad Request: ephemeral messages are not supported")
        line.local.faults.add(replace(refused, method="sendMessage"))
        pressed_in_the_group(line)
        await eventually(lambda: len(line.local.world.place(GROUP_ID).messages) == 2)
    assert line.local.world.place(GROUP_ID).messages[2].text == "The timeline"
    assert not line.local.world.ephemeral


@pytest.mark.parametrize(
    "button", [{"text": "Gone", "is_disabled": True}, {"text": "New", "a_new_kind": {"x": 1}}]
)
async def test_buttons_of_a_kind_we_do_not_know_keep_no_press_away(button: dict[str, Any]) -> None:
    keyboard = {"inline_keyboard": [[{**button, "callback_data": "x"}]]}
    message = {"message_id": 3, "date": 1, "chat": GROUP, "reply_markup": keyboard, "text": "x"}
    async with a_line() as line:
        line.local.world.updates.push_raw(a_press(message=message))
        (update,) = await heard(line)
    assert (update.chat_id, update.message_id, update.callback_data) == (GROUP_ID, 3, "t:1:0")


async def test_a_get_me_with_more_fields_still_says_who_we_are() -> None:
    async with a_line() as line, ClientSession() as session:
        async with session.get(f"{line.local.url}/bot{line.local.token}/getMe") as answer:
            assert "supports_guest_queries" in (await answer.json())["result"]
        me = line.telegram
        assert (me.id, me.username) == (123456, "isswire_bot")
