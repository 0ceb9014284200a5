"""Translators of both kinds on loopback: strict in what they accept, as good or bad as told."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

KEY = "secret-key-of-the-translator"
MODEL = "tiny-translator"

Say = Callable[[str], Awaitable[web.StreamResponse | str]]
"""The text asked for -> the words to answer with, or a whole response."""


@dataclass
class StandIn:
    """What it was asked, in order."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)


@asynccontextmanager
async def libre(say: Say) -> AsyncIterator[StandIn]:
    """LibreTranslate: /translate with q, source, target, format and api_key."""
    stand_in = StandIn()

    async def translate(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        stand_in.bodies.append(body)
        if body.keys() != {"q", "source", "target", "format", "api_key"}:
            return web.json_response({"error": f"Invalid request: {sorted(body)}"}, status=400)
        if body["api_key"] != KEY:
            return web.json_response({"error": "Invalid API key"}, status=403)
        stand_in.asked.append(body["q"])
        said = await say(body["q"])
        if not isinstance(said, str):
            return said
        return web.json_response({"translatedText": said})

    async with _served("/translate", translate, stand_in):
        yield stand_in


@asynccontextmanager
async def chat_model(say: Say) -> AsyncIterator[StandIn]:
    """OpenAI: /chat/completions with model and messages, the key as a bearer."""
    stand_in = StandIn()

    async def complete(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        stand_in.bodies.append(body)
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response({"error": {"message": "Incorrect API key"}}, status=401)
        if body["model"] != MODEL or [each["role"] for each in body["messages"]] != [
            "system",
            "user",
        ]:
            return web.json_response({"error": {"message": "no such model"}}, status=404)
        text = body["messages"][1]["content"]
        stand_in.asked.append(text)
        said = await say(text)
        if not isinstance(said, str):
            return said
        message = {"role": "assistant", "content": said}
        return web.json_response(
            {"object": "chat.completion", "choices": [{"index": 0, "message": message}]}
        )

    async with _served("/chat/completions", complete, stand_in):
        yield stand_in


@asynccontextmanager
async def _served(
    path: str, handler: Callable[[web.Request], Awaitable[web.StreamResponse]], it: StandIn
) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_post(path, handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    it.url = f"http://{host}:{port}"
    try:
        yield
    finally:
        await runner.cleanup()


def saying(words: str) -> Say:
    async def say(text: str) -> str:
        return words

    return say


async def slow(text: str) -> str:
    await asyncio.sleep(30)
    return "поздно"


async def refused(text: str) -> web.StreamResponse:
    return web.json_response({"error": "quota"}, status=429)


async def moved(text: str) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": "http://127.0.0.1:9/"})


async def broken(text: str) -> web.StreamResponse:
    return web.Response(text="<html>Bad Gateway</html>", content_type="text/html")


async def wrong_shape(text: str) -> web.StreamResponse:
    return web.json_response({"translatedText": 7, "choices": []})


async def a_list(text: str) -> web.StreamResponse:
    return web.Response(text=json.dumps([1, 2]), content_type="application/json")


async def deep(text: str) -> web.StreamResponse:
    return web.Response(text="[" * 50_000, content_type="application/json")


async def huge(text: str) -> web.StreamResponse:
    return web.json_response({"translatedText": "ю" * 5_000_000})
