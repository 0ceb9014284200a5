"""The chat page and the control endpoint: what they show, and whose requests they accept."""

import json
from typing import Any

import aiohttp
import pytest

from bot.errors import ConfigError
from bot.local.page import state, with_content
from bot.local.server import CHANNEL_ID, GROUP_ID, PERSON_ID, serving


async def events(response: aiohttp.ClientResponse, count: int) -> list[dict[str, Any]]:
    """Return the next server-sent events."""
    found: list[dict[str, Any]] = []
    while len(found) < count:
        line = (await response.content.readline()).decode().strip()
        if line.startswith("data: "):
            found.append(json.loads(line.removeprefix("data: ")))
    return found


async def test_the_page_is_complete_and_asks_nothing_of_others() -> None:
    async with serving() as local, aiohttp.ClientSession() as session:
        for path in ("/", "/chat.css", "/chat.js", "/message.js", "/rich.js", "/icon.svg"):
            async with session.get(local.url + path) as answer:
                text = await answer.text()
                assert answer.status == 200
                assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
                assert "//cdn" not in text


async def test_hostile_text_cannot_leave_the_state_in_the_page() -> None:
    async with serving() as local, aiohttp.ClientSession() as session:
        local.people.say(PERSON_ID, PERSON_ID, "</script><script>alert(1)</script>")
        async with session.get(local.url) as answer:
            text = await answer.text()
    assert "<script>alert" not in text
    assert "\\u003c/script>" in text


async def test_the_stream_tells_the_state_and_then_every_change() -> None:
    async with (
        serving() as local,
        aiohttp.ClientSession() as session,
        session.get(f"{local.url}/events") as stream,
    ):
        (state,) = await events(stream, 1)
        local.people.say(PERSON_ID, PERSON_ID, "/start")
        met, said = await events(stream, 2)
    assert [chat["title"] for chat in state["chats"]] == ["Anna", "isswire", "Space club"]
    assert (met["kind"], met["chat"]["bot"]) == ("chat", "member")
    assert (said["kind"], said["message"]["text"], said["message"]["mine"]) == (
        "message",
        "/start",
        True,
    )


async def test_the_page_says_what_it_is_and_when_that_changes() -> None:
    async with serving() as local, aiohttp.ClientSession() as session:
        local.world.say_of_itself("26 July 2022, replayed · try /start")
        async with session.get(f"{local.url}/events") as stream:
            (state,) = await events(stream, 1)
            local.world.say_of_itself("Replayed")
            (changed,) = await events(stream, 1)
    assert (state["note"], state["from_start"]) == ("26 July 2022, replayed · try /start", False)
    assert changed == {"kind": "note", "note": "Replayed"}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1"])
async def test_another_host_name_is_refused(host: str) -> None:
    async with serving() as local, aiohttp.ClientSession() as session:
        for path in ("/", "/events", "/control/ledger", f"/bot{local.token}/getMe"):
            async with session.get(local.url + path, headers={"Host": host}) as answer:
                assert answer.status == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
    ],
)
async def test_another_page_cannot_act(headers: dict[str, str], status: int) -> None:
    body = json.dumps({"chat_id": PERSON_ID, "user_id": PERSON_ID, "text": "/stop"})
    async with serving() as local, aiohttp.ClientSession() as session:
        sent = {"Content-Type": "application/json", **headers}
        async with session.post(f"{local.url}/control/say", data=body, headers=sent) as answer:
            assert answer.status == status
        assert local.world.place(PERSON_ID).messages == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
async def test_another_page_is_refused_by_every_method(
    method: str, headers: dict[str, str]
) -> None:
    asked = f"sendMessage?chat_id={CHANNEL_ID}&text=forged"
    async with serving() as local, aiohttp.ClientSession() as session:
        for path in ("/", "/control/ledger", f"/bot{local.token}/{asked}"):
            url = local.url + path
            async with session.request(method, url, headers=headers) as answer:
                assert answer.status == 403
        assert local.world.place(CHANNEL_ID).messages == {}


@pytest.mark.parametrize("site", ["none", "same-origin"])
async def test_the_page_itself_and_a_typed_address_may_read(site: str) -> None:
    async with serving() as local, aiohttp.ClientSession() as session:
        origin = {"Origin": local.url, "Sec-Fetch-Site": site}
        async with session.get(local.url, headers=origin) as answer:
            assert answer.status == 200


async def test_the_page_itself_can_act() -> None:
    body = {"chat_id": PERSON_ID, "user_id": PERSON_ID, "text": "/start"}
    async with serving() as local, aiohttp.ClientSession() as session:
        origin = {"Origin": local.url}
        async with session.post(f"{local.url}/control/say", json=body, headers=origin) as answer:
            assert await answer.json() == {"ok": True, "result": 1}


@pytest.mark.parametrize(
    ("act", "body"),
    [
        ("say", {"chat_id": 404, "user_id": PERSON_ID, "text": "x"}),
        ("say", {"nonsense": 1}),
        ("press", {"chat_id": CHANNEL_ID, "message_id": 9, "data": "x", "user_id": PERSON_ID}),
        ("faults", {"symptom": "hiccups"}),
    ],
)
async def test_an_impossible_act_is_refused_with_words(act: str, body: dict[str, Any]) -> None:
    async with (
        serving() as local,
        aiohttp.ClientSession() as session,
        session.post(f"{local.url}/control/{act}", json=body) as answer,
    ):
        shape = await answer.json()
    assert (answer.status, shape["ok"], bool(shape["description"])) == (400, False, True)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "example.org"])
async def test_only_loopback_is_listened_on(host: str) -> None:
    with pytest.raises(ConfigError, match="this machine only"):
        async with serving(host):
            pass


async def test_what_one_person_alone_sees_is_shown_and_its_buttons_work() -> None:
    buttons = {"inline_keyboard": [[{"text": "More", "callback_data": "l:0:0"}]]}
    asked = {
        "chat_id": GROUP_ID,
        "text": "The timeline",
        "ephemeral_message_parameters": {"receiver_user_id": PERSON_ID},
        "reply_markup": buttons,
    }
    async with serving() as local, aiohttp.ClientSession() as session:
        with local.world.watching() as changes:
            await session.post(f"{local.url}/bot{local.token}/sendMessage", json=asked)
            shown = with_content(local.world, changes.get_nowait())
        message = shown["message"]
        assert (shown["kind"], message["text"], message["alone"]) == (
            "message",
            "The timeline",
            True,
        )
        callback = local.people.press(GROUP_ID, message["message_id"], "l:0:0", PERSON_ID)
        assert local.world.callbacks[callback] is None
        (update,) = await local.world.updates.poll(offset=0, limit=1, seconds=1)
        pressed = update["callback_query"]["message"]
        assert (pressed["message_id"], pressed["ephemeral_message_id"]) == (0, 1)


async def test_what_one_person_alone_sees_is_still_there_when_the_page_is_opened_again() -> None:
    asked = {
        "chat_id": GROUP_ID,
        "text": "The timeline",
        "ephemeral_message_parameters": {"receiver_user_id": PERSON_ID},
    }
    async with serving() as local, aiohttp.ClientSession() as session:
        local.people.say(GROUP_ID, PERSON_ID, "before")
        await session.post(f"{local.url}/bot{local.token}/sendMessage", json=asked)
        local.people.say(GROUP_ID, PERSON_ID, "after")
        shown = state(local.world)["chats"]
    (group,) = [chat for chat in shown if chat["id"] == GROUP_ID]
    assert [(each["text"], each.get("alone")) for each in group["messages"]] == [
        ("before", None),
        ("The timeline", True),
        ("after", None),
    ]
    assert group["messages"][1]["message_id"] == -1


async def test_a_pasted_link_is_marked_as_telegram_marks_it() -> None:
    async with serving() as local:
        local.people.say(PERSON_ID, PERSON_ID, "ок? https://nasa.example/a?b=1, yes")
        (update,) = await local.world.updates.poll(offset=0, limit=1, seconds=1)
    assert update["message"]["entities"] == [{"type": "url", "offset": 4, "length": 26}]
