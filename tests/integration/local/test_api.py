"""The stand-in for the Bot API, whose answers python-telegram-bot must be able to parse."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from telegram import Bot, BotCommand, InputTextMessageContent, LinkPreviewOptions
from telegram import InlineKeyboardButton as Key
from telegram import InlineKeyboardMarkup as Keys
from telegram import InlineQueryResultArticle as Article
from telegram import ReplyParameters as Reply
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.chats.transport import Transport
from bot.local.server import CHANNEL_ID, GROUP_ID, PERSON_ID, LocalTelegram, serving


@asynccontextmanager
async def a_bot() -> AsyncIterator[tuple[Bot, LocalTelegram]]:
    second = timedelta(seconds=5)
    async with (
        serving() as local,
        Transport(connections=4, connect=second, read=second) as one,
        Transport(connections=4, connect=second, read=second) as two,
    ):
        base = f"{local.url}/bot"
        yield Bot(local.token, base, request=one, get_updates_request=two), local


async def test_the_bot_says_who_it_is() -> None:
    async with a_bot() as (bot, _):
        me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (123456, True, "isswire_bot")


async def test_a_sent_message_comes_back_whole() -> None:
    async with a_bot() as (bot, _):
        sent = await bot.send_message(
            CHANNEL_ID,
            '<b>Союз</b> 🚀 <a href="https://x.example/">x</a>',
            parse_mode="HTML",
            reply_markup=Keys([[Key("a", callback_data="a"), Key("b", url="https://b.example/")]]),
            link_preview_options=LinkPreviewOptions(url="https://x.example/"),
        )
    assert sent.text_html == '<b>Союз</b> 🚀 <a href="https://x.example/">x</a>'
    assert (sent.message_id, sent.chat.username) == (1, "isswire")
    assert sent.reply_markup is not None
    assert sent.reply_markup.inline_keyboard[0][1].url == "https://b.example/"
    assert sent.link_preview_options is not None
    assert sent.link_preview_options.url == "https://x.example/"


async def test_a_photo_has_a_caption() -> None:
    async with a_bot() as (bot, _):
        sent = await bot.send_photo(CHANNEL_ID, b"\x89PNG", caption="<i>c</i>", parse_mode="HTML")
        with pytest.raises(BadRequest, match="Image_process_failed"):
            await bot.send_photo(CHANNEL_ID, b"no picture")
    assert sent.caption_html == "<i>c</i>"
    assert sent.photo[0].width == 640


async def test_a_reply_carries_what_it_answers() -> None:
    async with a_bot() as (bot, _):
        await bot.send_message(GROUP_ID, "the station director spoke")
        reply = Reply(1, quote="station director")
        sent = await bot.send_message(GROUP_ID, "yes", reply_parameters=reply)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "the station director spoke"
    assert sent.quote is not None
    assert sent.quote.text == "station director"


async def test_an_edit_is_dated_and_a_deleted_message_is_gone() -> None:
    async with a_bot() as (bot, _):
        await bot.send_message(CHANNEL_ID, "one")
        edited = await bot.edit_message_text("two", chat_id=CHANNEL_ID, message_id=1)
        assert not isinstance(edited, bool)
        assert (edited.text, edited.edit_date is not None) == ("two", True)
        board = Keys([[Key("a", callback_data="a")]])
        await bot.edit_message_reply_markup(CHANNEL_ID, 1, reply_markup=board)
        assert await bot.delete_message(CHANNEL_ID, 1)
        with pytest.raises(BadRequest, match="Message to edit not found"):
            await bot.edit_message_text("three", chat_id=CHANNEL_ID, message_id=1)


async def test_chats_and_members_can_be_queried() -> None:
    async with a_bot() as (bot, local):
        chat = await bot.get_chat("@isswire")
        member = await bot.get_chat_member(CHANNEL_ID, PERSON_ID)
        admins = await bot.get_chat_administrators(CHANNEL_ID)
        with pytest.raises(BadRequest, match="Participant_id_invalid"):
            await bot.get_chat_member(CHANNEL_ID, 404)
        local.people.set_status(GROUP_ID, "kicked", by=PERSON_ID)
        with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
            await bot.get_chat(GROUP_ID)
    assert (chat.id, chat.type, chat.title) == (CHANNEL_ID, "channel", "isswire")
    assert member.status == "creator"
    assert {admin.user.id for admin in admins} == {PERSON_ID, local.world.bot.id}


async def test_menus_are_kept_by_scope_and_language() -> None:
    async with a_bot() as (bot, _):
        await bot.set_my_commands([("latest", "новости")], language_code="ru")
        await bot.set_my_commands([("latest", "the news")])
        assert await bot.get_my_commands(language_code="ru") == (BotCommand("latest", "новости"),)
        await bot.delete_my_commands(language_code="ru")
        assert await bot.get_my_commands(language_code="ru") == ()
        assert await bot.set_my_description("what it is")
        with pytest.raises(BadRequest, match="Bot_command_invalid"):
            await bot.set_my_commands([("Latest!", "x")])


async def test_inline_results_are_read_as_strictly_as_messages() -> None:
    async with a_bot() as (bot, local):
        query = local.people.ask_inline(PERSON_ID, "leak")
        good = Article("1", "A leak", InputTextMessageContent("<b>A leak</b>", parse_mode="HTML"))
        bad = Article("2", "A leak", InputTextMessageContent("<b>A leak", parse_mode="HTML"))
        with pytest.raises(BadRequest, match="Can't parse entities"):
            await bot.answer_inline_query(query, [bad])
        assert await bot.answer_inline_query(query, [good])
        chosen = local.people.choose_inline(query, "1", GROUP_ID, PERSON_ID)
    assert (chosen.text, chosen.via_bot) == ("A leak", True)


def keys(**button: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "x", **button}]]}


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "🚀" * 2049}, "message is too long"),
        ({"text": "&lt;" * 4097, "parse_mode": "HTML"}, "message is too long"),
        ({"text": " \u200b"}, "message text is empty"),
        ({}, "message text is empty"),
        ({"chat_id": 404, "text": "x"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": "", "text": "x"}, "chat_id is empty"),
        ({"text": "<b>", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "x", "reply_markup": keys(callback_data="я" * 33)}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": keys(url="nowhere")},
            "inline keyboard button URL 'nowhere' is invalid",
        ),
        ({"text": "x", "reply_parameters": {"message_id": 9}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 9}, "message thread not found"),
        ({"text": "x", "reply_parameters": "soon"}, "can't parse reply_parameters JSON object"),
        ({"text": "x", "reply_parameters": {"message_id": "soon"}}, 'parameter "message_id"'),
        ({"text": "x", "message_thread_id": "soon"}, 'parameter "message_thread_id"'),
        ({"text": "x", "reply_markup": {"inline_keyboard": 5}}, "object expected as reply markup"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[5]]}}, "can't parse inline keyboard"),
        ({"text": "x", "link_preview_options": {"url": "x y"}}, "WEBPAGE_URL_INVALID"),
    ],
)
async def test_what_telegram_refuses_is_refused_and_nothing_is_sent(
    wanted: dict[str, Any], words: str
) -> None:
    async with serving() as local, aiohttp.ClientSession() as session:
        url = f"{local.url}/bot{local.token}/sendMessage"
        async with session.post(url, json={"chat_id": CHANNEL_ID, **wanted}) as answer:
            shape = await answer.json()
        assert (answer.status, shape["ok"], shape["error_code"]) == (400, False, 400)
        assert shape["description"].startswith(f"Bad Request: {words}")
        assert local.world.place(CHANNEL_ID).messages == {}
        assert not any(call.accepted for call in local.journal.calls)


@pytest.mark.parametrize("text", ["x" * 4096, "🚀" * 2048, "<b>" + "&amp;" * 4096 + "</b>"])
async def test_the_limit_counts_utf16_units_after_parsing(text: str) -> None:
    async with a_bot() as (bot, _):
        sent = await bot.send_message(CHANNEL_ID, text, parse_mode="HTML")
    assert sent.message_id == 1


async def test_a_caption_is_shorter_than_a_text() -> None:
    async with a_bot() as (bot, _):
        with pytest.raises(BadRequest, match="Message caption is too long"):
            await bot.send_photo(CHANNEL_ID, b"\x89PNG", caption="x" * 1025)


async def test_a_quote_must_stand_in_the_text() -> None:
    async with a_bot() as (bot, _):
        await bot.send_message(CHANNEL_ID, "one")
        with pytest.raises(BadRequest, match="Quote_text_invalid"):
            await bot.send_message(CHANNEL_ID, "two", reply_parameters=Reply(1, quote="three"))


@pytest.mark.parametrize(
    ("kind", "status", "error", "words"),
    [
        ("private", "kicked", Forbidden, "bot was blocked by the user"),
        ("private", "deactivated", Forbidden, "user is deactivated"),
        ("private", "none", Forbidden, "bot can't initiate conversation with a user"),
        ("group", "kicked", Forbidden, "bot was kicked from the group chat"),
        ("channel", "left", Forbidden, "bot is not a member of the channel chat"),
        ("channel", "member", BadRequest, "Need administrator rights in the channel chat"),
        ("supergroup", "restricted", BadRequest, "Not enough rights to send text messages"),
    ],
)
async def test_where_the_bot_may_not_speak(
    kind: str, status: str, error: type[TelegramError], words: str
) -> None:
    async with a_bot() as (bot, local):
        local.world.add_chat(-5, kind, "somewhere", bot=status)
        with pytest.raises(error, match=words):
            await bot.send_message(-5, "x")


async def test_the_token_and_the_method_are_checked() -> None:
    async with serving() as local, aiohttp.ClientSession() as session:
        async with session.get(f"{local.url}/bot1:x/getMe") as stranger:
            assert (await stranger.json())["description"] == "Unauthorized"
        async with session.get(f"{local.url}/bot{local.token}/getEverything") as unknown:
            assert (await unknown.json())["description"] == "Not Found"
        async with session.get(f"{local.url}/bot{local.token}/GETME") as known:
            assert (await known.json())["ok"]
    assert (stranger.status, unknown.status, known.status) == (401, 404, 200)


@pytest.mark.parametrize("how", ["query", "form", "json", "multipart"])
async def test_parameters_come_in_every_way_the_bot_api_takes(how: str) -> None:
    values = {"chat_id": str(CHANNEL_ID), "text": "я"}
    multipart = aiohttp.FormData(values, default_to_multipart=True)
    ways: dict[str, dict[str, Any]] = {
        "query": {"params": values},
        "form": {"data": values},
        "json": {"json": values},
        "multipart": {"data": multipart},
    }
    async with serving() as local, aiohttp.ClientSession() as session:
        url = f"{local.url}/bot{local.token}/sendMessage"
        async with session.post(url, **ways[how]) as answer:
            assert (await answer.json())["result"]["text"] == "я"


async def test_the_ledger_knows_what_was_taken_whatever_was_answered() -> None:
    async with a_bot() as (bot, local), aiohttp.ClientSession() as session:
        fault = {"symptom": "html", "accepted": True, "method": "sendMessage"}
        await session.post(f"{local.url}/control/faults", json=fault)
        with pytest.raises(TelegramError):
            await bot.send_message(CHANNEL_ID, "taken", disable_notification=True)
        with pytest.raises(BadRequest):
            await bot.send_message(404, "refused")
        async with session.get(f"{local.url}/control/ledger") as answer:
            calls = await answer.json()
    told = [(call["chat_id"], call["accepted"], call["answered"]) for call in calls]
    assert told == [(CHANNEL_ID, True, "502"), ("404", False, "400")]
    assert (calls[0]["text"], calls[0]["message_id"], calls[0]["silent"]) == ("taken", 1, True)
    assert local.journal.messages()[0].text == "taken"
    assert replace(local.journal.messages()[0], text="<b>1 &lt; 2</b>").plain == "1 < 2"


async def test_the_clock_and_the_first_number_are_the_callers() -> None:
    then = datetime(2022, 7, 26, 11, 12, tzinfo=UTC)
    async with serving(clock=lambda: then, first_id=5000) as local:
        message = local.people.say(PERSON_ID, PERSON_ID, "/start")
    assert (message.id, message.date) == (5000, then)


async def test_broken_limits_are_counted_and_refused_on_demand() -> None:
    async with a_bot() as (bot, local):
        for _ in range(6):
            await bot.send_message(CHANNEL_ID, "x")
        assert local.limits.violations["chat"] == 2
        local.limits.enforced = True
        with pytest.raises(TelegramError, match="Too Many Requests"):
            await bot.send_message(CHANNEL_ID, "x")
        assert len(local.world.place(CHANNEL_ID).messages) == 6
