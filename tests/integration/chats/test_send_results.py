"""Results of sends: every fault of the local Telegram has the result that delivery.md names."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chats.telegram import talking
from bot.core.delivery.messages import Button, Edit, Message, Send
from bot.core.delivery.outbox import (
    Gone,
    Later,
    Moved,
    Never,
    Refused,
    SendResult,
    Sent,
    Shut,
    Unknown,
)
from bot.core.reasons import verbatim
from bot.core.reasons.send_failures import SendFailure
from bot.local import faults
from bot.local.faults import Fault, Symptom
from bot.local.server import CHANNEL_ID, GROUP_ID, PERSON_ID, serving
from tests.telegram import a_line

HELLO = Send(CHANNEL_ID, Message("<b>hello</b>"))


async def outcome(fault: Fault, *, read: float = 5.0) -> tuple[SendResult, int, int]:
    """Send once with a fault; return the result, how often it was accepted and requested."""
    async with a_line(read=read) as line:
        line.local.faults.add(fault)
        result = await line.telegram.send(HELLO)
        taken = len(line.local.journal.messages(CHANNEL_ID))
        return result, taken, line.local.journal.counts["sendMessage"]


@pytest.mark.fault("D1")
@pytest.mark.parametrize(
    "symptom",
    [Symptom.RESET, Symptom.CLOSED, Symptom.HUNG, Symptom.HTML, Symptom.GARBAGE, Symptom.CUT],
)
async def test_a_lost_answer_after_delivery_is_unknown(
    symptom: Symptom, record_property: Callable[[str, object], None]
) -> None:
    fault = Fault(symptom, accepted=True, seconds=1.0 if symptom is Symptom.HUNG else 0.0)
    result, taken, asked = await outcome(fault, read=0.2)
    record_property("figure", f"edge: {symptom} named {type(result).__name__}, {asked} request")
    assert isinstance(result, Unknown)
    assert (taken, asked) == (1, 1)


@pytest.mark.fault("D2")
@pytest.mark.parametrize(
    "symptom",
    [Symptom.RESET, Symptom.CLOSED, Symptom.HUNG, Symptom.HTML, Symptom.GARBAGE, Symptom.CUT],
)
async def test_the_same_before_delivery_looks_the_same(symptom: Symptom) -> None:
    fault = Fault(symptom, seconds=1.0 if symptom is Symptom.HUNG else 0.0)
    result, taken, asked = await outcome(fault, read=0.2)
    assert isinstance(result, Unknown)
    assert (taken, asked) == (0, 1)


@pytest.mark.parametrize("status", [500, 503, 504])
async def test_a_server_error_is_unknown(status: int) -> None:
    result, _, _ = await outcome(faults.refused(status, "Internal Server Error"))
    assert result == Unknown(verbatim(f"HTTP {status}"))


@pytest.mark.fault("D3")
async def test_a_refused_connection_was_certainly_not_sent(
    record_property: Callable[[str, object], None],
) -> None:
    async with serving() as gone:
        url = gone.url
    async with talking(
        token="1:x",
        api_url=url,
    ) as unreached:
        result = await unreached.send(HELLO)
    record_property("figure", "unknown answers 0")
    record_property("limit", "0")
    assert isinstance(result, Later)


@pytest.mark.fault("D3")
async def test_a_connection_without_tls_was_certainly_not_sent() -> None:
    async with serving() as local:
        url = local.url.replace("http:", "https:")
        async with talking(
            token="1:x",
            api_url=url,
        ) as line:
            assert isinstance(await line.send(HELLO), Later)


@pytest.mark.fault("D3")
async def test_waiting_for_a_connection_in_vain_was_certainly_not_sent() -> None:
    """A listening socket with a full backlog never accepts the connection."""
    with socket.socket() as full, socket.socket() as filler, socket.socket() as more:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for one in (filler, more):
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        soon = timedelta(seconds=0.3)
        async with talking(token="1:x", api_url=url, connect=soon, read=soon) as line:
            assert await line.send(HELLO) == Later(verbatim("ConnectionTimeoutError"))


@pytest.mark.fault("D4")
@pytest.mark.parametrize("seconds", [1, 30, 43838])
async def test_a_flood_answer_says_how_long_to_wait(seconds: int) -> None:
    result, taken, asked = await outcome(faults.flood(seconds))
    assert result == Later(verbatim("Too Many Requests"), timedelta(seconds=seconds))
    assert (taken, asked) == (0, 1)


async def test_a_flood_answer_without_a_time_is_still_not_sent() -> None:
    result, _, _ = await outcome(faults.refused(429, "Too Many Requests"))
    assert result == Later(verbatim("Too Many Requests"))


@pytest.mark.fault("D7")
@pytest.mark.parametrize(
    "words",
    [
        "bot was blocked by the user",
        "bot was kicked from the supergroup chat",
        "bot is not a member of the channel chat",
        "user is deactivated",
    ],
)
async def test_a_chat_that_shut_the_bot_out_is_gone(words: str) -> None:
    result, _, _ = await outcome(faults.refused(403, f"Forbidden: {words}"))
    assert result == Gone(verbatim(f"Forbidden: {words}"))


@pytest.mark.fault("D8")
@pytest.mark.parametrize(
    "words",
    [
        "chat not found",
        "not enough rights to send text messages to the chat",
        "have no rights to send a message",
        "have no write access to the chat",
        "group chat was deactivated",
        "need administrator rights in the channel chat",
        "CHAT_WRITE_FORBIDDEN",
        "CHANNEL_PRIVATE",
    ],
)
async def test_a_chat_that_may_come_back_is_gone_to_be_confirmed(words: str) -> None:
    result, _, _ = await outcome(faults.refused(400, f"Bad Request: {words}"))
    assert isinstance(result, Gone)
    assert not result.certain


@pytest.mark.fault("D9")
async def test_a_migrated_group_says_where_it_went() -> None:
    async with a_line() as line:
        old = -4242
        line.local.world.add_chat(old, "group", "Old club", members={PERSON_ID: "creator"})
        new = line.local.people.migrate(old)
        assert await line.telegram.send(Send(old, Message("hello"))) == Moved(new)
        assert await line.telegram.send(Send(new, Message("hello"))) == Sent(2)


@pytest.mark.fault("D10")
async def test_unreadable_entities_are_refused_once_and_pass_as_plain_text() -> None:
    async with a_line() as line:
        bad = Message("<b>1 < 2", plain="1 < 2")
        refused = await line.telegram.send(Send(CHANNEL_ID, bad))
        assert isinstance(refused, Never)
        assert refused.markup
        assert await line.telegram.send(Send(CHANNEL_ID, bad, plain=True)) == Sent(1)
        assert line.local.world.place(CHANNEL_ID).messages[1].text == "1 < 2"


DATED = '<b>Leak</b> <tg-time unix="1658826720" format="wDT">26 July</tg-time>'
UNKNOWN_TAG = (
    'Bad Request: can\'t parse entities: Unsupported start tag "tg-time" at byte offset 12'
)


@pytest.mark.fault("D10")
async def test_a_server_that_does_not_know_dates_is_remembered_and_gets_the_rest() -> None:
    async with a_line() as line:
        line.local.faults.add(faults.refused(400, UNKNOWN_TAG))
        sent = [await line.telegram.send(Send(CHANNEL_ID, Message(DATED))) for _ in range(2)]
        edited = await line.telegram.send(Edit(CHANNEL_ID, 1, Message(f"{DATED}, corrected")))
        calls = [call.text for call in line.local.journal.calls if call.chat_id == CHANNEL_ID]
    assert (sent, edited) == ([Sent(1), Sent(2)], Sent(1))
    assert calls == [DATED, *["<b>Leak</b> 26 July"] * 2, "<b>Leak</b> 26 July, corrected"]


async def test_a_text_refused_for_another_reason_keeps_its_dates() -> None:
    async with a_line() as line:
        line.local.faults.add(faults.refused(400, "Bad Request: can't parse entities: other"))
        refused = await line.telegram.send(Send(CHANNEL_ID, Message(DATED)))
        assert isinstance(refused, Never)
        assert await line.telegram.send(Send(CHANNEL_ID, Message(DATED))) == Sent(1)
        calls = [call.text for call in line.local.journal.calls if call.chat_id == CHANNEL_ID]
    assert calls == [DATED, DATED]


@pytest.mark.fault("D11")
@pytest.mark.parametrize("html", ["x" * 4097, "", " \n", "\u200b", "🚀" * 2049])
async def test_a_text_telegram_will_not_take_is_never_sent(html: str) -> None:
    async with a_line() as line:
        result = await line.telegram.send(Send(CHANNEL_ID, Message(html)))
        assert isinstance(result, Never)
        assert not result.markup


@pytest.mark.fault("D12")
@pytest.mark.parametrize(
    "wanted", [Send(CHANNEL_ID, Message("x\ud83d")), Edit(CHANNEL_ID, 1, Message("\ud83d"))]
)
async def test_a_lone_surrogate_is_permanent_and_never_leaves(
    wanted: Send | Edit, record_property: Callable[[str, object], None]
) -> None:
    async with a_line() as line:
        asked = len(line.local.journal.calls)
        assert await line.telegram.send(wanted) == Never(SendFailure.NOT_ENCODED())
        record_property("figure", f"requests {len(line.local.journal.calls) - asked}")
        record_property("limit", "1 attempt")
        assert len(line.local.journal.calls) == asked


@pytest.mark.fault("D13")
@pytest.mark.parametrize(("code", "words"), [(401, "Unauthorized"), (404, "Not Found")])
async def test_a_refused_token_is_not_the_messages_fault(code: int, words: str) -> None:
    result, _, _ = await outcome(faults.refused(code, words))
    assert result == Refused(verbatim(words))


async def test_a_proxys_refusal_is_not_telegrams() -> None:
    async with a_line() as line:
        line.local.faults.add(Fault(Symptom.HTML, code=403))
        assert isinstance(await line.telegram.send(HELLO), Later)


async def test_an_edit_that_changes_nothing_has_succeeded() -> None:
    message = Message("hello", buttons=((Button("Follow", data="f1"),),))
    async with a_line() as line:
        await line.telegram.send(Send(CHANNEL_ID, message))
        assert await line.telegram.send(Edit(CHANNEL_ID, 1, message)) == Sent(1)
        assert line.local.world.place(CHANNEL_ID).messages[1].edits == 0


async def test_an_edit_of_a_message_that_is_gone_will_never_pass() -> None:
    async with a_line() as line:
        assert await line.telegram.send(Edit(CHANNEL_ID, 5, Message("x"))) == Never(
            verbatim("Message to edit not found")
        )


async def test_a_message_is_sent_as_wanted() -> None:
    message = Message(
        "<b>Reported</b>",
        buttons=((Button("Timeline", url="https://t.me/isswire_bot?start=s1"),),),
        preview_url="https://tass.example/1",
        large_preview=True,
    )
    async with a_line() as line:
        await line.telegram.send(HELLO)
        wanted = Send(CHANNEL_ID, message, reply_to=1, silent=True)
        assert await line.telegram.send(wanted) == Sent(2)
        sent = line.local.world.place(CHANNEL_ID).messages[2]
    assert (sent.text, sent.reply_to, sent.silent) == ("Reported", 1, True)
    assert sent.preview == {"url": "https://tass.example/1", "prefer_large_media": True}
    assert sent.buttons == [[{"text": "Timeline", "url": "https://t.me/isswire_bot?start=s1"}]]


async def test_a_picture_by_its_address_stands_above_the_text_and_an_edit_keeps_it() -> None:
    picture = "https://tass.example/1.jpg"
    message = Message("Docked", preview_url=picture, large_preview=True, preview_above=True)
    async with a_line() as line:
        await line.telegram.send(Send(CHANNEL_ID, message))
        await line.telegram.send(Edit(CHANNEL_ID, 1, replace(message, html="Docked, says NASA")))
        shown = line.local.world.place(CHANNEL_ID).messages[1]
    assert (shown.text, shown.photo) == ("Docked, says NASA", "")
    assert shown.preview == {"url": picture, "prefer_large_media": True, "show_above_text": True}


async def test_a_picture_goes_with_its_caption() -> None:
    picture = Message("<b>30 days</b>", picture=b"\x89PNG...")
    async with a_line() as line:
        assert await line.telegram.send(Send(CHANNEL_ID, picture)) == Sent(1)
        sent = line.local.world.place(CHANNEL_ID).messages[1]
    assert (sent.text, line.local.world.files[sent.photo]) == ("30 days", b"\x89PNG...")


async def test_a_reply_to_a_deleted_message_is_sent_without_it() -> None:
    async with a_line() as line:
        assert await line.telegram.send(Send(CHANNEL_ID, Message("x"), reply_to=77)) == Sent(1)


async def test_a_message_goes_into_its_thread() -> None:
    async with a_line() as line:
        forum = line.local.world.add_chat(-100777, "supergroup", "Forum", forum=True)
        line.local.world.add_person(5, "Boris")
        thread = line.local.people.open_thread(forum.id, 5, "ISS")
        sent = await line.telegram.send(Send(forum.id, Message("x"), thread_id=thread))
        assert sent == Sent(3)
        assert forum.messages[3].thread_id == thread
        line.local.people.close_thread(forum.id, 5, thread)
        closed = await line.telegram.send(Send(forum.id, Message("x"), thread_id=thread))
        assert closed == Shut(verbatim("Topic_closed"))


async def test_sends_run_side_by_side() -> None:
    async with a_line() as line:
        line.local.faults.add(replace(faults.slow(0.5), chat_id=CHANNEL_ID))
        slow = asyncio.create_task(line.telegram.send(HELLO))
        async with asyncio.timeout(0.4):
            assert await line.telegram.send(Send(GROUP_ID, Message("x"))) == Sent(1)
        assert await slow == Sent(1)


async def _nobody(update: object) -> None:
    return None


async def test_a_send_is_announced_before_telegram_has_seen_anything() -> None:
    order: list[str] = []
    async with a_line() as line:
        line.local.journal.watch = lambda call: order.append(call.method)
        await line.telegram.send(HELLO, lambda: order.append("asking"))
    assert order[-2:] == ["asking", "sendMessage"]


@pytest.mark.fault("D3")
async def test_what_never_reached_a_connection_is_not_announced() -> None:
    asked: list[str] = []
    async with a_line() as line:
        await line.telegram.send(Send(CHANNEL_ID, Message("\ud83d")), lambda: asked.append("no"))
    assert not asked


async def test_general_is_written_to_without_a_thread() -> None:
    async with a_line() as line:
        forum = line.local.world.add_chat(-100777, "supergroup", "Forum", forum=True)
        result = await line.telegram.send(replace(HELLO, chat_id=forum.id, thread_id=1))
    assert isinstance(result, Sent), result
