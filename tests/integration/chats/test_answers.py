"""Answers sent back to the person who asked."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.delivery.messages import Answer, Button, InlineResult, Message, Update
from bot.local import faults
from bot.local.server import PERSON_ID
from tests.telegram import a_line, eventually, heard, polling

KEYS = ((Button("Follow", data="f1"),),)


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


async def test_a_message_that_cannot_be_edited_is_answered_with_a_new_one() -> None:
    async def answer(update: Update) -> Answer:
        return Answer(Message("Following."), edit=True)

    async with a_line(answer) as line, polling(line):
        place = line.local.world.place(PERSON_ID)
        place.members[123456] = "member"
        line.local.world.put(place, 123456, buttons=[[_key("x")]])
        words = "Bad Request: message can't be edited"
        line.local.faults.add(replace(faults.refused(400, words), method="editMessageText"))
        line.local.people.press(PERSON_ID, 1, "x", PERSON_ID)
        await eventually(lambda: 2 in place.messages)
    assert place.messages[2].text == "Following."


async def test_an_answer_is_patient_with_a_short_flood_wait() -> None:
    async def answer(update: Update) -> Answer:
        return Answer(Message("here"))

    async with a_line(answer) as line, polling(line):
        line.local.faults.add(replace(faults.flood(1), method="sendMessage"))
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        await eventually(lambda: len(line.local.world.place(PERSON_ID).messages) == 2)
    assert line.local.journal.answered("429") == 1


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


async def test_an_inline_query_is_answered_without_dates_where_the_server_knows_none() -> None:
    async def answer(update: Update) -> Answer:
        date = '<tg-time unix="1658826720" format="wDT">26 July</tg-time>'
        return Answer(
            results=(InlineResult("s1", "A leak", "", Message(f"<b>A leak</b> {date}")),)
        )

    unknown = (
        'Bad Request: can\'t parse entities: Unsupported start tag "tg-time" at byte offset 9'
    )
    async with a_line(answer) as line, polling(line):
        line.local.faults.add(replace(faults.refused(400, unknown), method="answerInlineQuery"))
        query = line.local.people.ask_inline(PERSON_ID, "leak")
        await eventually(lambda: line.local.world.inline[query] is not None)
    results = line.local.world.inline[query] or []
    assert [result["text"] for result in results] == ["A leak 26 July"]


async def test_an_answer_in_a_group_replies_in_the_same_thread() -> None:
    async def answer(update: Update) -> Answer | None:
        return Answer(Message("here")) if update.command else None

    async with a_line(answer) as line, polling(line):
        forum = line.local.world.add_chat(-100777, "supergroup", "Forum", forum=True)
        thread = line.local.people.open_thread(forum.id, PERSON_ID, "ISS")
        line.local.people.say(forum.id, PERSON_ID, "/latest", thread_id=thread)
        await eventually(lambda: 4 in forum.messages)
    assert (forum.messages[4].thread_id, forum.messages[4].reply_to) == (thread, 3)


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


@pytest.mark.fault("I13")
async def test_an_update_that_breaks_its_answer_is_tried_three_times() -> None:
    async def broken(update: Update) -> Answer:
        raise ValueError("a bug")

    async with a_line(broken) as line:
        line.local.people.say(PERSON_ID, PERSON_ID, "/start")
        await heard(line, 3)
        assert len(line.updates) == 3
        assert line.local.world.updates.pending == []


def _key(data: str) -> dict[str, str]:
    return {"text": "x", "callback_data": data}


@pytest.mark.fault("D16")
@pytest.mark.parametrize(
    "words", ["IMAGE_PROCESS_FAILED", "PHOTO_INVALID_DIMENSIONS", "failed to get HTTP URL content"]
)
async def test_a_picture_that_is_refused_leaves_its_words(
    words: str, record_property: Callable[[str, object], None]
) -> None:
    async def answer(update: Update) -> Answer:
        return Answer(Message("<b>30 days</b>", picture=b"no picture at all"))

    async with a_line(answer) as line, polling(line):
        refusal = faults.refused(400, f"Bad Request: {words}")
        line.local.faults.add(replace(refusal, method="sendPhoto", times=None))
        line.local.people.say(PERSON_ID, PERSON_ID, "/stats")
        place = line.local.world.place(PERSON_ID)
        await eventually(lambda: len(place.messages) == 2)
    record_property("figure", f"L={2 - len(place.messages)}")
    record_property("limit", "L=0")
    assert (place.messages[2].text, place.messages[2].photo) == ("30 days", "")
