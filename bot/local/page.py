"""The chat page at `/`: the state once, then every change as it happens (server-sent events)."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from importlib.resources import files
from operator import itemgetter
from typing import Any

from aiohttp import web

from bot.local.shapes import message_shape, place_shape, unix
from bot.local.world import Message, Place, World

_ASSETS = {
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    "/acts.js": ("acts.js", "text/javascript"),
    "/chat.css": ("chat.css", "text/css"),
    "/chat.js": ("chat.js", "text/javascript"),
    "/message.js": ("message.js", "text/javascript"),
    "/offers.js": ("offers.js", "text/javascript"),
    "/rich.js": ("rich.js", "text/javascript"),
}
_SHOWN = 300
"""Messages of each chat in the initial state."""
_POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"
_HEADERS = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
_HEARTBEAT = 15.0
"""Seconds between comments that keep a quiet stream alive."""


def add_page(app: web.Application, world: World) -> None:
    app.router.add_get("/", _first_page(world))
    for path, (name, kind) in _ASSETS.items():
        app.router.add_get(path, _asset(name, kind))
    app.router.add_get("/pictures/{file_id}", _picture(world))
    app.router.add_get("/events", _stream(world))


def _asset(name: str, kind: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    text = _file(name)

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=text, content_type=kind, headers=_HEADERS)

    return answer


def _first_page(world: World) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Serve the page with the state in it, complete at once (for screenshots too)."""
    before, _, after = _file("index.html").partition("{}")

    async def answer(request: web.Request) -> web.Response:
        shown = json.dumps(state(world)).replace("<", "\\u003c")
        text = before + shown + after
        return web.Response(text=text, content_type="text/html", headers=_HEADERS)

    return answer


def _picture(world: World) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        content = world.files.get(request.match_info["file_id"])
        if content is None:
            raise web.HTTPNotFound
        kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
        return web.Response(body=content, content_type=kind, headers=_HEADERS)

    return answer


def _file(name: str) -> str:
    return files("bot.local").joinpath("page_files", name).read_text("utf-8")


def _stream(world: World) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        with world.watching() as changes:
            await response.prepare(request)
            await _write(response, state(world))
            while True:
                await _write(response, await _next(world, changes))

    return answer


async def _next(world: World, changes: "asyncio.Queue[dict[str, Any]]") -> dict[str, Any]:
    try:
        change = await asyncio.wait_for(changes.get(), _HEARTBEAT)
    except TimeoutError:
        return {"kind": "alive"}
    return with_content(world, change)


async def _write(response: web.StreamResponse, event: dict[str, Any]) -> None:
    await response.write(f"data: {json.dumps(event)}\n\n".encode())


def state(world: World) -> dict[str, Any]:
    """Return everything a newly opened page needs."""
    return {
        "kind": "state",
        "bot": world.bot.username,
        "note": world.note,
        "from_start": world.from_start,
        "people": [
            {"id": user.id, "name": user.first_name}
            for user in world.users.values()
            if not user.is_bot
        ],
        "chats": [_chat(world, place) for place in _seen_by_person(world)],
        "commands": _commands(world),
    }


def _seen_by_person(world: World) -> list[Place]:
    """Return the chats of the first person, whose page this is."""
    person = _person(world)
    return [place for place in world.places.values() if person in place.members]


def _person(world: World) -> int:
    return next((user.id for user in world.users.values() if not user.is_bot), 0)


def with_content(world: World, change: dict[str, Any]) -> dict[str, Any]:
    """Add the changed message or chat to a change, as the page shows it."""
    place = world.places.get(change.get("chat", 0))
    if change["kind"] == "message" and place:
        message = place.messages.get(change["message"])
        if message:
            return {**change, "message": _message(world, message)}
        return {**change, "kind": "deleted"}
    if change["kind"] == "ephemeral":
        named = (change["chat"], change["user"], change["number"])
        return {**change, "kind": "message", "message": _alone(world, named)}
    if change["kind"] == "chat" and place:
        return {**change, "chat": _chat(world, place)}
    if change["kind"] == "commands":
        return {**change, "commands": _commands(world)}
    if change["kind"] == "inline":
        return {
            **change,
            "results": world.inline[change["inline"]],
            "above": world.above_inline[change["inline"]],
        }
    return change


def _chat(world: World, place: Place) -> dict[str, Any]:
    newest = list(place.messages.values())[-_SHOWN:]
    person = _person(world)
    dated = [(each.date, _message(world, each)) for each in newest]
    dated += [
        (each.date, _alone(world, named))
        for named, each in world.ephemeral.items()
        if named[:2] == (place.id, person)
    ]
    return {
        **place_shape(place),
        "title": place.title,
        "bot": place.members.get(world.bot.id, "none"),
        "people": [user for user in place.members if user != world.bot.id],
        "threads": [{"id": t.id, "name": t.name} for t in place.threads.values()],
        "messages": [shape for _, shape in sorted(dated, key=itemgetter(0))],
    }


def _alone(world: World, named: tuple[int, int, int]) -> dict[str, Any]:
    """Return a message that one person sees; its number, below 0, stands for its id."""
    shown = _message(world, world.ephemeral[named])
    return {**shown, "message_id": -named[2], "alone": True}


def _message(world: World, message: Message) -> dict[str, Any]:
    return {
        **message_shape(world, message),
        "date": unix(message.date),
        "silent": message.silent,
        "edits": message.edits,
        "mine": message.sender not in (None, world.bot.id),
        "via_bot": message.via_bot,
        "service": bool(message.service) and not message.text,
    }


def _commands(world: World) -> list[dict[str, Any]]:
    """Return the longest menu the bot has set, for the page's own."""
    return max(world.commands.values(), key=len, default=[])
