"""How updates reach the bot: getUpdates and its offsets, a second poller, the webhook."""

import asyncio
import time
from typing import Any

import aiohttp
from aiohttp import web

from bot.local.server import GROUP_ID, PERSON_ID, LocalTelegram, serving
from bot.local.update_queue import SECRET_HEADER
from tests.telegram import eventually


async def asked(local: LocalTelegram, method: str, **values: Any) -> dict[str, Any]:
    url = f"{local.url}/bot{local.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=values) as answer:
        shape: dict[str, Any] = await answer.json()
        return shape


def numbers(shape: dict[str, Any]) -> list[int]:
    return [update["update_id"] for update in shape["result"]]


async def test_an_update_stays_until_a_later_offset_confirms_it() -> None:
    async with serving() as local:
        for text in ("one", "two", "three"):
            local.people.say(PERSON_ID, PERSON_ID, text)
        first = numbers(await asked(local, "getUpdates"))
        assert numbers(await asked(local, "getUpdates", limit=2)) == first[:2]
        assert numbers(await asked(local, "getUpdates", offset=first[1])) == first[1:]
        assert numbers(await asked(local, "getUpdates", offset=first[2] + 1)) == []
        assert local.world.updates.pending == []


async def test_a_negative_offset_keeps_the_newest_only() -> None:
    async with serving() as local:
        for text in ("one", "two", "three"):
            local.people.say(PERSON_ID, PERSON_ID, text)
        assert len(numbers(await asked(local, "getUpdates", offset=-1))) == 1


async def test_a_long_poll_ends_with_the_first_update() -> None:
    async with serving() as local:
        began = time.monotonic()
        waiting = asyncio.create_task(asked(local, "getUpdates", timeout=30))
        await eventually(lambda: local.world.updates.polled)
        local.people.say(PERSON_ID, PERSON_ID, "hello")
        shape = await waiting
    assert shape["result"][0]["message"]["text"] == "hello"
    assert time.monotonic() - began < 5


async def test_a_long_poll_ends_empty_after_its_time() -> None:
    async with serving() as local:
        assert (await asked(local, "getUpdates", timeout=1))["result"] == []


async def test_a_second_poller_ends_the_wait_of_the_first() -> None:
    async with serving() as local:
        first = asyncio.create_task(asked(local, "getUpdates", timeout=30))
        await eventually(lambda: local.world.updates.polled)
        second = asyncio.create_task(asked(local, "getUpdates", timeout=30))
        refused = await first
        local.people.say(PERSON_ID, PERSON_ID, "hello")
        assert len((await second)["result"]) == 1
    assert refused["error_code"] == 409
    assert refused["description"].startswith("Conflict: terminated by other getUpdates request")


async def test_only_the_kinds_asked_for_are_kept() -> None:
    async with serving() as local:
        await asked(local, "getUpdates", allowed_updates=["callback_query"])
        local.people.say(PERSON_ID, PERSON_ID, "hello")
        assert local.world.updates.pending == []


async def test_where_the_bot_is_not_it_hears_nothing() -> None:
    async with serving() as local:
        local.people.set_status(GROUP_ID, "kicked", by=PERSON_ID)
        told = len(local.world.updates.pending)
        local.people.say(GROUP_ID, PERSON_ID, "hello")
        assert len(local.world.updates.pending) == told == 1


async def test_a_webhook_gets_each_update_once_with_the_secret() -> None:
    brought: list[tuple[str, int]] = []
    answers = iter((500, 200, 200))

    async def door(request: web.Request) -> web.Response:
        update = await request.json()
        brought.append((request.headers.get(SECRET_HEADER, ""), update["update_id"]))
        return web.Response(status=next(answers))

    app = web.Application()
    app.router.add_post("/hook", door)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    async with serving() as local:
        await asked(local, "setWebhook", url=url, secret_token="s3cret")
        local.people.say(PERSON_ID, PERSON_ID, "one")
        local.people.say(PERSON_ID, PERSON_ID, "two")
        await eventually(lambda: not local.world.updates.pending)
        info = await asked(local, "getWebhookInfo")
        refused = await asked(local, "getUpdates")
        await asked(local, "deleteWebhook")
        allowed = await asked(local, "getUpdates")
    await runner.cleanup()
    first, second = brought[0][1], brought[-1][1]
    assert brought == [("s3cret", first), ("s3cret", first), ("s3cret", second)]
    assert (info["result"]["url"], info["result"]["pending_update_count"]) == (url, 0)
    assert (refused["error_code"], allowed["ok"]) == (409, True)


async def test_a_webhook_elsewhere_is_refused() -> None:
    async with serving() as local:
        shape = await asked(local, "setWebhook", url="https://example.org/hook")
    assert shape["description"].startswith("Bad Request: bad webhook")
