"""`/control/...`: lets tests and the page act as people, script faults and read the journal.

JSON in, JSON out.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from bot.local.faults import Fault, Faults, Symptom
from bot.local.flood_limits import Limits
from bot.local.journal import Journal
from bot.local.persons import Persons
from bot.local.refusals import Refusal
from bot.local.shapes import message_shape

_Body = dict[str, Any]


def add_control(
    app: web.Application, *, people: Persons, faults: Faults, limits: Limits, journal: Journal
) -> None:
    control = _Control(people, faults, limits, journal)
    app.router.add_get("/control/ledger", control.ledger)
    app.router.add_get("/control/messages", control.messages)
    app.router.add_get("/control/limits", control.limits_page)
    app.router.add_get("/control/faults", control.faults_page)
    for name, act in control.acts().items():
        app.router.add_post(f"/control/{name}", _posted(act))


class _Control:
    def __init__(self, people: Persons, faults: Faults, limits: Limits, journal: Journal) -> None:
        self._people = people
        self._faults = faults
        self._limits = limits
        self._journal = journal

    async def ledger(self, request: web.Request) -> web.Response:
        """Serve the calls after the first N (`?since=N`)."""
        calls = self._journal.calls[int(request.query.get("since", "0")) :]
        return web.json_response([call.shape() for call in calls])

    async def messages(self, request: web.Request) -> web.Response:
        """Serve the messages of a chat (`?chat_id=`) as the Bot API has them."""
        world = self._people.world
        try:
            place = world.place(request.query.get("chat_id", ""))
        except Refusal as refusal:
            return web.json_response(refusal.shape(), status=400)
        return web.json_response([message_shape(world, one) for one in place.messages.values()])

    async def limits_page(self, request: web.Request) -> web.Response:
        return web.json_response(
            {"violations": self._limits.violations, "enforced": self._limits.enforced}
        )

    async def faults_page(self, request: web.Request) -> web.Response:
        return web.json_response([asdict(fault) for fault in self._faults.script])

    def acts(self) -> dict[str, Callable[[_Body], object]]:
        return {
            "faults": self._script,
            "limits": self._enforce,
            "say": self._say,
            "press": self._press,
            "inline": self._inline,
            "choose": self._choose,
            "status": self._status,
            "member": self._member,
            "migrate": self._migrate,
            "thread": self._thread,
            "close_thread": self._close_thread,
            "edit": self._edit,
            "person": self._person,
            "chat": self._chat,
            "update": lambda body: self._people.world.updates.push_raw(body),
        }

    def _script(self, body: _Body) -> object:
        if body.get("clear"):
            self._faults.clear()
            return True
        fault = Fault(**{**body, "symptom": Symptom(body["symptom"])})
        return asdict(self._faults.add(fault))

    def _enforce(self, body: _Body) -> object:
        self._limits.enforced = bool(body["enforced"])
        return True

    def _say(self, body: _Body) -> object:
        return self._people.say(**body).id

    def _press(self, body: _Body) -> object:
        return self._people.press(**body)

    def _inline(self, body: _Body) -> object:
        return self._people.ask_inline(**body)

    def _choose(self, body: _Body) -> object:
        return self._people.choose_inline(**body).id

    def _status(self, body: _Body) -> object:
        self._people.set_status(**body)
        return True

    def _member(self, body: _Body) -> object:
        self._people.set_member(**body)
        return True

    def _migrate(self, body: _Body) -> object:
        return self._people.migrate(**body)

    def _thread(self, body: _Body) -> object:
        return self._people.open_thread(**body)

    def _close_thread(self, body: _Body) -> object:
        self._people.close_thread(**body)
        return True

    def _edit(self, body: _Body) -> object:
        self._people.edit(**body)
        return True

    def _person(self, body: _Body) -> object:
        return self._people.world.add_person(**body).id

    def _chat(self, body: _Body) -> object:
        members = {int(user): status for user, status in body.pop("members", {}).items()}
        return self._people.world.add_chat(**body, members=members).id


def _posted(
    act: Callable[[_Body], object],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Accept JSON only, which a form on another site cannot send."""

    async def answer(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="send application/json\n")
        try:
            return web.json_response({"ok": True, "result": act(await request.json())})
        except Refusal as refusal:
            return web.json_response(refusal.shape(), status=400)
        except (TypeError, KeyError, ValueError, json.JSONDecodeError) as error:
            shape = {"ok": False, "description": f"{type(error).__name__}: {error}"}
            return web.json_response(shape, status=400)

    return answer
