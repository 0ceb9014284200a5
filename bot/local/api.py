"""Serves the Bot API at `/bot<token>/<method>`, with faults, limits and the journal."""

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
"""SO_LINGER of zero: closing the socket sends RST."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The outcome of a call: `shape` is the answer's JSON, `status` its HTTP status."""

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
        """Answer one call."""
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
        outcome = await self._carry_out(name, given, fault)
        answered = _answer_name(fault, outcome)
        call = self._journal_entry(name, given, outcome, answered=answered, clock=began)
        self.journal.add(replace(call, thread_id=thread_id, reply_to=reply_to))
        return await _respond(request, outcome, fault)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Serve a file that getFile named."""
        if request.match_info["token"] != self._token:
            return _json(_refused(Refusal(*UNAUTHORIZED)))
        content = self.world.files.get(request.match_info["path"].removeprefix("photos/"))
        if content is None:
            return _json(_refused(Refusal(*NOT_FOUND)))
        return web.Response(body=content)

    async def _carry_out(self, name: str, given: Parameters, fault: Fault | None) -> _Outcome:
        """Carry out a call, unless a fault strikes first."""
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
        """Return the id of the chat a call is about, even if given as @name."""
        try:
            return self.world.place(given.text("chat_id")).id
        except Refusal:
            return None

    def _journal_entry(
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


def _answer_name(fault: Fault | None, outcome: _Outcome) -> str:
    """Name how the call was answered, for the journal."""
    match fault.symptom if fault else Symptom.ANSWER:
        case Symptom.ANSWER:
            return str(outcome.status)
        case Symptom.REFUSAL | Symptom.HTML:
            return str(fault.code if fault else 0)
        case other:
            return other.value


async def _respond(
    request: web.Request, outcome: _Outcome, fault: Fault | None
) -> web.StreamResponse:
    """Respond as far as the fault allows."""
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
            return await _send_half(request, outcome)
        case Symptom.RESET:
            return _disconnected(request, reset=True)
        case Symptom.CLOSED | Symptom.HUNG:
            return _disconnected(request, reset=False)


def _json(outcome: _Outcome) -> web.Response:
    return web.json_response(outcome.shape, status=outcome.status)


async def _send_half(request: web.Request, outcome: _Outcome) -> web.StreamResponse:
    body = json.dumps(outcome.shape).encode()
    response = web.StreamResponse(headers={"Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return _disconnected(request, reset=False, response=response)


def _disconnected(
    request: web.Request, *, reset: bool, response: web.StreamResponse | None = None
) -> web.StreamResponse:
    """Close the connection without (the rest of) an answer."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        if reset and connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            transport.abort()
        else:
            transport.close()
    return response or web.Response()
