"""The door of the Bot API, `/bot<token>/<method>`: faults, limits and the ledger around it."""

import asyncio
import json
import socket
import struct
import time
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from bot.local.faults import Fault, Faults, Symptom
from bot.local.flood_limits import Limits
from bot.local.journal import Call, Journal
from bot.local.methods import METHODS, SENDING, method_name
from bot.local.parameters import Parameters, read_parameters
from bot.local.refusals import NOT_FOUND, UNAUTHORIZED, Refusal, too_many
from bot.local.reply_markup import replied_to
from bot.local.world import World

_HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of zero: closing sends RST."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a call came to: `shape` is the answer's JSON, `status` its HTTP status."""

    status: int
    shape: dict[str, Any]

    @property
    def accepted(self) -> bool:
        return self.status == 200


class Api:
    def __init__(
        self, token: str, world: World, faults: Faults, limits: Limits, journal: Journal
    ) -> None:
        self._token = token
        self.world = world
        self.faults = faults
        self.limits = limits
        self.journal = journal

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One call, from the wire to the wire."""
        name = method_name(request.match_info["method"])
        if request.match_info["token"] != self._token:
            return _json(_refused(Refusal(*UNAUTHORIZED)))
        if name is None:
            return _json(_refused(Refusal(*NOT_FOUND)))
        began = time.monotonic()
        try:
            given = await read_parameters(request)
            thread_id, reply_to = given.number("message_thread_id"), replied_to(given)
        except Refusal as refusal:
            return _json(_refused(refusal))
        fault = self.faults.strike(name, self._chat_id(given))
        outcome = await self._settled(name, given, fault)
        answered = _word(fault, outcome)
        call = self._call(name, given, outcome, answered=answered, clock=began)
        self.journal.add(replace(call, thread_id=thread_id, reply_to=reply_to))
        return await _shown(request, outcome, fault)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file that getFile named."""
        if request.match_info["token"] != self._token:
            return _json(_refused(Refusal(*UNAUTHORIZED)))
        content = self.world.files.get(request.match_info["path"].removeprefix("photos/"))
        if content is None:
            return _json(_refused(Refusal(*NOT_FOUND)))
        return web.Response(body=content)

    async def _settled(self, name: str, given: Parameters, fault: Fault | None) -> _Outcome:
        """Do what was asked, unless a fault strikes before."""
        if fault and not fault.accepted:
            return _fault_outcome(fault)
        try:
            self._check_limits(name, given)
            return _Outcome(200, {"ok": True, "result": await METHODS[name](self.world, given)})
        except Refusal as refusal:
            return _refused(refusal)

    def _check_limits(self, name: str, given: Parameters) -> None:
        chat_id = self._chat_id(given)
        if name not in SENDING or chat_id is None:
            return
        place = self.world.places.get(chat_id)
        group = place is not None and place.kind != "private"
        wait = self.limits.wait(chat_id, group=group, now=time.monotonic())
        if wait and self.limits.enforced:
            raise too_many(int(wait) + 1)

    def _chat_id(self, given: Parameters) -> int | None:
        """The numeric id of the chat a call is about, also where it was named."""
        try:
            return self.world.place(given.text("chat_id")).id
        except Refusal:
            return None

    def _call(
        self, name: str, given: Parameters, outcome: _Outcome, *, answered: str, clock: float
    ) -> Call:
        result = outcome.shape.get("result")
        message_id = result.get("message_id") if isinstance(result, dict) else None
        number = given.text("message_id")
        return Call(
            number=len(self.journal.calls) + 1,
            at=self.world.clock(),
            clock=clock,
            method=name,
            chat_id=self._chat_id(given) or given.text("chat_id") or None,
            text=given.text("text") or given.text("caption"),
            accepted=outcome.accepted,
            message_id=message_id or (int(number) if number.isdigit() else None),
            answered=answered,
            error=outcome.shape.get("description", ""),
            silent=given.flag("disable_notification"),
        )


def _refused(refusal: Refusal) -> _Outcome:
    return _Outcome(refusal.code, refusal.shape())


def _fault_outcome(fault: Fault) -> _Outcome:
    refusal = Refusal(fault.code, fault.description, **fault.parameters)
    return _refused(refusal)


def _word(fault: Fault | None, outcome: _Outcome) -> str:
    """How the call was answered, for the ledger."""
    match fault.symptom if fault else Symptom.ANSWER:
        case Symptom.ANSWER:
            return str(outcome.status)
        case Symptom.REFUSAL | Symptom.HTML:
            return str(fault.code if fault else 0)
        case other:
            return other.value


async def _shown(
    request: web.Request, outcome: _Outcome, fault: Fault | None
) -> web.StreamResponse:
    """The answer as the fault lets it through."""
    if fault is None:
        return _json(outcome)
    await asyncio.sleep(fault.seconds)
    match fault.symptom:
        case Symptom.ANSWER:
            return _json(outcome)
        case Symptom.REFUSAL:
            return _json(_fault_outcome(fault))
        case Symptom.HTML:
            return web.Response(status=fault.code, text=_HTML, content_type="text/html")
        case Symptom.GARBAGE:
            return web.Response(body=b"\x00\xff}{ not json")
        case Symptom.CUT:
            return await _cut(request, outcome)
        case Symptom.RESET:
            return _disconnected(request, reset=True)
        case Symptom.CLOSED | Symptom.HUNG:
            return _disconnected(request, reset=False)


def _json(outcome: _Outcome) -> web.Response:
    return web.json_response(outcome.shape, status=outcome.status)


async def _cut(request: web.Request, outcome: _Outcome) -> web.StreamResponse:
    body = json.dumps(outcome.shape).encode()
    response = web.StreamResponse(headers={"Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return _disconnected(request, reset=False, response=response)


def _disconnected(
    request: web.Request, *, reset: bool, response: web.StreamResponse | None = None
) -> web.StreamResponse:
    """End the connection without (the rest of) an answer."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        if reset and connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            transport.abort()
        else:
            transport.close()
    return response or web.Response()
